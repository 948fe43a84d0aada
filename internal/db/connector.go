package db

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// connector opens connections to SQLite that keep their prepared statements and work on
// goroutines of their own.
type connector struct{ dsn string }

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := opened.(sqliteConn)
	if !ok {
		return nil, errors.Join(errors.ErrUnsupported, opened.Close())
	}
	return &conn{sqliteConn: inner, statements: newStatements(inner), thread: startThread()}, nil
}

// Driver implements driver.Connector.
func (connector) Driver() driver.Driver { return &sqlite.Driver{} }

// sqliteConn is what the driver offers of that which database/sql uses.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection whose calls into SQLite are made by its thread. They need deep
// stacks, a multiple of what a request otherwise does. If requests made them, each of
// thousands that are open would keep such a stack until the garbage collector takes it back.
type conn struct {
	sqliteConn

	statements *statements
	thread     *thread
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (res driver.Result, err error) {
	c.thread.do(func() { res, err = c.statements.exec(ctx, query, args) })
	return res, err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	var found *rows
	var err error
	c.thread.do(func() {
		if found, err = c.statements.query(ctx, query, args); err == nil {
			found.fetch()
		}
	})
	if err != nil {
		return nil, err
	}
	found.thread = c.thread
	return found, nil
}

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (begun driver.Tx, err error) {
	c.thread.do(func() { begun, err = c.sqliteConn.BeginTx(ctx, opts) })
	if err != nil {
		return nil, err
	}
	return threadTx{begun, c.thread}, nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	c.thread.stop()
	return errors.Join(c.statements.close(), c.sqliteConn.Close())
}

// threadTx is a transaction of a conn.
type threadTx struct {
	driver.Tx

	thread *thread
}

// Commit implements driver.Tx.
func (t threadTx) Commit() (err error) {
	t.thread.do(func() { err = t.Tx.Commit() })
	return err
}

// Rollback implements driver.Tx.
func (t threadTx) Rollback() (err error) {
	t.thread.do(func() { err = t.Tx.Rollback() })
	return err
}

// thread is a goroutine that runs functions for one caller at a time.
type thread struct {
	calls chan func()
	done  chan any // what the function panicked with
}

func startThread() *thread {
	t := &thread{calls: make(chan func()), done: make(chan any)}
	go t.run()
	return t
}

func (t *thread) run() {
	defer close(t.done)
	for fn := range t.calls {
		t.done <- try(fn)
	}
}

// do runs fn and returns when it has returned. A panic of fn is the caller's.
func (t *thread) do(fn func()) {
	t.calls <- fn
	if p := <-t.done; p != nil {
		panic(p)
	}
}

// stop returns when the goroutine has ended. Nothing may be done afterwards.
func (t *thread) stop() {
	close(t.calls)
	<-t.done
}

func try(fn func()) (panicked any) {
	defer func() { panicked = recover() }()
	fn()
	return nil
}
