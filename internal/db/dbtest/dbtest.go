// Package dbtest runs a test on every database Tributary knows: SQLite in a
// temporary folder and a PostgreSQL of its own. Only tests import it.
package dbtest

import (
	"context"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Each runs fn on a fresh database of each kind.
func Each(t *testing.T, fn func(t *testing.T, conn *db.Conn)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, Open(t, "")) })
	t.Run("postgres", func(t *testing.T) { fn(t, Open(t, testkit.Postgres(t))) })
}

// Open opens a database that is closed when the test ends. An empty URL is SQLite.
func Open(t testing.TB, url string) *db.Conn {
	t.Helper()
	conn, err := db.Open(t.Context(), url, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return conn
}

// Repository makes a repository whose jobs are recorded instead of queued.
func Repository(t testing.TB, conn *db.Conn) (*db.DB, *Jobs) {
	t.Helper()
	master, err := auth.NewMaster(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	jobs := &Jobs{}
	return db.New(conn, jobs, master), jobs
}

// Jobs is an Enqueuer that remembers. It keeps jobs of transactions that were
// rolled back, too: a test that minds asks the queue itself.
type Jobs struct {
	mu   sync.Mutex
	jobs []media.Job
}

// Enqueue implements db.Enqueuer.
func (j *Jobs) Enqueue(_ context.Context, _ *db.Tx, jobs []media.Job) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.jobs = append(j.jobs, jobs...)
	return nil
}

// Ended implements db.Enqueuer.
func (j *Jobs) Ended(*db.Tx, bool) {}

// Take returns the jobs since the last Take.
func (j *Jobs) Take() []media.Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	taken := j.jobs
	j.jobs = nil
	return taken
}

// Project makes a project and a key of it.
func Project(t testing.TB, repo *db.DB, name string) (p media.Project, key string) {
	t.Helper()
	p, err := repo.CreateProject(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	key = auth.NewKey(p.ID)
	if _, err := repo.AddKey(t.Context(), p.ID, "test", key); err != nil {
		t.Fatal(err)
	}
	return p, key
}
