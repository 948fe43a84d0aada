package db

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// DeleteVideo puts a video of a project into the bin if it is in one of the
// allowed states. Otherwise it is media.Conflict and the refusal is an event.
func (d *DB) DeleteVideo(ctx context.Context, projectID int64, id string, allowed func(media.Video) error) error {
	var refused error
	err := d.inTx(ctx, "delete video "+id, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.ownVideo(ctx, projectID, id)
		if err != nil {
			return err
		}
		if refused = allowed(v); refused != nil {
			return d.follow(ctx, tx, s, v, nil, media.VideoDeletionRefused)
		}
		return d.putInBin(ctx, tx, s, v)
	})
	if err != nil {
		return err
	}
	return refused
}

// putInBin deletes a video that was read in this transaction.
func (d *DB) putInBin(ctx context.Context, tx *Tx, s session, v media.Video) error {
	now := d.now()
	if v.State == media.Uploading { // its uploads end with it
		if err := s.endReceiving(ctx, v.ID, now); err != nil {
			return err
		}
	}
	if err := s.setState(ctx, v, media.Deleted, now); err != nil {
		return err
	}
	return d.follow(ctx, tx, s, v, nil, media.VideoDeleted)
}

// RestoreVideo takes a video of a project out of the bin, back to the state it
// had. One that is not there is media.NotFound; one whose bytes are gone media.Conflict.
func (d *DB) RestoreVideo(ctx context.Context, projectID int64, id string) error {
	return d.inTx(ctx, "restore video "+id, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.video(ctx, id, known+s.forUpdate())
		if err != nil {
			return err
		}
		if v.ProjectID != projectID || v.State != media.Deleted {
			return media.Errorf(media.NotFound, "video not found")
		}
		if v.PurgedAt != nil {
			return media.Errorf(media.Conflict, "video is purged")
		}
		back := v.PriorState
		if back == media.Uploading { // its upload ended when it was deleted
			back = media.Created
		}
		if err := s.setState(ctx, v, back, d.now()); err != nil {
			return err
		}
		var jobs []media.Job
		if back == media.Processing || back == media.Viewable {
			jobs = append(jobs, media.Job{Kind: media.ProcessJob, Subject: id})
		}
		return d.follow(ctx, tx, s, v, jobs, media.VideoRestored)
	})
}

// Purgeable returns videos deleted before a time, or erased, of which bytes may still be stored,
// also those whose purge was begun and never ended.
func (d *DB) Purgeable(ctx context.Context, before time.Time, limit int) ([]media.Video, error) {
	var found []media.Video
	err := d.reader().each(ctx, `SELECT `+videoColumns+` FROM videos
		WHERE deleted_at IS NOT NULL AND emptied = 0 AND (deleted_at < ? OR erased = 1) ORDER BY deleted_at LIMIT ?`, []any{micros(before), limit},
		func(row scanner) error {
			v, err := scanVideo(row)
			found = append(found, v)
			return err
		})
	return found, err
}

// BeginPurge marks a video of the bin as purged, before its bytes are removed:
// from then on it cannot be restored, and its uploads refer to nothing, so that the
// next sweep removes what no other upload shares. It reports whether the video still
// was in the bin. Twice is fine.
func (d *DB) BeginPurge(ctx context.Context, id string) (bool, error) {
	purged := false
	err := d.inTx(ctx, "purge video "+id, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.video(ctx, id, s.forUpdate())
		if err != nil || v.State != media.Deleted {
			return err
		}
		purged = true
		if v.PurgedAt == nil {
			if err := d.follow(ctx, tx, s, v, nil, media.VideoPurged); err != nil {
				return err
			}
		}
		return s.beginPurge(ctx, v, d.now())
	})
	return purged, err
}

// beginPurge makes a video of the bin let go of its source.
func (s session) beginPurge(ctx context.Context, v media.Video, now time.Time) error {
	if _, err := s.exec(ctx, `UPDATE videos SET purged_at = COALESCE(purged_at, ?) WHERE id = ?`, micros(now), v.ID); err != nil {
		return err
	}
	if err := s.release(ctx, `SELECT id FROM uploads WHERE video_id = ?`, v.ID); err != nil {
		return err
	}
	if !v.Source.Kept() || v.PurgedAt != nil { // nothing counts, or no longer
		return nil
	}
	return s.addStored(ctx, v.ProjectID, -v.Source.Size)
}

// EndPurge records that nothing is stored of a purged video any more.
func (d *DB) EndPurge(ctx context.Context, id string) error {
	return d.inTx(ctx, "end purge of "+id, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `UPDATE videos SET emptied = 1 WHERE id = ? AND purged_at IS NOT NULL`, id)
		return err
	})
}
