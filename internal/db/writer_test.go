package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// noteboard is a SQLite database with a table of notes and another that refers to it.
func noteboard(t *testing.T) *Conn {
	t.Helper()
	conn, err := Open(t.Context(), "", t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close()) })
	_, err = conn.Write.ExecContext(t.Context(), `CREATE TABLE notes (text TEXT PRIMARY KEY);
		CREATE TABLE answers (to_text TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)`)
	must(t, err)
	return conn
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func run(query string, args ...any) func(context.Context, *Tx) error {
	return func(ctx context.Context, tx *Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
}

func note(text string) func(context.Context, *Tx) error {
	return run(`INSERT INTO notes (text) VALUES (?)`, text)
}

func notes(t *testing.T, conn *Conn) (found []string) {
	t.Helper()
	s := session{q: conn.Read}
	must(t, s.each(t.Context(), `SELECT text FROM notes ORDER BY rowid`, nil, func(row scanner) error {
		var text string
		err := row.Scan(&text)
		found = append(found, text)
		return err
	}))
	return found
}

// gathering is a group of transactions in the making: the first holds the writer until
// the others wait.
type gathering struct {
	conn    *Conn
	errs    []error
	commits map[*Tx]bool // whether it was committed, by transaction
}

// gather runs all of fns in one group and returns when they are over.
func gather(t *testing.T, conn *Conn, fns ...func(context.Context, *Tx) error) gathering {
	t.Helper()
	g := gathering{conn: conn, errs: make([]error, len(fns)), commits: map[*Tx]bool{}}
	hold := make(chan struct{})
	var mu sync.Mutex
	var all sync.WaitGroup
	submit := func(fn func(context.Context, *Tx) error) (err error) {
		defer func() {
			if p := recover(); p != nil {
				text, _, _ := strings.Cut(fmt.Sprint(p), "\n")
				err = fmt.Errorf("panic: %s", text)
			}
		}()
		return conn.writer.do(t.Context(), fn, func(tx *Tx, committed bool) {
			mu.Lock()
			defer mu.Unlock()
			g.commits[tx] = committed
		})
	}
	all.Go(func() { _ = submit(func(context.Context, *Tx) error { <-hold; return nil }) })
	synctest.Wait()
	for i, fn := range fns {
		all.Go(func() { g.errs[i] = submit(fn) })
		synctest.Wait() // in line, behind those before it
	}
	close(hold)
	all.Wait()
	return g
}

// want checks who failed with what, "" = nobody, and what is stored.
func (g gathering) want(t *testing.T, committed bool, errs []string, stored ...string) {
	t.Helper()
	for i, want := range errs {
		if got := fmt.Sprint(g.errs[i]); want == "" && g.errs[i] != nil || !strings.Contains(got, want) {
			t.Errorf("transaction %d: %s, want %q", i, got, want)
		}
	}
	if len(g.commits) != 1 {
		t.Errorf("%d transactions were made of %d that waited", len(g.commits), len(g.errs))
	}
	for _, got := range g.commits {
		if got != committed {
			t.Errorf("the queue is told that the commit is %v", got)
		}
	}
	if diff := cmp.Diff(stored, notes(t, g.conn)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// What waits is committed at once, and nobody suffers from another's failure.
func TestGroupCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := func(ctx context.Context, tx *Tx) error {
			return errors.Join(note("refused")(ctx, tx), errors.New("no room"))
		}
		broken := func(ctx context.Context, tx *Tx) error {
			_ = note("broken")(ctx, tx)
			panic("broken")
		}
		gather(t, noteboard(t), note("a"), refused, note("b"), broken, note("a"), note("c")).
			want(t, true, []string{"", "no room", "", "panic: broken", "UNIQUE constraint", ""}, "a", "b", "c")
	})
}

// A commit that fails has failed for all: the second leaves a reference to nothing.
func TestGroupFailsTogether(t *testing.T) {
	const failed = "commit: "
	for name, fn := range map[string]func(context.Context, *Tx) error{
		"at its commit": run(`INSERT INTO answers VALUES ('nobody')`),
		"before it":     run(`ROLLBACK`), // as SQLite itself does when the disk is full
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn := noteboard(t)
				gather(t, conn, note("a"), fn).want(t, false, []string{failed, failed})
				gather(t, conn, note("b")).want(t, true, []string{""}, "b")
			})
		})
	}
}

// Those who wait behind a transaction that broke get the next one.
func TestGroupAfterABrokenOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := noteboard(t)
		g := gather(t, conn, note("a"), run(`ROLLBACK`), note("b"))
		if g.errs[0] == nil || g.errs[1] == nil || g.errs[2] != nil {
			t.Errorf("errors %v", g.errs)
		}
		if diff := cmp.Diff([]string{"b"}, notes(t, conn)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	})
}

// Who gives up while waiting has changed nothing; who gives up later is not cut off, because
// an interrupted statement would take the transaction of the others with it.
func TestGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := noteboard(t)
		ctx, cancel := context.WithCancel(t.Context())
		waited := make(chan error, 1)
		gather(t, conn, func(context.Context, *Tx) error {
			go func() { waited <- conn.writer.do(ctx, note("too late"), func(*Tx, bool) {}) }()
			cancel()
			return nil
		}).want(t, true, []string{""})
		if err := <-waited; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up got %v", err)
		}

		ctx, cancel = context.WithCancel(t.Context())
		must(t, conn.writer.do(ctx, func(ctx context.Context, tx *Tx) error {
			cancel()
			return note("in time")(ctx, tx)
		}, func(*Tx, bool) {}))
		if diff := cmp.Diff([]string{"in time"}, notes(t, conn)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestClosedWriter(t *testing.T) {
	conn := noteboard(t)
	must(t, conn.Close())
	if err := conn.writer.do(t.Context(), note("a"), func(*Tx, bool) {}); !errors.Is(err, errClosed) {
		t.Errorf("after the end: %v", err)
	}
}
