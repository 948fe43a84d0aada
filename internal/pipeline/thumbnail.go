package pipeline

import (
	"bytes"
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

// Posters keeps the posters that owners chose.
type Posters interface {
	// SetThumbnail makes a blob the poster of a video that still wants one taken at a place, and
	// returns the key of the one before. media.Conflict: it wants another by now.
	SetThumbnail(ctx context.Context, videoID string, at media.Timecode, key string) (old string, err error)
}

// Thumbnail takes the poster again, where the owner of a video wants it. A video that
// has no plan yet needs nothing: its first poster is taken there.
func (p *Pipeline) Thumbnail(ctx context.Context, job media.Job, lastTry bool) error {
	err := p.retake(ctx, job.Subject)
	return p.verdict(ctx, job, lastTry, err, func(media.Refusal) error { return nil }) // the poster that is there stays
}

func (p *Pipeline) retake(ctx context.Context, videoID string) error {
	v, err := p.cfg.Videos(ctx, videoID)
	if err != nil {
		return err
	}
	if v.State == media.Deleted || !v.Source.Kept() || v.Wishes.PosterAt == nil {
		return media.Errorf(media.Conflict, "no poster is wanted")
	}
	plan, err := p.cfg.Store.Plan(ctx, videoID)
	if err != nil {
		return err
	}
	if plan.Probe == nil {
		return &media.Later{After: time.Second} // the plan is being made
	}
	probe, err := storedProbe(plan)
	if err != nil {
		return err
	}
	at := *v.Wishes.PosterAt
	jpeg, err := p.still(ctx, &title{video: v, plan: plan, probe: probe})
	if err != nil {
		return err
	}
	key := media.ThumbnailKey(videoID, media.RandomHex(8))
	if _, err := p.cfg.Blobs.Put(ctx, key, bytes.NewReader(jpeg)); err != nil {
		return err
	}
	old, err := p.cfg.Posters.SetThumbnail(ctx, videoID, at, key)
	if err != nil {
		old = key // nobody will ask for it
	}
	if old != "" {
		_ = p.cfg.Blobs.Delete(context.WithoutCancel(ctx), old) // goes with the video otherwise
	}
	return err
}

// still takes the poster of a title: where its owner wants it, else where most videos
// show something.
func (p *Pipeline) still(ctx context.Context, t *title) ([]byte, error) {
	path, release, err := p.sources.file(ctx, t.video)
	if err != nil {
		return nil, err
	}
	defer release()
	at := posterAt
	if wanted := t.video.Wishes.PosterAt; wanted != nil {
		if at = wanted.At(t.plan.Rate); at >= t.video.Picture.Duration {
			at = 0
		}
	}
	return p.cfg.Encoder.Still(ctx, ffmpeg.Input{Path: path, Demuxer: t.video.Source.Container}, ffmpeg.StillSpec{
		Source: t.probe, Origin: t.plan.Start, At: at, MaxWidth: 1920,
	})
}
