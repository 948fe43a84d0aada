package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tributary-video/tributary/internal/media"
)

// Tx is the transaction type that an [Enqueuer] is handed.
type Tx = sql.Tx

// Pool is one pool of connections.
type Pool = sql.DB

// Conn is an open database, its schema up to date.
type Conn struct {
	// Write is the pool for everything that may change something. On SQLite it
	// has a single connection: the one writer.
	Write *Pool
	// Read is the pool for queries that stand alone. It never waits for a writer.
	Read *Pool
	// Postgres says which of the two it is.
	Postgres bool
	// URL is what it was opened with.
	URL string

	writer *writer // makes the transactions on SQLite; nil on PostgreSQL
}

// Close waits for the transaction that is being made and closes both pools.
func (c *Conn) Close() error {
	if c.writer != nil {
		c.writer.stop()
	}
	return errors.Join(c.Read.Close(), c.Write.Close())
}

// Enqueuer puts jobs into the queue inside a transaction of this package.
type Enqueuer interface {
	// Enqueue adds jobs that become visible to workers when tx commits.
	Enqueue(ctx context.Context, tx *Tx, jobs []media.Job) error
	// Ended is called when a transaction is over, by each of those who share it. Jobs of
	// one who failed are not in it, though it was committed.
	Ended(tx *Tx, committed bool)
}

// Sealer encrypts secrets before they are stored. The label binds a sealed
// value to its row: opened under another label it is an error.
type Sealer interface {
	Seal(plain []byte, label string) ([]byte, error)
	Open(sealed []byte, label string) ([]byte, error)
}

// DB is the repository of everything. It is safe for concurrent use.
type DB struct {
	conn   *Conn
	queue  Enqueuer
	sealer Sealer
	now    func() time.Time
}

// New makes the repository over an open connection.
func New(conn *Conn, queue Enqueuer, sealer Sealer) *DB {
	return &DB{conn: conn, queue: queue, sealer: sealer, now: time.Now}
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.conn.Write.PingContext(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// scanner is a row, of one or of many.
type scanner interface{ Scan(dest ...any) error }

// querier is what a transaction and a pool have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// session runs shared queries on a transaction or a pool.
type session struct {
	q        querier
	postgres bool
}

func (d *DB) reader() session { return session{d.conn.Read, d.conn.Postgres} }

// inTx runs fn in a transaction. On SQLite it may share the commit with others (see
// writer.go); PostgreSQL locks rows as fn selects them with forUpdate. fn must use the
// context it is given.
func (d *DB) inTx(ctx context.Context, op string, fn func(ctx context.Context, tx *Tx, s session) error) error {
	run := func(ctx context.Context, tx *Tx) error { return fn(ctx, tx, session{tx, d.conn.Postgres}) }
	do := d.conn.inTx
	if d.conn.writer != nil {
		do = d.conn.writer.do
	}
	if err := do(ctx, run, d.queue.Ended); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// inTx runs fn in a transaction of its own.
func (c *Conn) inTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error, ended func(tx *Tx, committed bool)) error {
	tx, err := c.Write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	committed := false
	defer func() {
		_ = tx.Rollback() // after a commit this does nothing
		ended(tx, committed)
	}()
	if err := fn(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

func (s session) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := s.q.ExecContext(ctx, s.rebind(query), args...)
	if err != nil {
		return 0, notText(err)
	}
	return res.RowsAffected()
}

func (s session) row(ctx context.Context, query string, args ...any) scanner {
	return oneRow{s.q.QueryRowContext(ctx, s.rebind(query), args...)}
}

// oneRow is the answer to a question for one row.
type oneRow struct{ row *sql.Row }

func (r oneRow) Scan(into ...any) error { return notText(r.row.Scan(into...)) }

// each calls fn with every row of the answer.
func (s session) each(ctx context.Context, query string, args []any, fn func(scanner) error) error {
	rows, err := s.q.QueryContext(ctx, s.rebind(query), args...)
	if err != nil {
		return notText(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return notText(rows.Err())
}

// notText is the refusal of a text that PostgreSQL neither keeps nor looks for: one with NUL
// or that is not UTF-8 (SQLSTATE 22021). Dialects refuse such in their own words where they
// keep texts; this is for the identifiers and searches of strangers.
func notText(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "22021" {
		return &media.Error{Kind: media.Invalid, Public: "a text has characters that cannot be kept", Cause: err}
	}
	return err
}

// forUpdate locks the selected rows until the transaction ends. On SQLite the
// transaction already is the only writer.
func (s session) forUpdate() string {
	if s.postgres {
		return " FOR UPDATE"
	}
	return ""
}

// rebind turns each ? into PostgreSQL's $1, $2 and so on. No shared query has a
// question mark in a literal.
func (s session) rebind(query string) string {
	if !s.postgres {
		return query
	}
	out := make([]byte, 0, len(query)+16)
	n := 0
	for _, c := range []byte(query) {
		if c != '?' {
			out = append(out, c)
			continue
		}
		n++
		out = fmt.Appendf(out, "$%d", n)
	}
	return string(out)
}

// absent turns "no rows" into media.NotFound with the noun that clients read.
func absent(err error, noun string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return media.Errorf(media.NotFound, "%s not found", noun)
	}
	return err
}
