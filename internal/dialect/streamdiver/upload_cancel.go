package streamdiver

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// cancelUpload ends an upload and everything that was brought for it. Its video goes into the
// bin, where one without a source is a cancelled upload: there is nothing else to record, so
// nothing can come between. Cancelling twice is no error.
func (d *Dialect) cancelUpload(c call) (reply, error) {
	t, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	switch status := t.status(d.cfg.Now()); status {
	case statusCompleted, statusExpired:
		return reply{}, conflict("upload", status)
	case statusCancelled:
		return ok(t.show(d.cfg.Now())), nil
	}
	if err := d.bin(c.Context(), t.Video, unsourced); err != nil {
		return reply{}, err
	}
	d.dropKey(c.Context(), t)
	return d.settled(c, statusCancelled)
}

// unsourced lets a video be deleted unless it was completed in the meantime.
func unsourced(v media.Video) error {
	if v.Source != nil {
		return conflict("upload", statusCompleted)
	}
	return nil
}

// bin puts a video into the bin, which ends its uploads. That it is there already is no error.
func (d *Dialect) bin(ctx context.Context, v media.Video, rule func(media.Video) error) error {
	err := d.cfg.Catalog.Delete(ctx, v.ProjectID, v.ID, rule)
	if media.KindOf(err) == media.NotFound {
		return nil
	}
	return err
}

// settled answers with the upload of the path if it has come to a status, and with a conflict if
// another request came first.
func (d *Dialect) settled(c call, status string) (reply, error) {
	t, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	if now := t.status(d.cfg.Now()); now != status {
		return reply{}, conflict("upload", now)
	}
	return ok(t.show(d.cfg.Now())), nil
}
