package upload

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// settle finishes a sealed upload within a time. Trouble is logged and answered as
// "locked": it passes, the bytes are safe and the finish is retried, and any other
// answer would make clients start from the first byte.
func (e *Engine) settle(ctx context.Context, u Upload, within time.Duration) (Upload, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	done, err := e.finish(ctx, u, nil)
	if err == nil || media.KindOf(err) == media.Gone {
		return done, err
	}
	e.unfinished(ctx, u, err)
	return Upload{}, locked()
}

func (e *Engine) unfinished(ctx context.Context, u Upload, err error) {
	e.log.LogAttrs(ctx, slog.LevelError, "upload not finished", slog.String("upload", u.ID), slog.Any("error", err))
}

// finish commits the consequences of an upload that is sealed, or that its last checkpoint
// seals, unless storage has lost some of its bytes since they were acknowledged.
func (e *Engine) finish(ctx context.Context, u Upload, last *Checkpoint) (Upload, error) {
	if err := e.verify(ctx, u); err != nil {
		return Upload{}, err
	}
	if last != nil {
		u.HashState = last.HashState
	}
	sum, err := inlineSum(u)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	done, err := e.store.Finish(ctx, u.ID, sum, last)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	if done.State.Over() {
		return Upload{}, gone()
	}
	return done, nil
}
