package streamdiver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// sweepBatch is how many documents of a kind one sweep looks at; the next sweep takes the rest.
const sweepBatch = 200

// sweepGrace is how long after its end an upload is left alone: the clock of the node that let
// the last PUT begin may be behind.
const sweepGrace = 5 * time.Minute

// Sweep puts the videos of expired uploads into the bin, removes access keys that have ended, and
// lets go of the sources of deleted uploads. It may run anywhere and at any time. Nobody waits for
// it: an upload is called expired from the moment that it is.
func (d *Dialect) Sweep(ctx context.Context) error {
	ended := d.cfg.Now().Add(-d.cfg.Settings.UploadTTL - sweepGrace)
	return errors.Join(d.sweepDocuments(ctx, keyKind, ended, d.sweepKey), d.sweepReleases(ctx))
}

// sweepDocuments sees to the documents of a kind that were made before a time.
func (d *Dialect) sweepDocuments(ctx context.Context, kind string, before time.Time, see func(context.Context, media.Document) error) error {
	due, err := d.cfg.Records.DocumentsBefore(ctx, kind, before, sweepBatch)
	if err != nil {
		return fmt.Errorf("find documents %s to sweep: %w", kind, err)
	}
	var errs []error
	for _, doc := range due {
		if ctx.Err() != nil {
			break
		}
		if err := see(ctx, doc); err != nil {
			errs = append(errs, fmt.Errorf("sweep %s %s: %w", kind, doc.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (d *Dialect) sweepKey(ctx context.Context, doc media.Document) error {
	var key accessKey
	if err := json.Unmarshal(doc.Body, &key); err != nil {
		return err
	}
	if d.cfg.Now().Before(key.Expires.Add(sweepGrace)) { // made when uploads lived longer
		return nil
	}
	v, err := d.cfg.Catalog.Find(ctx, key.VideoID)
	switch {
	case media.KindOf(err) == media.NotFound: // the process died before it made the video
		if err := d.dropDocument(ctx, doc.ProjectID, uploadKind, key.VideoID); err != nil {
			return err
		}
	case err != nil:
		return err
	case v.Source != nil || v.State == media.Deleted:
	case v.State != media.Created: // an object is arriving or waits to be completed
		return nil
	default:
		if err := d.expire(ctx, v); err != nil {
			return err
		}
	}
	return d.dropDocument(ctx, doc.ProjectID, keyKind, doc.ID)
}

// expire puts a video for which nothing was brought into the bin. The record comes first: of a
// video that is alive it says nothing.
func (d *Dialect) expire(ctx context.Context, v media.Video) error {
	t, err := d.transfer(ctx, v)
	if err != nil {
		return err
	}
	if t.record != nil {
		t.record.Expired = true
		if err := d.putRecord(ctx, v, *t.record); err != nil {
			return err
		}
	}
	return d.bin(ctx, v, func(v media.Video) error {
		if v.State != media.Created {
			return media.Errorf(media.Conflict, "upload goes on")
		}
		return nil
	})
}

// dropDocument removes a document that may be gone already.
func (d *Dialect) dropDocument(ctx context.Context, project int64, kind, id string) error {
	err := d.cfg.Catalog.DeleteDocument(ctx, project, kind, id)
	if media.KindOf(err) == media.NotFound {
		return nil
	}
	return err
}
