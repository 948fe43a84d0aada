package upload

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
)

// sweepBatch is how many uploads one sweep takes on of each sort; the next sweep
// takes the rest.
const sweepBatch = 200

// Sweep expires uploads that are idle for too long, commits the finish of those a
// crash left sealed, and removes bytes that
// do not count.
func (e *Engine) Sweep(ctx context.Context, store SweepStore) error {
	if err := e.sweepIdle(ctx, store); err != nil {
		return fmt.Errorf("sweep idle uploads: %w", err)
	}
	if err := e.sweepUnfinished(ctx, store); err != nil {
		return fmt.Errorf("sweep unfinished uploads: %w", err)
	}
	if err := e.sweepGarbage(ctx, store); err != nil {
		return fmt.Errorf("sweep garbage: %w", err)
	}
	return nil
}

func (e *Engine) sweepIdle(ctx context.Context, store SweepStore) error {
	idle, err := store.Idle(ctx, e.now(), sweepBatch)
	if err != nil {
		return err
	}
	for _, u := range idle {
		release, err := e.acquire(ctx, u.ID)
		if err != nil {
			return err
		}
		_, err = e.open(ctx, u.ID) // looks again: it may have gone on
		release()
		if err != nil {
			e.log.LogAttrs(ctx, slog.LevelInfo, "upload expired", slog.String("upload", u.ID))
		}
	}
	return nil
}

func (e *Engine) sweepUnfinished(ctx context.Context, store SweepStore) error {
	sealed, err := store.Unfinished(ctx, sweepBatch)
	if err != nil {
		return err
	}
	for _, u := range sealed {
		if _, err := e.finish(ctx, u); err != nil {
			e.log.LogAttrs(ctx, slog.LevelError, "upload not finished", slog.String("upload", u.ID), slog.Any("error", err))
		}
	}
	return nil
}

// sweepGarbage removes what an upload left in storage: everything, when it is
// over; what writers that died left behind, when it is done.
func (e *Engine) sweepGarbage(ctx context.Context, store SweepStore) error {
	unswept, err := store.Unswept(ctx, sweepBatch)
	if err != nil {
		return err
	}
	for _, u := range unswept {
		var garbage []string
		err := e.blobs.List(ctx, "uploads/"+u.ID, func(key string, _ int64) error {
			if u.State.Over() || !u.counts(key) {
				garbage = append(garbage, key)
			}
			return nil
		})
		if err == nil {
			err = e.blobs.Delete(ctx, garbage...)
		}
		if err == nil {
			err = store.Swept(ctx, u.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// counts reports whether a blob holds bytes of the upload.
func (u Upload) counts(key string) bool {
	return slices.ContainsFunc(u.Segments, func(g Segment) bool { return g.Key == key })
}
