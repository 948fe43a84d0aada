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
	done, err := e.finish(ctx, u)
	if err == nil || media.KindOf(err) == media.Gone {
		return done, err
	}
	e.log.LogAttrs(ctx, slog.LevelError, "upload not finished", slog.String("upload", u.ID), slog.Any("error", err))
	return Upload{}, locked()
}

// finish commits the consequences of a sealed upload, unless storage has lost some of
// its bytes since they were acknowledged.
func (e *Engine) finish(ctx context.Context, u Upload) (Upload, error) {
	if err := e.verify(ctx, u); err != nil {
		return Upload{}, err
	}
	sum, err := inlineSum(u)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	done, err := e.store.Finish(ctx, u.ID, sum)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	if done.State.Over() {
		return Upload{}, gone()
	}
	return done, nil
}
