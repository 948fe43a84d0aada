package db

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// ReleaseSource stores a document that says of a video what its project has done, and lets go of the
// bytes of the source where something else plays: the next sweep removes those that no other
// video shares. What played from them alone is dropped. Where nothing but the source plays, or its
// sound is the only one, its bytes stay: released is false. Repeating changes nothing.
//
// A video that is not ready and has not failed is media.Conflict: work on it reads the source.
// One of the bin is as it was before.
func (d *DB) ReleaseSource(ctx context.Context, videoID string, note media.Document) (released bool, err error) {
	err = d.inTx(ctx, "release source of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		v, err := s.video(ctx, videoID, known+s.forUpdate())
		if err != nil {
			return err
		}
		if v.ProjectID != note.ProjectID || v.PurgedAt != nil {
			return media.Errorf(media.NotFound, "video not found")
		}
		state := v.State
		if state == media.Deleted {
			state = v.PriorState
		}
		if state != media.Ready && state != media.Failed {
			return media.Errorf(media.Conflict, "video is %s", state)
		}
		if err := s.putDocument(ctx, note); err != nil {
			return err
		}
		released, err = s.releaseSource(ctx, v)
		return err
	})
	return released, err
}

func (s session) releaseSource(ctx context.Context, v media.Video) (bool, error) {
	if !v.Source.Kept() {
		return true, nil
	}
	if !media.LetSource(v.Renditions) {
		return false, nil
	}
	for _, r := range v.Renditions {
		if _, err := s.exec(ctx, `UPDATE renditions SET state = ? WHERE video_id = ? AND name = ?`, r.State, v.ID, r.Name); err != nil {
			return false, err
		}
	}
	v.Source.Segments = nil
	text, err := asJSON(v.Source)
	if err != nil {
		return false, err
	}
	if _, err := s.exec(ctx, `UPDATE videos SET source = ? WHERE id = ?`, text, v.ID); err != nil {
		return false, err
	}
	if err := s.release(ctx, `SELECT id FROM uploads WHERE video_id = ?`, v.ID); err != nil {
		return false, err
	}
	return true, s.addStored(ctx, v.ProjectID, -v.Source.Size)
}

// VideosOfSize returns the videos of a project, but for those of the bin, whose source is stored and
// has so many bytes, the oldest first. They come without their renditions.
func (d *DB) VideosOfSize(ctx context.Context, projectID, size int64) ([]media.Video, error) {
	var found []media.Video
	err := d.reader().each(ctx, `SELECT `+videoColumns+` FROM videos WHERE state <> 'deleted' AND source IS NOT NULL AND id IN
		(SELECT video_id FROM uploads WHERE project_id = ? AND state = 'done' AND position = ? AND video_id IS NOT NULL) ORDER BY seq`,
		[]any{projectID, size}, func(row scanner) error {
			v, err := scanVideo(row)
			if err == nil && v.Source.Kept() && v.Source.Size == size { // a failed video may have taken another
				found = append(found, v)
			}
			return err
		})
	return found, err
}
