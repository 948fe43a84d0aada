package db

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// EraseVideo implements catalog.BinStore. The record stays as a tombstone that nobody is shown:
// uploads and imports refer to it, and the sweep finds by it what is still stored.
func (d *DB) EraseVideo(ctx context.Context, projectID int64, id string) error {
	return d.inTx(ctx, "erase video "+id, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.video(ctx, id, known+s.forUpdate())
		if err != nil {
			return err
		}
		if v.ProjectID != projectID {
			return media.Errorf(media.NotFound, "video not found")
		}
		now := d.now()
		gone := media.Event{Type: media.VideoPurged}
		if v.State != media.Deleted {
			gone = media.Event{Type: media.VideoDeleted, Detail: media.ForGood}
			if err := s.endReceiving(ctx, id, now); err != nil {
				return err
			}
			if err := s.setState(ctx, v, media.Deleted, now); err != nil {
				return err
			}
		}
		if v.PurgedAt == nil { // one that was purged before has told so then
			if err := d.tell(ctx, tx, s, v, nil, []media.Event{gone}); err != nil {
				return err
			}
		}
		if err := s.beginPurge(ctx, v, now); err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE videos SET erased = 1 WHERE id = ?`, id)
		return err
	})
}
