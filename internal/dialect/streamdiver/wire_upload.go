package streamdiver

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// uploadBody is an upload on the wire (contract section 3.2).
type uploadBody struct {
	ID             string   `json:"id"`
	FileName       string   `json:"fileName"`
	Name           string   `json:"name"`
	Description    *string  `json:"description"`
	Type           string   `json:"type"`
	Status         string   `json:"status"`
	Created        string   `json:"created"`
	Updated        string   `json:"updated"`
	Expires        *string  `json:"expires"`
	MediaID        *string  `json:"mediaId"`
	ChannelID      *string  `json:"channelId"`
	FileSize       *int64   `json:"fileSize"` // bytes
	FileHash       *string  `json:"fileHash"` // "sha256:…", once it is known
	DuplicateCheck bool     `json:"duplicateCheck"`
	Tags           []string `json:"tags"`
	Language       *string  `json:"transcriptionLanguageCode"`
	Input          any      `json:"input"` // null in lists and once the upload is over
}

// show is an upload without its secrets.
func (t transfer) show(now time.Time) uploadBody {
	b := uploadBody{
		ID: uploadID(t.ID), FileName: t.Filename(), Name: t.Title, Description: orNull(t.Description), Type: typeMultipart,
		Status: t.status(now), Created: formatTime(t.CreatedAt), Updated: formatTime(t.UpdatedAt),
		Tags: append([]string{}, t.Tags...), Language: orNull(t.Wishes.Language),
	}
	if r := t.record; r != nil {
		b.FileName, b.Type, b.DuplicateCheck, b.Language = r.FileName, r.Type, r.DuplicateCheck, orNull(r.Language)
		expires := formatTime(r.Expires)
		b.Expires = &expires
	}
	if t.CollectionID != "" {
		b.ChannelID = orNull(channelID(t.ProjectID, t.CollectionID))
	}
	switch {
	case t.Source != nil:
		b.MediaID, b.FileSize, b.FileHash = &t.ID, &t.Source.Size, fileHash(t.Source)
		b.ChannelID = orNull(channelID(t.ProjectID, t.CollectionID))
	case t.object != nil:
		b.FileSize = &t.object.Size
	}
	return b
}

// fileHash names the bytes of a source, null as long as nobody has computed it.
func fileHash(source *media.Source) *string {
	if source.SHA256 == "" {
		return nil
	}
	return orNull("sha256:" + source.SHA256)
}

// uploadWithInput is an upload with all that is needed to bring its object, if it still may be.
func (d *Dialect) uploadWithInput(c call, t transfer) (uploadBody, error) {
	b := t.show(d.cfg.Now())
	if t.record == nil || !open(b.Status) || !d.cfg.Now().Before(t.record.Expires) {
		return b, nil
	}
	secret, err := d.secret(c.Context(), t)
	if err != nil || secret == "" {
		return b, err
	}
	b.Input, err = t.input(c.Context(), c.base, secret)
	return b, err
}

func (t transfer) input(ctx context.Context, base, secret string) (any, error) {
	r := t.record
	if r.Type == typePut {
		url, err := presign(ctx, presigned{
			base: base, bucket: bucket(t.ProjectID), object: r.ObjectKey, keyID: r.AccessKey, secret: secret,
			from: t.CreatedAt, life: r.Expires.Sub(t.CreatedAt),
		})
		return putBody{Type: typePut, Method: "PUT", Expires: formatTime(r.Expires), URL: url}, err
	}
	return inputBody{
		Type: typeMultipart, Endpoint: base, Region: region, Bucket: bucket(t.ProjectID), Key: r.ObjectKey, ObjectKey: r.ObjectKey,
		AccessKey: r.AccessKey, AccessKeyID: r.AccessKey, SecretKey: secret, SecretAccessKey: secret,
		ForcePathStyle: true, Expires: formatTime(r.Expires),
	}, nil
}
