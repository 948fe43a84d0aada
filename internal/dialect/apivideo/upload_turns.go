package apivideo

import (
	"context"
	"sync"
)

// turns lets requests with the same key go one after the other, in this process.
type turns struct {
	mu   sync.Mutex
	busy map[string]chan struct{} // closed at the end of the turn
}

// take waits for the key. release may be called twice.
func (t *turns) take(ctx context.Context, key string) (release func(), err error) {
	end := make(chan struct{})
	for {
		before := t.enter(key, end)
		if before == nil {
			return sync.OnceFunc(func() { t.leave(key, end) }), nil
		}
		select {
		case <-before:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// enter makes end the end of the key's turn unless it has one, which it returns.
func (t *turns) enter(key string, end chan struct{}) (before chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if before, busy := t.busy[key]; busy {
		return before
	}
	if t.busy == nil {
		t.busy = map[string]chan struct{}{}
	}
	t.busy[key] = end
	return nil
}

func (t *turns) leave(key string, end chan struct{}) {
	t.mu.Lock()
	delete(t.busy, key)
	t.mu.Unlock()
	close(end)
}
