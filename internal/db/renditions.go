package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// RenditionsOf returns the renditions of many videos, by video.
func (d *DB) RenditionsOf(ctx context.Context, ids []string) (map[string][]media.Rendition, error) {
	if len(ids) == 0 {
		return map[string][]media.Rendition{}, nil
	}
	return d.reader().renditionsOf(ctx, ids...)
}

func (s session) renditions(ctx context.Context, videoID string) ([]media.Rendition, error) {
	found, err := s.renditionsOf(ctx, videoID)
	return found[videoID], err
}

func (s session) renditionsOf(ctx context.Context, ids ...string) (map[string][]media.Rendition, error) {
	found := map[string][]media.Rendition{}
	err := s.each(ctx, `SELECT video_id, spec, name, state, chunks, chunks_done, bytes FROM renditions
		WHERE video_id IN (`+marks(len(ids))+`) ORDER BY video_id, place`, anys(ids), func(row scanner) error {
		var id string
		var r media.Rendition
		// The columns come after the text and overrule it: they are what changes.
		err := row.Scan(&id, jsonColumn{&r}, &r.Name, &r.State, &r.Chunks, &r.ChunksDone, &r.Bytes)
		found[id] = append(found[id], r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("renditions of %d videos: %w", len(ids), err)
	}
	return found, nil
}

func (s session) putRendition(ctx context.Context, videoID string, place int, r media.Rendition) error {
	spec, err := asJSON(r)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO renditions (video_id, name, place, state, chunks, chunks_done, bytes, spec)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (video_id, name) DO UPDATE SET state = excluded.state,
		chunks = excluded.chunks, chunks_done = excluded.chunks_done, bytes = excluded.bytes, spec = excluded.spec`,
		videoID, r.Name, place, r.State, r.Chunks, r.ChunksDone, r.Bytes, spec)
	return err
}

// Segments returns the media segments of a rendition that exist so far, in order.
func (d *DB) Segments(ctx context.Context, videoID, rendition string) ([]media.Segment, error) {
	var found []media.Segment
	err := d.reader().each(ctx, `SELECT segments FROM media_segments WHERE video_id = ? AND rendition = ? ORDER BY chunk`,
		[]any{videoID, rendition}, func(row scanner) error {
			var part []media.Segment
			err := row.Scan(jsonColumn{&part})
			found = append(found, part...)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("segments of %s/%s: %w", videoID, rendition, err)
	}
	return found, nil
}

// settle moves a video to the state its renditions have earned and tells the
// world. It is called at the end of every transaction that changed one of them.
func (d *DB) settle(ctx context.Context, tx *Tx, s session, v media.Video) error {
	before := append([]media.Rendition(nil), v.Renditions...)
	earned := media.Settle(v.Renditions)
	for i, r := range v.Renditions {
		if r.State != before[i].State {
			if _, err := s.exec(ctx, `UPDATE renditions SET state = ? WHERE video_id = ? AND name = ?`, r.State, v.ID, r.Name); err != nil {
				return err
			}
		}
	}
	if err := s.sumOutput(ctx, v); err != nil {
		return err
	}
	if earned == v.State || !v.State.CanBecome(earned) {
		return nil
	}
	var events []media.EventType
	if v.State == media.Processing { // becoming ready passes viewable, also when both happen at once
		events = append(events, media.VideoViewable)
	}
	if earned == media.Ready {
		events = append(events, media.VideoReady)
	}
	if err := s.setState(ctx, v, earned, d.now()); err != nil {
		return err
	}
	return d.follow(ctx, tx, s, v, nil, events...)
}

// sumOutput records how many bytes are published for a video.
func (s session) sumOutput(ctx context.Context, v media.Video) error {
	var bytes int64
	for _, r := range v.Renditions {
		if !r.Repackaged {
			bytes += r.Bytes
		}
	}
	_, err := s.exec(ctx, `UPDATE videos SET output_bytes = ?, updated_at = updated_at WHERE id = ?`, bytes, v.ID)
	return err
}
