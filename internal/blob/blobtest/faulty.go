package blobtest

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/tributary-video/tributary/internal/blob"
)

// ErrCrashed is the error of every call to a [Faulty] that has crashed.
var ErrCrashed = errors.New("the storage's process has died")

// Op is one operation on a store, or a note of the test's own.
type Op struct {
	Name   string // put, open, append, delete, list, check; read, write, sync, close; or the note
	Key    string // of delete the first one, of list the prefix
	Offset int64  // of append, read and write
	Length int    // of read and write
}

// Faulty is a store with trouble on demand. It is the harshest store the law
// allows: what was written and not synced is only in its memory, invisible to readers.
//
// It stands for one life of a process. After [Faulty.Crash] every call fails, also
// those of goroutines left over; a test restarts by putting a new Faulty
// over the same store.
type Faulty struct {
	inner blob.Store

	mu        sync.Mutex
	fault     func(Op) error
	ops       []Op
	dead      bool
	appenders map[*faultyAppender]struct{}
}

var _ blob.Store = (*Faulty)(nil)

// NewFaulty wraps a store, without any fault yet.
func NewFaulty(inner blob.Store) *Faulty {
	return &Faulty{inner: inner, appenders: map[*faultyAppender]struct{}{}}
}

// Fail makes fault decide over every operation from now on: an error it returns is
// returned in the operation's place, and storage is not touched. It is called by
// the goroutine of the operation, one at a time, and must not call the Faulty. An error
// that is ErrCrashed ends the store's life there and then; Crash is still to be
// called, to decide what is kept. A nil fault ends the trouble.
func (f *Faulty) Fail(fault func(Op) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

// Nth is a fault that lets n-1 operations pass, returns err once, and lets the rest pass.
func Nth(n int, err error) func(Op) error {
	return func(Op) error {
		n--
		if n == 0 {
			return err
		}
		return nil
	}
}

// Note puts a step from outside storage, such as the record of an offset, into
// the order of Ops. It is subject to faults like an operation: a step that
// gets an error must not be taken.
func (f *Faulty) Note(text string) error { return f.begin(Op{Name: text}) }

// Ops returns what happened so far, in the order it began, faults included.
func (f *Faulty) Ops() []Op {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.ops)
}

// Crash ends this life. Unsynced bytes are lost, except what keep makes of them: a
// disk may have written some of them back, or blocks of rubbish in their place. A
// nil keep keeps nothing. What was synced and published stays. An error means that the
// wrapped store did not take what keep returned.
func (f *Faulty) Crash(keep func(key string, unsynced []byte) []byte) error {
	f.mu.Lock()
	f.dead = true
	left := f.appenders
	f.appenders = nil
	f.mu.Unlock()
	var errs []error
	for a := range left {
		errs = append(errs, a.crash(keep))
	}
	return errors.Join(errs...)
}

// begin records an operation and decides whether it may go on.
func (f *Faulty) begin(op Op) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return ErrCrashed
	}
	f.ops = append(f.ops, op)
	if f.fault == nil {
		return nil
	}
	err := f.fault(op)
	f.dead = errors.Is(err, ErrCrashed)
	return err
}

// Put is [blob.Store.Put]. A crash before the last byte is read ends it unpublished.
func (f *Faulty) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if err := f.begin(Op{Name: "put", Key: key}); err != nil {
		return 0, err
	}
	return f.inner.Put(ctx, key, readerFunc(func(p []byte) (int, error) {
		n, err := r.Read(p)
		if f.crashed() {
			return 0, ErrCrashed
		}
		return n, err
	}))
}

func (f *Faulty) crashed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dead
}

// Open is [blob.Store.Open].
func (f *Faulty) Open(ctx context.Context, key string) (blob.Reader, error) {
	if err := f.begin(Op{Name: "open", Key: key}); err != nil {
		return nil, err
	}
	r, err := f.inner.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	return &faultyReader{Reader: r, store: f, key: key}, nil
}

// Append is [blob.Store.Append].
func (f *Faulty) Append(ctx context.Context, key string, offset int64) (blob.Appender, error) {
	if err := f.begin(Op{Name: "append", Key: key, Offset: offset}); err != nil {
		return nil, err
	}
	inner, err := f.inner.Append(ctx, key, offset)
	if err != nil {
		return nil, err
	}
	a := &faultyAppender{store: f, inner: inner, key: key, durable: offset}
	if !f.adopt(a) {
		return nil, errors.Join(ErrCrashed, inner.Close())
	}
	return a, nil
}

func (f *Faulty) adopt(a *faultyAppender) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.dead {
		f.appenders[a] = struct{}{}
	}
	return !f.dead
}

func (f *Faulty) release(a *faultyAppender) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.appenders, a)
}

// Delete is [blob.Store.Delete].
func (f *Faulty) Delete(ctx context.Context, keys ...string) error {
	op := Op{Name: "delete"}
	if len(keys) > 0 {
		op.Key = keys[0]
	}
	if err := f.begin(op); err != nil {
		return err
	}
	return f.inner.Delete(ctx, keys...)
}

// List is [blob.Store.List].
func (f *Faulty) List(ctx context.Context, prefix string, fn func(key string, size int64) error) error {
	if err := f.begin(Op{Name: "list", Key: prefix}); err != nil {
		return err
	}
	return f.inner.List(ctx, prefix, fn)
}

// Check is [blob.Store.Check].
func (f *Faulty) Check(ctx context.Context) (blob.Health, error) {
	if err := f.begin(Op{Name: "check"}); err != nil {
		return blob.Health{}, err
	}
	return f.inner.Check(ctx)
}
