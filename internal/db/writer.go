package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// maxGroup bounds how many transactions one commit takes, and with it how long the first
// of them waits for the last.
const maxGroup = 256

var errClosed = errors.New("database is closed")

// writer makes the transactions on SQLite, which has room for one at a time: those
// that wait are run one after the other, each in a savepoint, and committed together. The
// sync of the log, which a small transaction mostly waits for, is then shared by all who
// came while the one before was made. Nobody waits for company: one that is alone is committed
// alone.
//
// Requests that wait here wait with shallow stacks, of which there may be thousands.
type writer struct {
	pool    *Pool
	waiting chan *task
	quit    func()
	quitted chan struct{}
	ended   chan struct{}
}

// task is one transaction that waits or runs.
type task struct {
	fn       func(tx *Tx) error
	err      error  // of fn
	panicked string // what fn panicked with, and where
	over     chan outcome
}

// outcome says how the transaction that a task was part of ended.
type outcome struct {
	tx  *Tx
	err error // nil = committed
}

func startWriter(ctx context.Context, pool *Pool) *writer {
	w := &writer{pool: pool, waiting: make(chan *task), quitted: make(chan struct{}), ended: make(chan struct{})}
	w.quit = sync.OnceFunc(func() { close(w.quitted) })
	go w.run(context.WithoutCancel(ctx))
	return w
}

// stop ends the writer when what it runs is committed. Twice is fine.
func (w *writer) stop() {
	w.quit()
	<-w.ended
}

func (w *writer) run(ctx context.Context) {
	defer close(w.ended)
	for {
		select {
		case t := <-w.waiting:
			w.commit(ctx, t)
		case <-w.quitted:
			return
		}
	}
}

// do runs fn in a transaction that it may share. When ctx ends before fn's turn, fn is not
// called; the context that fn gets does not end: a statement of SQLite that is interrupted takes the
// transaction with it, and others are in it. ended is called when the transaction is over, and told
// how that, not fn, ended. A panic of fn is the caller's.
func (w *writer) do(ctx context.Context, fn func(ctx context.Context, tx *Tx) error, ended func(tx *Tx, committed bool)) error {
	t := &task{over: make(chan outcome, 1), fn: func(tx *Tx) error {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		return fn(context.WithoutCancel(ctx), tx)
	}}
	select {
	case w.waiting <- t:
	case <-ctx.Done():
		return fmt.Errorf("begin: %w", context.Cause(ctx))
	case <-w.ended:
		return fmt.Errorf("begin: %w", errClosed)
	}
	o := <-t.over
	if o.tx != nil {
		ended(o.tx, o.err == nil)
	}
	switch {
	case t.panicked != "":
		panic(t.panicked)
	case t.err != nil:
		return t.err
	}
	return o.err
}

// commit makes one transaction of t and all who wait by the time it is done.
func (w *writer) commit(ctx context.Context, t *task) {
	tx, err := w.pool.BeginTx(ctx, nil)
	if err != nil {
		t.over <- outcome{err: fmt.Errorf("begin: %w", err)}
		return
	}
	var group []*task
	for t != nil {
		group = append(group, t)
		if err = t.run(ctx, tx); err != nil {
			break
		}
		t = w.next(len(group))
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		_ = tx.Rollback()
		err = fmt.Errorf("commit: %w", err)
	}
	for _, t := range group {
		t.over <- outcome{tx, err}
	}
}

// next returns a task that waits, or nil when a group of n should be committed.
func (w *writer) next(n int) *task {
	if n == maxGroup {
		return nil
	}
	select {
	case t := <-w.waiting:
		return t
	default:
		return nil
	}
}

// run calls fn so that nothing of it is left when it fails. An error means that the whole
// transaction is lost.
func (t *task) run(ctx context.Context, tx *Tx) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT task"); err != nil {
		return err
	}
	t.call(tx)
	if t.err != nil || t.panicked != "" {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO task"); err != nil {
			return errors.Join(t.err, err)
		}
	}
	_, err := tx.ExecContext(ctx, "RELEASE task")
	return err
}

// call keeps a panic for the goroutine that waits.
func (t *task) call(tx *Tx) {
	defer func() {
		if p := recover(); p != nil {
			t.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
	}()
	t.err = t.fn(tx)
}
