package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

const (
	// maxStatements bounds the statements that one connection keeps. There are about a
	// hundred texts in all, the queue's included; more means lists of changing length.
	maxStatements = 200
	// fetchRows is how many rows are read at once. Most queries are for one.
	fetchRows = 16
)

// statement is what database/sql uses of a prepared one.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statements are the idle prepared statements of a connection, by their text. database/sql
// forgets a statement after every call; compiling it anew took a third of the time of
// a small transaction. The cache is below the pool, so that it serves everyone who uses
// one, and a transaction prepares on the connection that it has.
type statements struct {
	conn driver.ConnPrepareContext
	idle map[string]statement
}

func newStatements(conn driver.ConnPrepareContext) *statements {
	return &statements{conn: conn, idle: map[string]statement{}}
}

// take lends a statement. One that is lent is not idle: whoever runs the same query
// while its rows are open gets another.
func (c *statements) take(ctx context.Context, query string) (statement, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	prepared, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(statement)
	if !ok {
		return nil, errors.Join(errors.ErrUnsupported, prepared.Close())
	}
	return s, nil
}

func (c *statements) giveBack(query string, s statement) error {
	if _, ok := c.idle[query]; ok {
		return s.Close()
	}
	var err error
	if len(c.idle) >= maxStatements {
		err = c.close()
	}
	c.idle[query] = s
	return err
}

func (c *statements) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	res, err := s.ExecContext(ctx, args)
	return res, errors.Join(err, c.giveBack(query, s))
}

func (c *statements) query(ctx context.Context, query string, args []driver.NamedValue) (*rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	open, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.giveBack(query, s))
	}
	return &rows{open: open, columns: open.Columns(), giveBack: func() error { return c.giveBack(query, s) }}, nil
}

// close closes the idle ones.
func (c *statements) close() error {
	var err error
	for _, s := range c.idle {
		err = errors.Join(err, s.Close())
	}
	clear(c.idle)
	return err
}

// rows are fetched some at a time by the connection's thread. At the last one the
// statement is given back.
type rows struct {
	open     driver.Rows // nil when it was read to its end or closed
	giveBack func() error
	thread   *thread
	columns  []string
	fetched  [][]driver.Value
	err      error // after what is fetched
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string { return r.columns }

// Next implements driver.Rows.
func (r *rows) Next(dest []driver.Value) error {
	if len(r.fetched) == 0 && r.err == nil {
		r.thread.do(r.fetch)
	}
	if len(r.fetched) == 0 {
		return r.err
	}
	copy(dest, r.fetched[0])
	r.fetched = r.fetched[1:]
	return nil
}

func (r *rows) fetch() {
	for range fetchRows {
		row := make([]driver.Value, len(r.columns))
		if r.err = r.open.Next(row); r.err != nil {
			break
		}
		r.fetched = append(r.fetched, row)
	}
	if errors.Is(r.err, io.EOF) {
		if err := r.release(); err != nil {
			r.err = err
		}
	}
}

func (r *rows) release() error {
	err := r.open.Close()
	r.open = nil
	return errors.Join(err, r.giveBack())
}

// Close implements driver.Rows.
func (r *rows) Close() (err error) {
	r.fetched = nil
	if r.open != nil {
		r.thread.do(func() { err = r.release() })
	}
	return err
}
