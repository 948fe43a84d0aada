package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	// poll finds what no notification told of: jobs whose time has come, jobs of
	// a node that died.
	poll = time.Second
	// cooldown is how soon a producer may fetch again after a fetch.
	cooldown = 10 * time.Millisecond
	// notifyEvery is how often River tells of new jobs in one queue, the shortest it
	// allows: a job that it does not tell of waits for the poll.
	notifyEvery = time.Millisecond
	// jobTimeout ends a job that forgot to bound itself.
	jobTimeout = time.Hour
	// maxAttempts leaves room for a few crashes of the node beside real failures.
	maxAttempts = 8
)

// Handler does one job. lastTry is true when a failure will not be retried, so
// that the handler can record it. A *media.Later calls the job again after a
// while without counting as a failure.
type Handler func(ctx context.Context, job media.Job, lastTry bool) error

// Config is what working jobs needs.
type Config struct {
	Handlers map[media.JobKind]Handler // one for every kind
	Workers  int                       // encoding jobs at once
	Sweep    time.Duration             // between sweeps; 0 = none
}

// runner is the part of a River client that does not depend on its transaction type.
type runner interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// Queue adds jobs and, once started, works them.
type Queue struct {
	id       string
	conn     *db.Conn
	log      *slog.Logger
	inserter *river.Client[*db.Tx]
	bus      *bus // tells this process of new jobs; nil on PostgreSQL, which does so itself

	mu     sync.Mutex
	runner runner
	pool   *pgxpool.Pool // of the PostgreSQL runner
	stop   context.CancelFunc
	beat   sync.WaitGroup
}

// New prepares a queue that can add jobs. Its tables are made or brought up to
// date. Work begins with Start.
func New(ctx context.Context, conn *db.Conn, log *slog.Logger) (*Queue, error) {
	var driver riverdriver.Driver[*db.Tx] = riversqlite.New(conn.Write)
	if conn.Postgres {
		driver = riverdatabasesql.New(conn.Write)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("prepare queue: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("migrate queue: %w", err)
	}
	inserter, err := river.NewClient(driver, &river.Config{
		Logger: quiet(log), MaxAttempts: maxAttempts, FetchCooldown: notifyEvery,
	})
	if err != nil {
		return nil, fmt.Errorf("prepare queue: %w", err)
	}
	host, _ := os.Hostname()
	q := &Queue{id: host + "-" + media.RandomHex(6), conn: conn, log: log, inserter: inserter}
	if !conn.Postgres {
		q.bus = newBus()
	}
	return q, nil
}

// Enqueue implements db.Enqueuer.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, jobs []media.Job) error {
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		var err error
		if params[i], err = insertion(j); err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
	}
	if _, err := q.inserter.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("enqueue %d jobs: %w", len(jobs), err)
	}
	if q.bus != nil {
		for _, j := range jobs {
			q.bus.note(tx, queueOf(j.Kind))
		}
	}
	return nil
}

// Ended implements db.Enqueuer.
func (q *Queue) Ended(tx *db.Tx, committed bool) {
	if q.bus != nil {
		q.bus.ended(tx, committed)
	}
}

// Start works jobs until Stop. It returns when the workers run.
func (q *Queue) Start(ctx context.Context, cfg Config) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.runner != nil {
		return errors.New("queue is already started")
	}
	// Jobs outlive the context that starts them: Stop ends them in order.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if err := q.start(ctx, cfg); err != nil {
		cancel()
		q.letGo(ctx)
		return fmt.Errorf("start queue: %w", err)
	}
	q.stop = cancel
	q.beat.Go(func() { q.heartbeat(ctx) })
	return nil
}

func (q *Queue) start(ctx context.Context, cfg Config) error {
	if err := q.signIn(ctx); err != nil {
		return err
	}
	r, err := q.newRunner(ctx, cfg)
	if err != nil {
		return err
	}
	if err := r.Start(ctx); err != nil {
		return err
	}
	q.runner = r
	return nil
}

// letGo gives back what start took.
func (q *Queue) letGo(ctx context.Context) {
	q.signOut(context.WithoutCancel(ctx))
	if q.pool != nil {
		q.pool.Close()
	}
	q.runner, q.pool = nil, nil
}

func (q *Queue) newRunner(ctx context.Context, cfg Config) (runner, error) {
	workers := river.NewWorkers()
	if err := register(workers, cfg.Handlers); err != nil {
		return nil, err
	}
	config := &river.Config{
		ID: q.id, Logger: quiet(q.log), Workers: workers, MaxAttempts: maxAttempts,
		JobTimeout: jobTimeout, RescueStuckJobsAfter: 2 * jobTimeout, FetchPollInterval: poll, FetchCooldown: cooldown,
		Queues: map[string]river.QueueConfig{
			// Viewers wait for these, and they mostly wait themselves: for a probe.
			queuePrompt:  {MaxWorkers: 16},
			queueQuick:   {MaxWorkers: 2},
			queueEncode:  {MaxWorkers: max(1, cfg.Workers)},
			queueDeliver: {MaxWorkers: 16},
			// They mostly wait for the network, and package db hands out the turns: as many as one
			// project may have at once, and eight for the others.
			queueImport:  {MaxWorkers: 72},
			queueMigrate: {MaxWorkers: 4}, // and these for those
			queueSpeech:  {MaxWorkers: 1}, // an engine takes a processor for minutes, and nobody waits
		},
		PeriodicJobs: periodic(cfg.Sweep),
	}
	if !q.conn.Postgres {
		var driver riverdriver.Driver[*db.Tx] = newLocalDriver(q.conn, q.bus)
		r, err := river.NewClient(driver, config)
		return r, err
	}
	pool, err := pgxpool.New(ctx, q.conn.URL)
	if err != nil {
		return nil, fmt.Errorf("connect queue: %w", err)
	}
	q.pool = pool
	var driver riverdriver.Driver[pgx.Tx] = riverpgxv5.New(pool)
	r, err := river.NewClient(driver, config)
	return r, err
}

// Stop takes no new jobs, waits for the running ones until ctx ends, cancels
// those that are left, and returns when none runs. Stopping twice is fine.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.runner == nil {
		return nil
	}
	err := q.runner.Stop(ctx)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = q.runner.StopAndCancel(hard)
	}
	q.stop()
	q.beat.Wait()
	q.letGo(ctx)
	if err != nil {
		return fmt.Errorf("stop queue: %w", err)
	}
	return nil
}

// quiet lets River's warnings through and keeps its chatter out.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(atLeast{log.Handler()})
}

type atLeast struct{ slog.Handler }

func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.Handler.WithAttrs(attrs)}
}
func (h atLeast) WithGroup(name string) slog.Handler { return atLeast{h.Handler.WithGroup(name)} }
