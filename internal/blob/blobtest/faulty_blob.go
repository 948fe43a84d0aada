package blobtest

import (
	"os"
	"sync"

	"github.com/tributary-video/tributary/internal/blob"
)

type faultyReader struct {
	blob.Reader

	store *Faulty
	key   string
}

func (r *faultyReader) ReadAt(p []byte, offset int64) (int, error) {
	if err := r.store.begin(Op{Name: "read", Key: r.key, Offset: offset, Length: len(p)}); err != nil {
		return 0, err
	}
	return r.Reader.ReadAt(p, offset)
}

// faultyAppender hands bytes on only when they are synced, so that a crash can
// take back what was not.
type faultyAppender struct {
	store *Faulty
	key   string

	mu       sync.Mutex // a crash comes from another goroutine than the writer's
	inner    blob.Appender
	durable  int64
	unsynced []byte
	closed   bool
}

func (a *faultyAppender) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	op := Op{Name: "write", Key: a.key, Offset: a.durable + int64(len(a.unsynced)), Length: len(p)}
	if err := a.begin(op); err != nil {
		return 0, err
	}
	a.unsynced = append(a.unsynced, p...)
	return len(p), nil
}

func (a *faultyAppender) Sync() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.begin(Op{Name: "sync", Key: a.key}); err != nil {
		return err
	}
	n, err := a.inner.Write(a.unsynced)
	a.durable += int64(n)
	a.unsynced = a.unsynced[n:]
	if err != nil {
		return err
	}
	return a.inner.Sync()
}

func (a *faultyAppender) begin(op Op) error {
	if err := a.store.begin(op); err != nil {
		return err
	}
	if a.closed {
		return os.ErrClosed
	}
	return nil
}

// Close drops what was not synced: a writer that closes in place of syncing is
// found out at once, not only by a crash.
func (a *faultyAppender) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return nil
	}
	if err := a.store.begin(Op{Name: "close", Key: a.key}); err != nil {
		return err
	}
	return a.end(nil)
}

func (a *faultyAppender) crash(keep func(key string, unsynced []byte) []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return nil
	}
	var kept []byte
	if keep != nil {
		kept = keep(a.key, a.unsynced)
	}
	return a.end(kept)
}

func (a *faultyAppender) end(last []byte) error {
	a.closed = true
	a.store.release(a)
	_, err := a.inner.Write(last)
	if closeErr := a.inner.Close(); err == nil {
		err = closeErr
	}
	return err
}
