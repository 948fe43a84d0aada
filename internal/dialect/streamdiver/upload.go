package streamdiver

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
)

const (
	// Protocol is the name of uploads by S3 in records.
	Protocol = "s3"

	uploadKind = "streamdiver.upload"
)

// uploadRecord is what only this API knows of an upload: a document with the id of the video. A
// video without one was made by another API.
type uploadRecord struct {
	FileName       string    `json:"fileName"`
	Type           string    `json:"type"`
	Language       string    `json:"language,omitempty"` // as the client spelled it
	DuplicateCheck bool      `json:"duplicateCheck,omitempty"`
	ObjectKey      string    `json:"objectKey"`
	AccessKey      string    `json:"accessKey"`         // its id
	Expires        time.Time `json:"expires"`           // of the access key
	Expired        bool      `json:"expired,omitempty"` // nothing was brought; the video is in the bin for it
}

// transfer is an upload as it stands.
type transfer struct {
	media.Video

	record *uploadRecord // nil of a video that another API made
	object *s3.Object    // that is stored and not completed yet; nil when there is none
}

// status is the word for where an upload stands (contract section 4). No state is kept for it: it
// follows from the video, the clock and what was brought.
func (t transfer) status(now time.Time) string {
	late := t.record != nil && !now.Before(t.record.Expires)
	switch {
	case t.Source != nil:
		return statusCompleted
	case t.State == media.Deleted && t.record != nil && t.record.Expired, t.State == media.Failed,
		t.State == media.Created && t.Failure != nil: // an import that failed: nobody will bring it any more
		return statusExpired
	case t.State == media.Deleted:
		return statusCancelled
	case t.object != nil:
		return statusUploading
	case late:
		return statusExpired
	case t.State == media.Uploading:
		return statusUploading
	}
	return statusCreated
}

// open reports whether an upload still waits for its object.
func open(status string) bool { return status == statusCreated || status == statusUploading }

// upload loads the upload that the path names by {id}. One whose media is in the bin is there
// until that is purged.
func (d *Dialect) upload(c call) (transfer, error) {
	v, err := d.cfg.Catalog.Find(c.Context(), uploadID(c.PathValue("id")))
	if err == nil && (v.ProjectID != c.project || v.PurgedAt != nil) {
		err = media.Errorf(media.NotFound, "not found")
	}
	if err == nil {
		err = d.kept(c.Context(), v)
	}
	if err != nil {
		return transfer{}, absent(err, "upload")
	}
	return d.transfer(c.Context(), v)
}

// transfer is how the upload of a video stands.
func (d *Dialect) transfer(ctx context.Context, v media.Video) (transfer, error) {
	var record uploadRecord
	_, err := d.cfg.Catalog.Document(ctx, v.ProjectID, uploadKind, v.ID, &record)
	switch {
	case err == nil:
		return d.transferWith(ctx, v, &record)
	case media.KindOf(err) == media.NotFound:
		return d.transferWith(ctx, v, nil)
	}
	return transfer{}, err
}

// transferWith is transfer where the record, nil for none, is at hand.
func (d *Dialect) transferWith(ctx context.Context, v media.Video, record *uploadRecord) (t transfer, err error) {
	t = transfer{Video: v, record: record}
	if v.State == media.Uploading {
		t.object, err = d.object(ctx, v.ID)
	}
	return t, err
}

// object is the one that is stored for a video, nil when there is none. What is still arriving does
// not count.
func (d *Dialect) object(ctx context.Context, videoID string) (*s3.Object, error) {
	o, err := s3.Stored(ctx, d.cfg.Records, videoID, Protocol)
	if media.KindOf(err) == media.NotFound || err == nil && o.Size == 0 {
		return nil, nil
	}
	return &o, err
}
