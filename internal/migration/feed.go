package migration

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

const (
	// shift is how long one job feeds an order before it lines up again behind the others'.
	shift = 30 * time.Second
	// quick and slow are how often a busy and a quiet order are looked at. Nothing tells of an
	// import's end, but a look is a few milliseconds; small files take about as many.
	quick = 20 * time.Millisecond
	slow  = time.Second
	// settleEvery is how often rows that are being processed are looked at, settleBatch of them.
	settleEvery = time.Second
	settleBatch = 1000
	// full is how long a row waits when its project may open no more uploads.
	full = 30 * time.Second
)

// Feed does the job of letting an order's rows begin and noting how they end. Two of one
// order at once do no harm.
func (e *Engine) Feed(ctx context.Context, job media.Job, _ bool) error {
	f := feeder{Engine: e, id: job.Subject}
	err := f.run(ctx)
	switch {
	case ctx.Err() != nil:
		return &media.Later{} // this process stops
	case media.KindOf(err) == media.NotFound:
		return nil
	}
	if _, ok := errors.AsType[*media.Later](err); err != nil && !ok {
		return fmt.Errorf("feed import %s: %w", job.Subject, err)
	}
	return err
}

// feeder is one shift of feeding one order.
type feeder struct {
	*Engine

	id      string
	settled time.Time // when rows being processed were looked at last
	line    int64     // and how far
}

func (f *feeder) run(ctx context.Context) error {
	end := time.NewTimer(shift)
	defer end.Stop()
	pause := quick
	for {
		moved, more, err := f.turn(ctx)
		if err != nil || !more {
			return err
		}
		if pause = min(2*pause, slow); moved {
			pause = quick
		}
		tick := time.NewTimer(pause)
		select {
		case <-tick.C:
		case <-end.C:
			tick.Stop()
			return &media.Later{}
		case <-ctx.Done():
			tick.Stop()
			return ctx.Err()
		}
	}
}

// turn notes what has ended and lets in what has room. moved is whether there was anything
// of either, more whether the order has to be looked at again.
func (f *feeder) turn(ctx context.Context) (moved, more bool, err error) {
	order, err := f.cfg.Feeds.FeedImport(ctx, f.id)
	if err != nil {
		return false, false, err
	}
	running := order.State == Running
	if !running && !order.Settling && (order.State != Canceled || len(order.Fetching) == 0) {
		return false, false, nil // what a paused order fetches waits with it; what a canceled one still has, ends
	}
	settled, err := f.settle(ctx, order)
	if err != nil || !running {
		return settled > 0, !running, err
	}
	if !order.Queued && !order.Settling && len(order.Fetching) == 0 {
		return false, false, f.cfg.Feeds.FinishImport(ctx, f.id)
	}
	begun, err := f.begin(ctx, order)
	return settled > 0 || begun > 0, true, err
}

// settle notes how rows have ended.
func (f *feeder) settle(ctx context.Context, order Feeding) (int, error) {
	watched := order.Fetching
	if order.Settling && time.Since(f.settled) >= settleEvery {
		f.settled = time.Now()
		some, err := f.cfg.Feeds.ProcessingItems(ctx, f.id, f.line, settleBatch)
		if err != nil {
			return 0, err
		}
		if f.line = 0; len(some) == settleBatch {
			f.line = some[len(some)-1].Line
		}
		watched = append(watched, some...)
	}
	var ended []Settlement
	for _, w := range watched {
		if s, ok := judge(w, order.Listing != nil && order.Listing.Kind == ListS3, f.cfg.Now()); ok {
			ended = append(ended, s)
		}
	}
	if len(ended) == 0 {
		return 0, nil
	}
	f.dress(ctx, order, order.Fetching, ended)
	return len(ended), f.cfg.Feeds.SettleItems(ctx, f.id, ended)
}

// begin lets rows in, as many as there is room for. A row between two attempts takes none, or a
// few hosts that put off everybody would keep all others waiting, for a day.
func (f *feeder) begin(ctx context.Context, order Feeding) (int, error) {
	room, busy := order.Options.Concurrency, map[string]int{}
	for _, w := range order.Fetching {
		busy[w.Host]++
		if w.Import != pull.Paused {
			room--
		}
	}
	if room <= 0 || !order.Queued {
		return 0, nil
	}
	turns, err := f.cfg.Feeds.NextItems(ctx, f.id, order.Options.PerHost, room)
	if err != nil {
		return 0, err
	}
	var wg sync.WaitGroup
	begun, errs := 0, make([]error, len(turns))
	for i, t := range turns {
		if busy[t.Host] >= order.Options.PerHost {
			continue
		}
		busy[t.Host]++
		begun++
		wg.Go(func() { errs[i] = f.fetch(ctx, order, t) })
	}
	wg.Wait()
	return begun, errors.Join(errs...)
}
