package blob

import (
	"context"
	"io"
	"sync"
)

// LazyParts reads many small blobs as one run of bytes with one of them open at a
// time: a film has a thousand segments, and a process not as many files. Add
// every part before the first read. It may be read concurrently.
type LazyParts struct {
	ctx   context.Context //nolint:containedctx // of the one request it serves
	store Store
	keys  []string
	ends  borders

	mu   sync.Mutex
	open int // index of the part that is open, -1 = none
	part Reader
}

// NewLazyParts makes an empty run of bytes, to be read until ctx ends.
func NewLazyParts(ctx context.Context, store Store) *LazyParts {
	return &LazyParts{ctx: ctx, store: store, open: -1}
}

// Add puts the first size bytes of a blob at the end.
func (l *LazyParts) Add(key string, size int64) {
	l.keys = append(l.keys, key)
	l.ends = l.ends.add(size)
}

// Size is the number of bytes of all parts.
func (l *LazyParts) Size() int64 { return l.ends.size() }

// ReadAt implements io.ReaderAt.
func (l *LazyParts) ReadAt(p []byte, off int64) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ends.readAt(p, off, l.turnTo)
}

func (l *LazyParts) turnTo(i int) (io.ReaderAt, error) {
	if l.open == i {
		return l.part, nil
	}
	part, err := l.store.Open(l.ctx, l.keys[i])
	if err != nil {
		return nil, err
	}
	if l.part != nil {
		_ = l.part.Close() // it was only read
	}
	l.part, l.open = part, i
	return part, nil
}

// Close closes the part that is open.
func (l *LazyParts) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.part != nil {
		_ = l.part.Close() // it was only read
		l.part, l.open = nil, -1
	}
}
