package streamdiver

import (
	"context"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// settleBatch is how many videos of a channel are looked at in one query.
const settleBatch = 200

// settleChannel lets who may watch what is in a channel follow from its visibility. It may be
// repeated.
func (d *Dialect) settleChannel(ctx context.Context, ch channel) error {
	f := catalog.Filter{ProjectID: ch.project, ShownIn: []string{ch.collection}, Limit: settleBatch}
	for {
		videos, total, err := d.cfg.Catalog.List(ctx, f)
		if err != nil {
			return fmt.Errorf("settle channel %s: %w", ch.id(), err)
		}
		seen, err := d.visibleOf(ctx, ch.project, videos...)
		if err != nil {
			return err
		}
		for _, v := range videos {
			if err := d.settlePrivacy(ctx, v, seen.privacy(collectionsOf(v))); err != nil {
				return err
			}
		}
		if f.Offset += settleBatch; f.Offset >= total {
			return nil
		}
	}
}

// settlePrivacy changes who may watch a video, if that differs. One that is deleted meanwhile is
// settled when it is recovered.
func (d *Dialect) settlePrivacy(ctx context.Context, v media.Video, privacy media.Privacy) error {
	if v.Privacy == privacy {
		return nil
	}
	return d.change(ctx, v, catalog.Patch{Privacy: &privacy})
}

// leaveChannel takes everything out of a channel that is about to be deleted, and lets who may
// watch it follow from the channels that are left. It may be repeated. What is in the bin leaves
// with the collection itself.
func (d *Dialect) leaveChannel(ctx context.Context, ch channel) error {
	for {
		videos, _, err := d.cfg.Catalog.List(ctx, catalog.Filter{ProjectID: ch.project, ShownIn: []string{ch.collection}, Limit: settleBatch})
		if err != nil {
			return fmt.Errorf("leave channel %s: %w", ch.id(), err)
		}
		if len(videos) == 0 {
			return nil
		}
		seen, err := d.visibleOf(ctx, ch.project, videos...)
		if err != nil {
			return err
		}
		for _, v := range videos {
			stay := slices.DeleteFunc(collectionsOf(v), func(c string) bool { return c == ch.collection })
			if err := d.change(ctx, v, seen.place(stay)); err != nil {
				return err
			}
		}
	}
}

// change changes a video that may have been deleted meanwhile.
func (d *Dialect) change(ctx context.Context, v media.Video, p catalog.Patch) error {
	_, err := d.cfg.Catalog.Update(ctx, v.ProjectID, v.ID, p)
	if err != nil && media.KindOf(err) != media.NotFound {
		return fmt.Errorf("change media %s: %w", v.ID, err)
	}
	return nil
}
