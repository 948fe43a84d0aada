package pipeline

import (
	"bytes"
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// posterAt is where the poster is taken. One second in, most videos show
// something; a shorter one gives its last picture.
const posterAt = time.Second

// Stills makes the poster.
func (p *Pipeline) Stills(ctx context.Context, job media.Job, lastTry bool) error {
	t, err := p.load(ctx, job.Subject)
	if err == nil {
		err = p.makePoster(ctx, t)
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.DropRenditions(ctx, job.Subject, []string{media.PosterName}, why)
	})
}

func (p *Pipeline) makePoster(ctx context.Context, t *title) error {
	jpeg, err := p.still(ctx, t)
	if err != nil {
		return err
	}
	size, err := p.cfg.Blobs.Put(ctx, media.PosterKey(t.video.ID), bytes.NewReader(jpeg))
	if err != nil {
		return err
	}
	return p.cfg.Store.CompleteChunk(ctx, t.video.ID, 0,
		[]media.ChunkOutput{{Rendition: media.PosterName, Segments: []media.Segment{{Bytes: size}}}})
}
