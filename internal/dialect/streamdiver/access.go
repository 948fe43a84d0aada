package streamdiver

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	keyKind = "streamdiver.key"

	// Keys look like those of S3, since clients check their lengths.
	keyPrefix    = "TR"
	keyLength    = 20
	keyDigits    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	secretLength = 40
	secretDigits = keyDigits + "abcdefghijklmnopqrstuvwxyz"
)

// accessKey is the one key of an upload: a document whose id is the key's. It is there as long
// as the upload is open, and until the sweep has seen that it is not.
type accessKey struct {
	VideoID string    `json:"videoId"`
	Object  string    `json:"object"`
	Secret  []byte    `json:"secret"` // sealed
	Expires time.Time `json:"expires"`
}

func newKeyID() string  { return keyPrefix + randomText(keyDigits, keyLength-len(keyPrefix)) }
func newSecret() string { return randomText(secretDigits, secretLength) }

// randomText returns n of the digits, each as likely as the other: bytes beyond the last whole
// multiple of their number are thrown away.
func randomText(digits string, n int) string {
	fair := 256 - 256%len(digits)
	text, draw := make([]byte, 0, n), make([]byte, 1)
	for len(text) < n {
		_, _ = rand.Read(draw) // crypto/rand.Read never fails since Go 1.24
		if int(draw[0]) < fair {
			text = append(text, digits[int(draw[0])%len(digits)])
		}
	}
	return string(text)
}

// sealLabel binds a sealed secret to its key: moved to another record it cannot be opened.
func sealLabel(keyID string) string { return keyKind + "/" + keyID }

func (d *Dialect) putKey(ctx context.Context, v media.Video, r uploadRecord) error {
	sealed, err := d.cfg.Master.Seal([]byte(newSecret()), sealLabel(r.AccessKey))
	if err != nil {
		return fmt.Errorf("seal access key: %w", err)
	}
	doc := media.Document{ID: r.AccessKey, ProjectID: v.ProjectID, Kind: keyKind, CreatedAt: v.CreatedAt}
	key := accessKey{VideoID: v.ID, Object: r.ObjectKey, Secret: sealed, Expires: r.Expires}
	_, err = d.cfg.Catalog.PutDocument(ctx, doc, key, 0) // no end: the sweep looks for it
	return err
}

// dropKey removes a key that has ended. Trouble leaves it to the sweep; it opens nothing.
func (d *Dialect) dropKey(ctx context.Context, t transfer) {
	if t.record != nil {
		_ = d.cfg.Catalog.DeleteDocument(ctx, t.ProjectID, keyKind, t.record.AccessKey)
	}
}

// AccessKey returns the key with an id, if it may still bring an object. One that is unknown costs
// the same work as one that is found: the same look-ups, and a secret unsealed.
func (d *Dialect) AccessKey(ctx context.Context, id string) (s3.Access, error) {
	var key accessKey
	doc, err := d.cfg.Catalog.FindDocument(ctx, keyKind, askable(id), &key)
	if err != nil && media.KindOf(err) != media.NotFound {
		return s3.Access{}, err
	}
	if err != nil {
		key = accessKey{VideoID: nobody, Secret: d.decoy}
	}
	v, err := d.cfg.Catalog.Find(ctx, key.VideoID)
	if err != nil && media.KindOf(err) != media.NotFound {
		return s3.Access{}, err
	}
	secret, sealErr := d.cfg.Master.Open(key.Secret, sealLabel(doc.ID))
	if sealErr != nil {
		return s3.Access{}, sealErr
	}
	if err != nil || v.Source != nil || v.State == media.Deleted || !d.cfg.Now().Before(key.Expires) {
		return s3.Access{}, media.Errorf(media.NotFound, "access key not found")
	}
	return s3.Access{
		KeyID: id, Secret: string(secret), Bucket: bucket(v.ProjectID), Object: key.Object, Expires: key.Expires,
		Upload: upload.Beginning{
			ProjectID: v.ProjectID, Protocol: Protocol, VideoID: v.ID, Length: upload.UnknownLength, Kind: upload.Parted,
			Limits: upload.Limits{Idle: d.cfg.Settings.UploadTTL, MaxSize: d.cfg.MaxUploadSize},
			Digest: d.cfg.Digest, Beside: true,
		},
	}, nil
}

// nobody is the id of no video.
const nobody = "00000000-0000-0000-0000-000000000000"

// askable is an id that can be looked up: what no key is called is nobody's. PostgreSQL keeps no
// NUL, and refuses to look for one.
func askable(id string) string {
	digits, ours := strings.CutPrefix(id, keyPrefix)
	if !ours || len(id) != keyLength || strings.Trim(digits, keyDigits) != "" {
		return nobody
	}
	return id
}

// secret is that of an upload's key, "" when the key has gone.
func (d *Dialect) secret(ctx context.Context, t transfer) (string, error) {
	var key accessKey
	_, err := d.cfg.Catalog.Document(ctx, t.ProjectID, keyKind, t.record.AccessKey, &key)
	if media.KindOf(err) == media.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	secret, err := d.cfg.Master.Open(key.Secret, sealLabel(t.record.AccessKey))
	return string(secret), err
}
