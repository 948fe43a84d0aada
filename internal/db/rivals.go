package db

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// takeFrom makes room for an upload of a video that has others: they end, unless it
// begins beside them. One that has every byte already keeps the video.
func (s session) takeFrom(ctx context.Context, b upload.Beginning, now time.Time) error {
	sealed, err := s.countUploads(ctx, b.VideoID, upload.Sealed, upload.Finishing)
	if err == nil && sealed > 0 {
		err = media.Errorf(media.Invalid, "video already has content")
	}
	if err != nil || b.Beside {
		return err
	}
	return s.endReceiving(ctx, b.VideoID, now)
}

// countUploads counts the uploads of a video that are in one of the states.
func (s session) countUploads(ctx context.Context, videoID string, states ...upload.State) (n int, err error) {
	args := []any{videoID}
	for _, state := range states {
		args = append(args, state)
	}
	err = s.row(ctx, `SELECT COUNT(*) FROM uploads WHERE video_id = ? AND state IN (`+marks(len(states))+`)`, args...).Scan(&n)
	return n, err
}

// endReceiving terminates the uploads of a video that still wait for bytes. One that is
// sealed stays: its own finish finds out whether the video will have it.
func (s session) endReceiving(ctx context.Context, videoID string, now time.Time) error {
	ending, err := s.uploadsWhere(ctx, `video_id = ? AND state = ?`, videoID, upload.Receiving)
	if err != nil {
		return err
	}
	for _, u := range ending {
		u.State = upload.Terminated
		if err := s.setUploadState(ctx, u, now); err != nil {
			return err
		}
	}
	return nil
}

// leaveVideo lets a video wait for content again when its last open upload has ended, and
// reports whether it does.
func (s session) leaveVideo(ctx context.Context, v media.Video, now time.Time) (waits bool, err error) {
	if v.State != media.Uploading {
		return false, nil
	}
	open, err := s.countUploads(ctx, v.ID, upload.Receiving, upload.Sealed, upload.Finishing)
	if err != nil || open > 0 {
		return false, err
	}
	return true, s.setState(ctx, v, media.Created, now)
}

// letSource takes from a failed video the source that it failed by, so that another may be
// brought. Nothing was made of that one; the sweep removes its bytes when no other video
// has them.
func (s session) letSource(ctx context.Context, v media.Video, now time.Time) error {
	if err := s.release(ctx, `SELECT id FROM uploads WHERE video_id = ?`, v.ID); err != nil {
		return err
	}
	if v.Source.Kept() {
		if err := s.addStored(ctx, v.ProjectID, -v.Source.Size); err != nil {
			return err
		}
	}
	if _, err := s.exec(ctx, `UPDATE videos SET source = NULL, started_at = NULL WHERE id = ?`, v.ID); err != nil {
		return err
	}
	return s.setState(ctx, v, media.Uploading, now)
}
