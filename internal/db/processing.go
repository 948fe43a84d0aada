package db

import (
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// StartProcessing records that a worker has begun on a video, once, and loads it.
// A video that is not being processed (deleted meanwhile, done before) is media.Conflict.
func (d *DB) StartProcessing(ctx context.Context, videoID string) (media.Video, error) {
	var v media.Video
	err := d.inTx(ctx, "start processing "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		var err error
		if v, err = s.working(ctx, videoID); err != nil || v.StartedAt != nil {
			return err
		}
		now := fromMicros(micros(d.now()))
		v.StartedAt = &now
		if _, err := s.exec(ctx, `UPDATE videos SET started_at = ?, updated_at = ? WHERE id = ?`, micros(now), micros(now), videoID); err != nil {
			return err
		}
		return d.follow(ctx, tx, s, v, nil, media.VideoProcessing)
	})
	return v, err
}

// working loads and locks a video that processing may change.
func (s session) working(ctx context.Context, videoID string) (media.Video, error) {
	v, err := s.video(ctx, videoID, s.forUpdate())
	if err == nil && v.State != media.Processing && v.State != media.Viewable {
		err = media.Errorf(media.Conflict, "video is %s", v.State)
	}
	return v, err
}

// workingOn is working for whoever has looked at a source, nil for any. A video that failed takes
// another one, and a late run of the first one's job knows nothing of that.
func (s session) workingOn(ctx context.Context, videoID string, source *media.Source) (media.Video, error) {
	v, err := s.working(ctx, videoID)
	if err == nil && source != nil && (v.Source == nil || !slices.Equal(v.Source.Segments, source.Segments)) {
		err = media.Errorf(media.Conflict, "video has another source")
	}
	return v, err
}

// SavePlan implements pipeline.Store.
func (d *DB) SavePlan(ctx context.Context, videoID string, p media.Planning) error {
	return d.inTx(ctx, "save plan of "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.workingOn(ctx, videoID, p.Source)
		if err != nil {
			return err
		}
		stored, err := s.plan(ctx, videoID)
		if err != nil {
			return err
		}
		if stored != nil && stored.Probe != nil {
			return d.follow(ctx, tx, s, v, p.Jobs)
		}
		before := slices.Clone(v.Renditions)
		if err := s.insertPlan(ctx, &v, p); err != nil {
			return err
		}
		events := completed(before, v.Renditions)
		if stored == nil {
			events = append([]media.Event{{Type: media.VideoPlanned}}, events...)
		}
		if err := d.tell(ctx, tx, s, v, p.Jobs, events); err != nil {
			return err
		}
		return d.settle(ctx, tx, s, v)
	})
}

// completed are the events of qualities that play now and did not before. An interim
// one is no news: a lasting one takes its place.
func completed(before, now []media.Rendition) []media.Event {
	var events []media.Event
	for _, r := range now {
		if r.Kind != media.VideoRendition || r.Interim || r.State != media.Complete {
			continue
		}
		known := slices.ContainsFunc(before, func(b media.Rendition) bool { return b.Name == r.Name && b.State == media.Complete })
		if !known {
			events = append(events, media.Event{Type: media.RenditionReady, Detail: r.Name})
		}
	}
	return events
}

func (s session) insertPlan(ctx context.Context, v *media.Video, p media.Planning) error {
	plan, err := asJSON(p.Plan)
	if err != nil {
		return err
	}
	picture, err := asJSON(p.Picture)
	if err != nil {
		return err
	}
	v.Source.Container = p.Container
	source, err := asJSON(v.Source)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE videos SET plan = ?, picture = ?, source = ? WHERE id = ?`, plan, picture, source, v.ID); err != nil {
		return err
	}
	for place, r := range p.Renditions {
		known := slices.ContainsFunc(v.Renditions, func(have media.Rendition) bool { return have.Name == r.Name })
		if known {
			continue
		}
		v.Renditions = append(v.Renditions, r)
		if err := s.putRendition(ctx, v.ID, place, r); err != nil {
			return err
		}
	}
	for _, out := range p.Published {
		if _, err := s.putSegments(ctx, v.ID, 0, out); err != nil {
			return err
		}
	}
	return nil
}

// Plan loads the stored plan of a video, media.NotFound when it has none.
func (d *DB) Plan(ctx context.Context, videoID string) (media.Plan, error) {
	p, err := d.reader().plan(ctx, videoID)
	if err == nil && p == nil {
		err = media.Errorf(media.NotFound, "plan not found")
	}
	if err != nil {
		return media.Plan{}, err
	}
	return *p, nil
}

// plan is nil for a video that has none.
func (s session) plan(ctx context.Context, videoID string) (p *media.Plan, err error) {
	err = s.row(ctx, `SELECT plan FROM videos WHERE id = ?`, videoID).Scan(jsonColumn{&p})
	return p, absent(err, "video")
}

func (s session) putSegments(ctx context.Context, videoID string, chunk int, out media.ChunkOutput) (added bool, err error) {
	text, err := asJSON(out.Segments)
	if err != nil {
		return false, err
	}
	n, err := s.exec(ctx, `INSERT INTO media_segments (video_id, rendition, chunk, segments) VALUES (?, ?, ?, ?)
		ON CONFLICT (video_id, rendition, chunk) DO NOTHING`, videoID, out.Rendition, chunk, text)
	return n > 0, err
}

// CompleteChunk records what a finished piece of work published, and the state
// the video has earned by it. Done twice it changes nothing.
func (d *DB) CompleteChunk(ctx context.Context, videoID string, chunk int, outputs []media.ChunkOutput) error {
	return d.inTx(ctx, "complete chunk of "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.working(ctx, videoID)
		if err != nil {
			return err
		}
		before := slices.Clone(v.Renditions)
		for _, out := range outputs {
			place := slices.IndexFunc(v.Renditions, func(r media.Rendition) bool { return r.Name == out.Rendition })
			if place < 0 {
				return media.Errorf(media.NotFound, "rendition not found")
			}
			added, err := s.putSegments(ctx, videoID, chunk, out)
			if err != nil {
				return err
			}
			if !added {
				continue
			}
			r := &v.Renditions[place]
			r.Add(out)
			if err := s.putRendition(ctx, videoID, place, *r); err != nil {
				return err
			}
			if r.Kind == media.StillRendition {
				if _, err := s.exec(ctx, `UPDATE videos SET poster = 1 WHERE id = ?`, videoID); err != nil {
					return err
				}
			}
		}
		if err := d.tell(ctx, tx, s, v, nil, completed(before, v.Renditions)); err != nil {
			return err
		}
		return d.settle(ctx, tx, s, v)
	})
}

// DropRenditions implements pipeline.Store.
func (d *DB) DropRenditions(ctx context.Context, videoID string, names []string, why media.Refusal) error {
	return d.inTx(ctx, "drop renditions of "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.working(ctx, videoID)
		if err != nil {
			return err
		}
		return d.drop(ctx, tx, s, v, func(r media.Rendition) bool { return slices.Contains(names, r.Name) }, why)
	})
}

// FailSource implements pipeline.Store.
func (d *DB) FailSource(ctx context.Context, videoID string, source *media.Source, why media.Refusal) error {
	return d.inTx(ctx, "fail video "+videoID, func(ctx context.Context, tx *Tx, s session) error {
		v, err := s.workingOn(ctx, videoID, source)
		if err != nil {
			return err
		}
		if v.State == media.Viewable {
			return d.drop(ctx, tx, s, v, func(media.Rendition) bool { return true }, why)
		}
		return d.fail(ctx, tx, s, v, why)
	})
}

// drop gives up planned renditions. With nothing left to watch the video fails.
func (d *DB) drop(ctx context.Context, tx *Tx, s session, v media.Video, chosen func(media.Rendition) bool, why media.Refusal) error {
	for place, r := range v.Renditions {
		if r.State != media.Planned || !chosen(r) {
			continue
		}
		v.Renditions[place].State = media.Dropped
		if err := s.putRendition(ctx, v.ID, place, v.Renditions[place]); err != nil {
			return err
		}
	}
	if media.Settle(v.Renditions) == media.Failed {
		return d.fail(ctx, tx, s, v, why)
	}
	return d.settle(ctx, tx, s, v)
}

func (d *DB) fail(ctx context.Context, tx *Tx, s session, v media.Video, why media.Refusal) error {
	text, err := asJSON(why)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE videos SET failure = ? WHERE id = ?`, text, v.ID); err != nil {
		return err
	}
	if err := s.setState(ctx, v, media.Failed, d.now()); err != nil {
		return err
	}
	return d.follow(ctx, tx, s, v, nil, media.VideoFailed)
}
