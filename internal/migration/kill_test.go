package migration_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// nodeDir names the folder that this program works in as a node, instead of testing.
const nodeDir = "MIGRATION_TEST_NODE"

func TestMain(m *testing.M) {
	dir := os.Getenv(nodeDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	n, err := newNode(ctx, "", dir, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err == nil {
		err = n.work(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	<-ctx.Done()
	if err := n.close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// process is a node in a process of its own, which can be killed.
func process(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), nodeDir+"="+dir), t.Output()
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// flaky is a host of any number of small files: one in a hundred breaks off, is busy or in error
// when it is asked for the first time.
func flaky(t *testing.T) (host string, served *atomic.Int64) {
	t.Helper()
	served = &atomic.Int64{}
	file, trouble := movie(300), rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same trouble every time
	bad := map[string]int{}
	for i := range 5000 {
		if trouble.IntN(100) == 0 {
			bad[fmt.Sprintf("/%d.mp4", i+1)] = 1 + trouble.IntN(3)
		}
	}
	var mu sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		mu.Lock()
		kind := bad[r.URL.Path]
		delete(bad, r.URL.Path)
		mu.Unlock()
		w.Header().Set("ETag", `"`+r.URL.Path+`"`)
		switch kind {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		case 2:
			w.WriteHeader(http.StatusInternalServerError)
			return
		case 3:
			w.Header().Set("Content-Length", fmt.Sprint(len(file)))
			_, _ = w.Write(file[:100])
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(file)))
	}))
	t.Cleanup(s.Close)
	return s.URL, served
}

// Five thousand rows from a flaky host, while the server is killed twice: every row is a
// video, exactly once; the report adds up; a second run skips all of them.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute; left out by -short")
	}
	const rows = 5000
	host, served := flaky(t)
	dir := t.TempDir()
	// The test's own view of the same database: it works no jobs.
	n, err := newNode(t.Context(), "", dir, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, n.close()) })
	p, err := n.CreateProject(t.Context(), "test")
	must(t, err)
	r := &rig{node: n, t: t, project: p.ID}

	reader, writer := io.Pipe()
	go func() {
		for i := range rows {
			_, _ = fmt.Fprintf(writer, `{"source_id":"%d","origin_url":"%s/%d.mp4"}`+"\n", i+1, host, i+1)
		}
		_ = writer.Close()
	}()
	order := migration.Order{ProjectID: p.ID, Source: "old", Input: migration.Input{Format: migration.JSONL}, Options: migration.Options{Concurrency: 32, PerHost: 16}}
	start := time.Now()
	j, err := n.Engine.Begin(t.Context(), order, reader)
	must(t, err)
	for _, done := range []int64{rows / 4, rows / 2} {
		node := process(t, dir)
		got := r.until(j.ID, func(j migration.Job) bool { return j.Counts[migration.Done] >= done })
		must(t, node.Process.Signal(syscall.SIGKILL))
		_ = node.Wait()
		t.Logf("killed after %s: %s", time.Since(start).Round(time.Millisecond), counts(got.Counts))
	}
	process(t, dir)
	j = r.await(j.ID, migration.Finished)
	t.Logf("%s after %s and %d requests", counts(j.Counts), time.Since(start).Round(time.Millisecond), served.Load())
	r.wantOnce(j, rows)

	j, err = n.Engine.Begin(t.Context(), order, strings.NewReader(manifest(host, rows)))
	must(t, err)
	before := served.Load()
	if j = r.await(j.ID, migration.Finished); counts(j.Counts) != fmt.Sprintf("skipped %d", rows) || r.videos() != rows || served.Load() != before {
		t.Errorf("second run: %s, %d videos", counts(j.Counts), r.videos())
	}
}

func manifest(host string, rows int) string {
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, `{"source_id":"%d","origin_url":"%s/%d.mp4?signed=again"}`+"\n", i+1, host, i+1)
	}
	return b.String()
}

// wantOnce checks that every row is done by a video of its own, with its bytes, and that there is
// no other.
func (r *rig) wantOnce(j migration.Job, rows int) {
	r.t.Helper()
	if counts(j.Counts) != fmt.Sprintf("done %d", rows) || j.BytesDone != int64(rows)*300 || r.videos() != rows {
		r.t.Errorf("%s, %d bytes, %d videos", counts(j.Counts), j.BytesDone, r.videos())
	}
	seen := map[string]bool{}
	must(r.t, r.Each(r.t.Context(), r.project, j.ID, func(i migration.Item) error {
		switch {
		case i.Video == nil || i.Video.State != media.Ready || i.Video.Source.Size != 300 || i.Bytes != 300:
			r.t.Errorf("row %s: %+v", i.SourceID, i)
		case seen[i.VideoID] || seen[i.SourceID] || i.Video.Title != i.SourceID+".mp4":
			r.t.Errorf("row %s has a video that another has", i.SourceID)
		}
		seen[i.VideoID], seen[i.SourceID] = true, true
		return nil
	}))
	if len(seen) != 2*rows {
		r.t.Errorf("%d rows in the map", len(seen)/2)
	}
}
