package streamdiver

import (
	"context"
	"encoding/json"

	"github.com/tributary-video/tributary/internal/media"
)

// removedKind is the kind of document that says of a video, by its id, that its upload was
// deleted: the media stays, its upload is not found.
const removedKind = "streamdiver.removed"

// releaseKind is the kind of document that says of a video, by its id, that its upload was deleted
// while work on the media still read the source. The sweep lets go of that when it is done.
const releaseKind = "streamdiver.release"

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

// deleteUpload removes the upload of a media and, where the media plays without it, its source, as soon
// as nothing works on it. Before an upload is completed, cancel is what ends it.
func (d *Dialect) deleteUpload(c call) (reply, error) {
	t, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	if status := t.status(d.cfg.Now()); status != statusCompleted {
		return reply{}, conflict("upload", status)
	}
	d.dropKey(c.Context(), t)
	err = d.release(c.Context(), t.ProjectID, t.ID)
	if media.KindOf(err) == media.Conflict {
		err = d.releaseLater(c.Context(), t.Video)
	}
	return ok(nil), absent(err, "upload")
}

// release lets go of the source of a video whose upload is deleted. While work reads it that is
// media.Conflict.
func (d *Dialect) release(ctx context.Context, project int64, video string) error {
	now := d.cfg.Now()
	note := media.Document{ID: video, ProjectID: project, Kind: removedKind, Body: json.RawMessage(`{}`), CreatedAt: now, UpdatedAt: now}
	_, err := d.cfg.Sources.ReleaseSource(ctx, video, note)
	return err
}

// releaseLater deletes an upload and leaves its source to the sweep. What the sweep goes by is
// written first: it deletes the upload, too, should this process die in between.
func (d *Dialect) releaseLater(ctx context.Context, v media.Video) error {
	for _, kind := range []string{releaseKind, removedKind} {
		doc := media.Document{ID: v.ID, ProjectID: v.ProjectID, Kind: kind, CreatedAt: d.cfg.Now()}
		if _, err := d.cfg.Catalog.PutDocument(ctx, doc, struct{}{}, 0); err != nil {
			return err
		}
	}
	return nil
}

// sweepReleases lets go of sources that deleted uploads have left.
func (d *Dialect) sweepReleases(ctx context.Context) error {
	return d.sweepDocuments(ctx, releaseKind, d.cfg.Now(), func(ctx context.Context, doc media.Document) error {
		switch err := d.release(ctx, doc.ProjectID, doc.ID); media.KindOf(err) {
		case media.Conflict:
			return nil // not yet
		case media.NotFound: // it was deleted for good
		default:
			if err != nil {
				return err
			}
		}
		return d.dropDocument(ctx, doc.ProjectID, releaseKind, doc.ID)
	})
}
