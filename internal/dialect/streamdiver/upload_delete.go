package streamdiver

import (
	"context"
	"encoding/json"

	"github.com/tributary-video/tributary/internal/media"
)

// removedKind is the kind of document that says of a video, by its id, that its upload was
// deleted: the media stays, its upload is not found.
const removedKind = "streamdiver.removed"

// kept returns media.NotFound if the upload of a video was deleted.
func (d *Dialect) kept(ctx context.Context, v media.Video) error {
	_, err := d.cfg.Catalog.Document(ctx, v.ProjectID, removedKind, v.ID, &struct{}{})
	switch {
	case err == nil:
		return media.Errorf(media.NotFound, "upload not found")
	case media.KindOf(err) == media.NotFound:
		return nil
	}
	return err
}

// deleteUpload removes the upload of a media and, where the media plays without it, its source. Before
// an upload is completed, cancel is what ends it.
func (d *Dialect) deleteUpload(c call) (reply, error) {
	t, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	if status := t.status(d.cfg.Now()); status != statusCompleted {
		return reply{}, conflict("upload", status)
	}
	d.dropKey(c.Context(), t)
	now := d.cfg.Now()
	note := media.Document{ID: t.ID, ProjectID: t.ProjectID, Kind: removedKind, Body: json.RawMessage(`{}`), CreatedAt: now, UpdatedAt: now}
	_, err = d.cfg.Sources.ReleaseSource(c.Context(), t.ID, note)
	if media.KindOf(err) == media.Conflict {
		return reply{}, conflict("media", mediaProcessing)
	}
	return ok(nil), absent(err, "upload")
}
