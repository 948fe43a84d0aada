package queue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/queue"
)

// call is one call of a handler; the handler returns what is sent to answer.
type call struct {
	node   string
	job    media.Job
	last   bool
	ctx    context.Context
	answer chan<- error
}

// rig is one database with any number of queues on it.
type rig struct {
	t     *testing.T
	conn  *db.Conn
	calls chan call
}

func each(t *testing.T, fn func(t *testing.T, r *rig)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) { fn(t, &rig{t, conn, make(chan call)}) })
}

func (r *rig) open() *queue.Queue {
	r.t.Helper()
	q, err := queue.New(r.t.Context(), r.conn, slog.New(slog.NewTextHandler(r.t.Output(), nil)))
	must(r.t, err)
	return q
}

// start opens a queue and works its jobs until the test ends.
func (r *rig) start(node string, change func(*queue.Config)) *queue.Queue {
	r.t.Helper()
	q := r.open()
	cfg := queue.Config{Handlers: r.handlers(node), Workers: 2}
	if change != nil {
		change(&cfg)
	}
	must(r.t, q.Start(r.t.Context(), cfg))
	r.t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // what still runs is cancelled
		_ = q.Stop(ctx)
	})
	return q
}

func (r *rig) handlers(node string) map[media.JobKind]queue.Handler {
	handlers := map[media.JobKind]queue.Handler{}
	for _, kind := range media.JobKinds() {
		handlers[kind] = func(ctx context.Context, job media.Job, last bool) error {
			answer := make(chan error, 1)
			select {
			case r.calls <- call{node, job, last, ctx, answer}:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case err := <-answer:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return handlers
}

// add commits jobs, or takes them back.
func (r *rig) add(q *queue.Queue, commit bool, jobs ...media.Job) {
	r.t.Helper()
	tx, err := r.conn.Write.BeginTx(r.t.Context(), nil)
	must(r.t, err)
	must(r.t, q.Enqueue(r.t.Context(), tx, jobs))
	if commit {
		err = tx.Commit()
	} else {
		err = tx.Rollback()
	}
	must(r.t, err)
	q.Ended(tx, commit)
}

// next waits for a call.
func (r *rig) next() call {
	r.t.Helper()
	select {
	case c := <-r.calls:
		return c
	case <-time.After(20 * time.Second):
		r.t.Fatal("no job runs")
	}
	return call{}
}

func (r *rig) exec(query string, args ...any) {
	r.t.Helper()
	_, err := r.conn.Write.ExecContext(r.t.Context(), query, args...)
	must(r.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryKindRuns(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		want := map[media.JobKind]media.Job{}
		var jobs []media.Job
		for i, kind := range media.JobKinds() {
			j := media.Job{Kind: kind, Subject: fmt.Sprint("subject ", i), Part: i}
			want[kind] = j
			jobs = append(jobs, j)
		}
		r.add(q, true, jobs...)
		got := map[media.JobKind]media.Job{}
		for range jobs {
			c := r.next()
			got[c.job.Kind] = c.job
			if c.last {
				t.Errorf("%s: the first try is called the last", c.job.Kind)
			}
			c.answer <- nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUnknownKind(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.open()
		tx, err := r.conn.Write.BeginTx(t.Context(), nil)
		must(t, err)
		defer tx.Rollback()
		if q.Enqueue(t.Context(), tx, []media.Job{{Kind: "dance"}}) == nil {
			t.Error("an unknown kind is no error")
		}
	})
}

// A job lives and dies with its transaction.
func TestRolledBackNeverRuns(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		r.add(q, false, media.Job{Kind: media.ProcessJob, Subject: "rolled back", Priority: 1})
		r.add(q, true, media.Job{Kind: media.ProcessJob, Subject: "committed", Priority: 4})
		c := r.next()
		if c.job.Subject != "committed" {
			t.Errorf("ran %+v", c.job)
		}
		c.answer <- nil
		var n int
		must(t, r.conn.Read.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM river_job`).Scan(&n))
		if n != 1 {
			t.Errorf("%d jobs are recorded", n)
		}
	})
}

func TestPriority(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		r.add(r.open(), true, media.Job{Kind: media.EncodeJob, Part: 1, Priority: 4}, media.Job{Kind: media.EncodeJob, Part: 2},
			media.Job{Kind: media.EncodeJob, Part: 3, Priority: 1})
		r.start("a", func(c *queue.Config) { c.Workers = 1 })
		for _, want := range []int{3, 2, 1} {
			c := r.next()
			if c.job.Part != want {
				t.Errorf("ran %d, want %d", c.job.Part, want)
			}
			c.answer <- nil
		}
	})
}

// A commit wakes the workers, every time: polling alone would take ten seconds.
func TestJobsStartAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		r.add(q, true, media.Job{Kind: media.ProcessJob})
		r.next().answer <- nil // the listener is up
		began := time.Now()
		for i := range 20 {
			r.add(q, true, media.Job{Kind: media.ProcessJob, Part: i})
			r.next().answer <- nil
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("20 jobs, one after the other, took %s", took)
		} else {
			t.Logf("%s from commit to handler", took/20)
		}
	})
}

// Later calls again and counts no try, so that the last one is still to come.
func TestLater(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.open()
		r.add(q, true, media.Job{Kind: media.DigestJob, Subject: "x"})
		r.exec(`UPDATE river_job SET attempt = 6`) // two tries are left
		r.start("a", nil)
		for range 4 {
			c := r.next()
			if c.last {
				t.Fatal("waiting used up the tries")
			}
			c.answer <- fmt.Errorf("not yet: %w", &media.Later{After: -time.Second})
		}
		r.next().answer <- nil
	})
}

func TestLastTry(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.open()
		r.add(q, true, media.Job{Kind: media.AudioJob, Subject: "x"})
		r.exec(`UPDATE river_job SET attempt = 6`)
		r.start("a", nil)
		for _, last := range []bool{false, true} {
			c := r.next()
			if c.last != last {
				t.Errorf("last try: %v, want %v", c.last, last)
			}
			c.answer <- errors.New("trouble")
		}
		r.add(q, true, media.Job{Kind: media.AudioJob, Subject: "y"})
		if c := r.next(); c.job.Subject != "y" {
			t.Errorf("%+v runs after its last try", c.job)
		}
	})
}

func TestStopWaits(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 1})
		running := r.next()
		stopped := make(chan error, 1)
		go func() { stopped <- q.Stop(context.Background()) }()
		running.answer <- nil
		must(t, <-stopped)
		must(t, q.Stop(t.Context()))
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 2})
		// A stopped queue may start again; the job that was done is not run again.
		must(t, q.Start(t.Context(), queue.Config{Handlers: r.handlers("again")}))
		c := r.next()
		if c.job.Part != 2 || c.node != "again" {
			t.Errorf("%s ran %+v", c.node, c.job)
		}
		c.answer <- nil
	})
}

// A job that outlasts the patience of Stop is cancelled and runs again elsewhere.
func TestStopCancels(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 1})
		running := r.next()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		must(t, q.Stop(ctx))
		if running.ctx.Err() == nil {
			t.Error("the job's context is not over")
		}
		r.start("b", nil)
		c := r.next()
		if c.node != "b" || c.job.Part != 1 {
			t.Errorf("%s ran %+v", c.node, c.job)
		}
		c.answer <- nil
	})
}

func TestStartTwice(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.start("a", nil)
		if q.Start(t.Context(), queue.Config{Handlers: r.handlers("a")}) == nil {
			t.Error("a queue starts twice")
		}
		other := r.open()
		if other.Start(t.Context(), queue.Config{}) == nil {
			t.Error("a queue starts without handlers")
		}
		must(t, other.Stop(t.Context()))
	})
}

// TestRescue: what a node that died was working on runs again when another starts;
// what a living one works on does not.
func TestRescue(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		q := r.open()
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 1}, media.Job{Kind: media.EncodeJob, Part: 2})
		by := `json('["older", "dead"]')`
		if r.conn.Postgres {
			by = `'{older,dead}'`
		}
		r.exec(`UPDATE river_job SET state = 'running', attempt = 1, attempted_by = ` + by)
		r.exec(`INSERT INTO nodes (id, seen_at) VALUES ($1, $2)`, "dead", time.Now().Add(-16*time.Second).UnixMicro())
		r.exec(`INSERT INTO nodes (id, seen_at) VALUES ($1, $2)`, "older", time.Now().UnixMicro())
		r.start("b", nil)
		parts := map[int]bool{}
		for range 2 {
			c := r.next()
			parts[c.job.Part] = true
			c.answer <- nil
		}
		if diff := cmp.Diff(map[int]bool{1: true, 2: true}, parts); diff != "" {
			t.Error(diff)
		}
		var dead int
		must(t, r.conn.Read.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM nodes WHERE id = 'dead'`).Scan(&dead))
		if dead != 0 {
			t.Error("the dead node is still signed in")
		}
	})
}

func TestLivingNodeKeepsItsJobs(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		if !r.conn.Postgres {
			t.Skip("SQLite has one process: whoever else signed in is dead")
		}
		q := r.start("a", nil)
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 1})
		running := r.next()
		r.start("b", nil)
		r.add(q, true, media.Job{Kind: media.EncodeJob, Part: 2})
		c := r.next()
		if c.job.Part != 2 {
			t.Errorf("%s ran %+v, which %s has", c.node, c.job, running.node)
		}
		c.answer <- nil
		running.answer <- nil
	})
}

// Two nodes on one PostgreSQL share the work, and each job runs once.
func TestNodesShareWork(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		if !r.conn.Postgres {
			t.Skip("SQLite has one process")
		}
		q := r.start("a", func(c *queue.Config) { c.Workers = 1 })
		r.start("b", func(c *queue.Config) { c.Workers = 1 })
		var jobs []media.Job
		for i := range 6 {
			jobs = append(jobs, media.Job{Kind: media.EncodeJob, Part: i})
		}
		r.add(q, true, jobs...)
		ran, nodes := map[int]int{}, map[string]int{}
		for range 3 { // two at a time, so that both nodes have one
			pair := []call{r.next(), r.next()}
			for _, c := range pair {
				ran[c.job.Part]++
				nodes[c.node]++
				c.answer <- nil
			}
		}
		if diff := cmp.Diff(map[int]int{0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, ran); diff != "" {
			t.Error(diff)
		}
		if nodes["a"] != 3 || nodes["b"] != 3 {
			t.Errorf("shared as %v", nodes)
		}
	})
}

// A sweep runs at the start and then every interval, never two at a time.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, r *rig) {
		var mu sync.Mutex
		running, swept := 0, make(chan struct{})
		r.start("a", func(c *queue.Config) {
			c.Sweep = 30 * time.Millisecond
			c.Handlers[media.SweepJob] = func(context.Context, media.Job, bool) error {
				mu.Lock()
				if running++; running > 1 {
					t.Error("two sweeps at a time")
				}
				mu.Unlock()
				swept <- struct{}{}
				mu.Lock()
				running--
				mu.Unlock()
				return nil
			}
		})
		for range 3 {
			select {
			case <-swept:
			case <-time.After(20 * time.Second):
				t.Fatal("no sweep")
			}
		}
		go func() {
			for {
				select {
				case <-swept:
				case <-t.Context().Done():
					return
				}
			}
		}()
	})
}
