package upload

import (
	"context"
	"sync"
	"time"
)

// watched is a store that tells the followers of an upload in this process when its
// record has changed.
type watched struct {
	Store

	mu      sync.Mutex
	watches map[string]*watch // of the uploads that are followed
}

func newWatched(s Store) *watched { return &watched{Store: s, watches: map[string]*watch{}} }

// watch returns the one watch of an upload, until leave.
func (s *watched) watch(id string) (w *watch, leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, ok := s.watches[id]
	if !ok {
		w = &watch{store: s.Store, id: id, turn: make(chan struct{}, 1), changed: make(chan struct{})}
		s.watches[id] = w
	}
	w.followers++
	return w, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if w.followers--; w.followers == 0 {
			delete(s.watches, id)
		}
	}
}

func (s *watched) announce(id string) {
	s.mu.Lock()
	w, followed := s.watches[id]
	s.mu.Unlock()
	if followed {
		w.announce()
	}
}

// Checkpoint implements Store.
func (s *watched) Checkpoint(ctx context.Context, id string, c Checkpoint) error {
	defer s.announce(id)
	return s.Store.Checkpoint(ctx, id, c)
}

// Finish implements Store.
func (s *watched) Finish(ctx context.Context, id, sha256 string, last *Checkpoint) (Upload, error) {
	defer s.announce(id)
	return s.Store.Finish(ctx, id, sha256, last)
}

// End implements Store.
func (s *watched) End(ctx context.Context, id string, state State) error {
	defer s.announce(id)
	return s.Store.End(ctx, id, state)
}

// watch is what all followers of one upload in a process know of it. It starts nothing:
// who waits is woken or looks again by its own clock.
type watch struct {
	store     Store
	id        string
	followers int           // guarded by watched.mu
	turn      chan struct{} // held by the one who asks the store

	mu      sync.Mutex
	seen    Upload
	asked   time.Time     // when seen was asked for; zero = it is out of date
	changed chan struct{} // closed by the next announcement
}

func (w *watch) announce() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = time.Time{}
	close(w.changed)
	w.changed = make(chan struct{})
}

// look returns the record, at most pollEvery old, and a channel that is closed when it has
// changed since. Of many who look at once one asks the store.
func (w *watch) look(ctx context.Context) (Upload, <-chan struct{}, error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return Upload{}, nil, context.Cause(ctx)
	}
	w.mu.Lock()
	seen, changed, fresh := w.seen, w.changed, time.Since(w.asked) < pollEvery
	w.mu.Unlock()
	if fresh || seen.State.Over() {
		return seen, changed, nil
	}
	asked := time.Now()
	u, err := w.store.Upload(ctx, w.id)
	if err != nil {
		return Upload{}, nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen = u; w.changed == changed { // else it is older than the news
		w.asked = asked
	}
	return u, changed, nil
}

func (w *watch) last() Upload {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen
}
