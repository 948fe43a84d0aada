package streamdiver

import (
	"context"
	"fmt"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
)

// maxBulk is how many media one request may name.
const maxBulk = 100

// deleteMedia puts a media into the bin, or removes it for good. What is in the bin already stays
// there.
func (d *Dialect) deleteMedia(c call) (reply, error) {
	text := c.URL.Query().Get("hardDelete")
	hard, err := strconv.ParseBool(text)
	if text != "" && err != nil {
		return reply{}, invalid("hardDelete", "must be true or false")
	}
	return ok(nil), d.remove(c, c.PathValue("id"), hard)
}

// bulkDeletion says what became of each media.
type bulkDeletion struct {
	Deleted []string          `json:"deleted"`
	Failed  map[string]string `json:"failed"` // id → why
}

func (d *Dialect) deleteManyMedia(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	ids := a.mediaIDs()
	hard, _ := a.flag("hardDelete")
	if err := a.err(); err != nil {
		return reply{}, err
	}
	out := bulkDeletion{Deleted: []string{}, Failed: map[string]string{}}
	for _, id := range ids {
		switch err := d.remove(c, id, hard); {
		case isNotFound(err):
			out.Failed[id] = err.Error()
		case err != nil:
			return reply{}, err
		default:
			out.Deleted = append(out.Deleted, id)
		}
	}
	return ok(out), nil
}

// mediaIDs reads the ids that a bulk request is about.
func (a *attributes) mediaIDs() []string {
	var ids []string
	a.read("ids", "an array of texts", &ids)
	if len(ids) == 0 || len(ids) > maxBulk {
		a.faults.add("ids", fmt.Sprintf("must be 1 to %d", maxBulk))
	}
	return ids
}

func (d *Dialect) remove(c call, id string, hard bool) error {
	v, err := d.findMedia(c.Context(), c.project, id)
	switch {
	case err != nil:
		return err
	case hard:
		return d.erase(c.Context(), v)
	case v.State == media.Deleted:
		return nil
	}
	return absent(d.cfg.Catalog.Delete(c.Context(), c.project, v.ID, anyState), "media")
}

// anyState lets every media be deleted.
func anyState(media.Video) error { return nil }

// erase removes a media for good. What was said about it goes first: after a crash in between the
// same request ends the work.
func (d *Dialect) erase(ctx context.Context, v media.Video) error {
	err := d.cfg.Catalog.DeleteDocument(ctx, v.ProjectID, metadataKind, v.ID)
	if err != nil && media.KindOf(err) != media.NotFound {
		return err
	}
	return absent(d.cfg.Catalog.Erase(ctx, v.ProjectID, v.ID), "media")
}

// recoverMedia takes a media out of the bin, into the channels that it was in. Those may be seen
// by others than when it was deleted.
func (d *Dialect) recoverMedia(c call) (reply, error) {
	v, err := d.media(c)
	if err != nil {
		return reply{}, err
	}
	if v.State != media.Deleted {
		return reply{}, conflict("media", mediaStatus(v))
	}
	switch err := d.cfg.Catalog.Restore(c.Context(), c.project, v.ID); media.KindOf(err) {
	case media.NotFound, media.Conflict: // erased, purged or recovered just now
		return reply{}, notFound("media")
	default:
		if err != nil {
			return reply{}, err
		}
	}
	seen, err := d.visibleOf(c.Context(), c.project, v)
	if err != nil {
		return reply{}, err
	}
	if err := d.settlePrivacy(c.Context(), v, seen.privacy(collectionsOf(v))); err != nil {
		return reply{}, err
	}
	if v, err = d.media(c); err != nil {
		return reply{}, err
	}
	return d.replyMedia(c, v)
}
