package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestTogetherDoesEachOnce(t *testing.T) {
	var mu sync.Mutex
	var done []int
	err := together(t.Context(), 100, 7, func(_ context.Context, i int) error {
		mu.Lock()
		defer mu.Unlock()
		done = append(done, i)
		return nil
	})
	slices.Sort(done)
	for i, n := range done {
		if i != n {
			t.Fatalf("numbers are %v", done)
		}
	}
	if err != nil || len(done) != 100 {
		t.Errorf("%d done, %v", len(done), err)
	}
}

func TestTogetherRunsAsWideAsAsked(t *testing.T) {
	const width = 5
	var at atomic.Int32
	all := make(chan struct{})
	err := together(t.Context(), width, width, func(ctx context.Context, _ int) error {
		if at.Add(1) == width {
			close(all)
		}
		select { // each waits for the last: fewer at once would never end
		case <-all:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestTogetherStopsAtAnError(t *testing.T) {
	broken := errors.New("broken")
	var calls atomic.Int32
	err := together(t.Context(), 1000, 3, func(context.Context, int) error {
		calls.Add(1)
		return broken
	})
	if !errors.Is(err, broken) || calls.Load() > 3 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}
