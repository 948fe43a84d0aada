package upload

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// sweepBatch is how many uploads one sweep takes on of each sort; the next sweep
// takes the rest.
const sweepBatch = 200

// Sweep expires uploads that are idle for too long, commits the finish of those a
// crash left sealed, and removes bytes that do not count. One upload's trouble
// keeps no other from its turn; it is part of the error, and the next sweep tries again.
func (e *Engine) Sweep(ctx context.Context, store SweepStore) error {
	return errors.Join(e.sweepIdle(ctx, store), e.sweepUnfinished(ctx, store), e.sweepGarbage(ctx, store))
}

func (e *Engine) sweepIdle(ctx context.Context, store SweepStore) error {
	idle, err := store.Idle(ctx, e.now(), sweepBatch)
	if err != nil {
		return fmt.Errorf("find idle uploads: %w", err)
	}
	return each(ctx, idle, e.expire)
}

// expire looks again under the lease: the upload may have gone on.
func (e *Engine) expire(ctx context.Context, u Upload) error {
	_, release, err := e.lease(ctx, u.ID)
	if err != nil {
		return err
	}
	defer release()
	_, err = e.open(ctx, u.ID)
	if media.KindOf(err) != media.Gone {
		return err
	}
	e.log.LogAttrs(ctx, slog.LevelInfo, "upload expired", slog.String("upload", u.ID))
	return nil
}

func (e *Engine) sweepUnfinished(ctx context.Context, store SweepStore) error {
	sealed, err := store.Unfinished(ctx, sweepBatch)
	if err != nil {
		return fmt.Errorf("find unfinished uploads: %w", err)
	}
	return each(ctx, sealed, func(ctx context.Context, u Upload) error {
		if _, err := e.finish(ctx, u, nil); media.KindOf(err) != media.Gone {
			return err
		}
		return nil
	})
}

// garbageBatches is how many batches of garbage one sweep removes at most. Each part of an
// object is an upload of its own, and a busy server ends thousands in the minute between
// two sweeps.
const garbageBatches = 100

func (e *Engine) sweepGarbage(ctx context.Context, store SweepStore) error {
	for range garbageBatches {
		unswept, err := store.Unswept(ctx, sweepBatch)
		if err != nil {
			return fmt.Errorf("find unswept uploads: %w", err)
		}
		err = each(ctx, unswept, func(ctx context.Context, u Upload) error {
			if err := e.removeGarbage(ctx, store, u.ID); err != nil {
				return fmt.Errorf("sweep upload %s: %w", u.ID, err)
			}
			return nil
		})
		// What cannot be swept now comes first again.
		if err != nil || ctx.Err() != nil || len(unswept) < sweepBatch {
			return err
		}
	}
	return nil
}

// removeGarbage removes what an upload stored and nobody refers to: what writers that
// died left behind, and when it is over all that no final upload shares. The record
// comes last: a crash before it repeats the whole.
func (e *Engine) removeGarbage(ctx context.Context, store SweepStore, id string) error {
	counted, err := store.Counted(ctx, id)
	if err != nil {
		return err
	}
	prefix := "uploads/" + id
	var garbage []string
	err = e.blobs.List(ctx, prefix, func(key string, _ int64) error {
		if !slices.Contains(counted, key) {
			garbage = append(garbage, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(counted) == 0 {
		// A sweep that died may have removed every blob, but not for good, or not their
		// folder. Nothing lists those: the blob of an epoch that never writes stands for them.
		garbage = append(garbage, prefix+"/0")
	}
	if err := e.blobs.Delete(ctx, garbage...); err != nil {
		return err
	}
	return store.Swept(ctx, id, counted)
}

// each calls fn with every upload until ctx ends.
func each(ctx context.Context, uploads []Upload, fn func(context.Context, Upload) error) error {
	var errs []error
	for _, u := range uploads {
		if ctx.Err() != nil {
			break
		}
		errs = append(errs, fn(ctx, u))
	}
	return errors.Join(errs...)
}
