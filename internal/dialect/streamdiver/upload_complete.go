package streamdiver

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// completeTries is how often completing begins anew when another request has replaced the object
// meanwhile. A client that goes on replacing it gets a conflict.
const completeTries = 3

// completion is what a client says when it completes an upload.
type completion struct {
	about   catalog.Patch
	channel string // "" = where it is
	check   *bool  // for duplicates; nil = as create said
}

func (c call) completion() (completion, error) {
	a, err := c.attributes()
	if err != nil {
		return completion{}, err
	}
	done := completion{about: a.about()}
	done.channel, _ = a.text(fieldChannel, maxName)
	if check, there := a.flag("duplicateCheck"); there {
		done.check = &check
	}
	return done, a.err()
}

// completeUpload makes the object that was brought the source of its media. A second call finds
// that done and answers the same, whatever it says.
func (d *Dialect) completeUpload(c call) (reply, error) {
	asked, wrong := c.completion() // looked at when it counts
	for range completeTries {
		t, err := d.upload(c)
		if err != nil {
			return reply{}, err
		}
		switch status := t.status(d.cfg.Now()); status {
		case statusCompleted:
			return ok(t.show(d.cfg.Now())), nil
		case statusCancelled, statusExpired:
			return reply{}, conflict("upload", status)
		}
		switch {
		case wrong != nil:
			return reply{}, wrong
		case t.object == nil:
			return d.completing(c, t)
		}
		err = d.complete(c.Context(), t, asked)
		if err == nil {
			d.dropKey(c.Context(), t)
			return d.settled(c, statusCompleted)
		}
		if !errors.Is(err, errChanged) {
			return reply{}, err
		}
	}
	return reply{}, fault{status: http.StatusConflict, message: "the uploaded file keeps changing"}
}

// completing answers when nothing is left to complete: either nothing was brought, or another
// request is just completing it, which is waited for.
func (d *Dialect) completing(c call, t transfer) (reply, error) {
	if err := d.await(c.Context(), t.ID, d.cfg.Records.LastUpload); err != nil {
		return reply{}, err
	}
	after, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	switch status := after.status(d.cfg.Now()); status {
	case statusCompleted:
		return ok(after.show(d.cfg.Now())), nil
	case statusCancelled, statusExpired:
		return reply{}, conflict("upload", status)
	}
	return reply{}, fault{status: http.StatusBadRequest, message: "no file has been uploaded"}
}

// errChanged says that the object is no longer the one that was looked at.
var errChanged = errors.New("object has changed")

// complete names the media as the client wishes and gives it its source.
func (d *Dialect) complete(ctx context.Context, t transfer, asked completion) error {
	patch := asked.about
	if asked.channel != "" {
		place, err := d.place(ctx, t.ProjectID, asked.channel)
		if err != nil {
			return err
		}
		patch.CollectionID, patch.Privacy, patch.Wishes = place.CollectionID, place.Privacy, place.Wishes
	}
	check := t.record != nil && t.record.DuplicateCheck
	if asked.check != nil {
		check = *asked.check
	}
	if check {
		done, err := d.refuseDuplicate(ctx, t.Video, *t.object)
		if err != nil {
			return err
		}
		defer done()
	}
	_, err := d.cfg.Catalog.Update(ctx, t.ProjectID, t.ID, patch)
	if media.KindOf(err) == media.NotFound { // cancelled a moment ago
		return errChanged
	}
	if err != nil {
		return err
	}
	return d.seal(ctx, t)
}

// seal makes the object the source, unless it is no longer there or another request is at it.
func (d *Dialect) seal(ctx context.Context, t transfer) error {
	id := t.object.UploadID
	_, err := d.cfg.Uploads.ChangeParts(ctx, id, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		if have.Whole == "" {
			return have, false, errChanged
		}
		return have, true, nil
	})
	if kind := media.KindOf(err); kind != media.Conflict && kind != media.Gone { // gone: it was cancelled
		return err
	}
	if err := d.await(ctx, id, d.cfg.Records.Upload); err != nil {
		return err
	}
	return fmt.Errorf("complete upload %s: %w", id, errChanged)
}

// await finds an upload and waits until its completion, if that is under way, has been committed:
// by this process or, if the one that began it died, here.
func (d *Dialect) await(ctx context.Context, id string, find func(context.Context, string) (upload.Upload, error)) error {
	u, err := find(ctx, id)
	if media.KindOf(err) == media.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if u.State != upload.Sealed && u.State != upload.Finishing {
		return nil
	}
	if _, err = d.cfg.Uploads.Status(ctx, u.ID); media.KindOf(err) == media.Gone {
		return nil
	}
	return err
}
