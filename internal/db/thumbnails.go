package db

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// Retake lets the poster of a video be taken again, where its wishes say.
func (d *DB) Retake(ctx context.Context, videoID string) error {
	return d.inTx(ctx, "retake poster of "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		return d.follow(ctx, tx, s, media.Video{ID: videoID}, []media.Job{{Kind: media.ThumbnailJob, Subject: videoID, Priority: 1}})
	})
}

// SetThumbnail implements pipeline.Posters.
func (d *DB) SetThumbnail(ctx context.Context, videoID string, at media.Timecode, key string) (old string, err error) {
	err = d.inTx(ctx, "set thumbnail of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		v, err := s.video(ctx, videoID, s.forUpdate())
		if err != nil {
			return err
		}
		if v.State == media.Deleted || v.Wishes.PosterAt == nil || *v.Wishes.PosterAt != at {
			return media.Errorf(media.Conflict, "another poster is wanted")
		}
		old, v.Wishes.Thumbnail = v.Wishes.Thumbnail, key
		text, err := asJSON(v.Wishes)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE videos SET wishes = ?, poster = 1, updated_at = ? WHERE id = ?`, text, micros(d.now()), videoID)
		return err
	})
	return old, err
}
