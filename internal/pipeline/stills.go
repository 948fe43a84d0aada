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

// Stills makes the poster, which everybody waits for, or what is taken from all over a
// title, which takes a while.
func (p *Pipeline) Stills(ctx context.Context, job media.Job, lastTry bool) error {
	t, err := p.load(ctx, job.Subject)
	if err == nil {
		err = p.makeStills(ctx, t, job.Part)
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		return p.cfg.Store.DropRenditions(ctx, job.Subject, []string{media.PosterName}, why)
	})
}

func (p *Pipeline) makeStills(ctx context.Context, t *title, part int) error {
	stills, err := t.rendition(media.PosterName)
	if err != nil {
		return err
	}
	if stills.State != media.Planned {
		return media.Errorf(media.Conflict, "stills are %s", stills.State)
	}
	if part == media.PosterPart {
		return p.makePoster(ctx, t)
	}
	if !t.video.Poster { // whose record counts any part for the poster
		return &media.Later{After: time.Second}
	}
	return p.makePreview(ctx, t)
}

func (p *Pipeline) makePoster(ctx context.Context, t *title) error {
	jpeg, err := p.still(ctx, t)
	if err != nil {
		return err
	}
	return p.finishStills(ctx, t, media.PosterPart, []picture{{media.PosterKey(t.video.ID), jpeg}})
}

// picture is what a blob is to hold.
type picture struct {
	key     string
	content []byte
}

// finishStills publishes pictures and then counts them.
func (p *Pipeline) finishStills(ctx context.Context, t *title, part int, pictures []picture) error {
	out := media.ChunkOutput{Rendition: media.PosterName}
	for _, it := range pictures {
		size, err := p.cfg.Blobs.Put(ctx, it.key, bytes.NewReader(it.content))
		if err != nil {
			return err
		}
		out.Segments = append(out.Segments, media.Segment{Bytes: size})
	}
	return p.cfg.Store.CompleteChunk(ctx, t.video.ID, part, []media.ChunkOutput{out})
}
