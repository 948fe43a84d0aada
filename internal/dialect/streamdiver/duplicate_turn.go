package streamdiver

import (
	"context"
	"sync"
)

// turn is what uploads that may be equal have in common.
type turn struct{ project, size int64 }

// turns lets one at a time pass of those who share a turn.
type turns struct {
	mu    sync.Mutex
	taken map[turn]chan struct{} // closed when it is free again
}

// take waits for a turn until ctx ends. Whoever has it ends it once.
func (t *turns) take(ctx context.Context, want turn) (end func(), err error) {
	for {
		free := t.try(want)
		if free == nil {
			return func() { t.end(want) }, nil
		}
		select {
		case <-free:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// try takes a turn, or returns what is closed when that may be tried again.
func (t *turns) try(want turn) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if free, taken := t.taken[want]; taken {
		return free
	}
	if t.taken == nil {
		t.taken = map[turn]chan struct{}{}
	}
	t.taken[want] = make(chan struct{})
	return nil
}

func (t *turns) end(had turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.taken[had])
	delete(t.taken, had)
}
