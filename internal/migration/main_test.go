package migration_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/queue"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// node is a server without its edge: records, bytes, the queue and everything that imports,
// over real parts. Only processing is short: a source of more than two bytes is a video.
type node struct {
	*migration.Engine
	*db.DB

	conn  *db.Conn
	queue *queue.Queue
	blobs *disk.Store
	guard *egress.Guard
	imps  *pull.Importer
	bytes *upload.Engine

	mu      sync.Mutex
	posters map[string][]byte // by video
	creds   map[string]migration.Credential
	sets    map[int64][]int // of qualities; 0 = the usual one
}

// newNode builds one over a database and a folder. Its errors are for a caller that has no test.
func newNode(ctx context.Context, database, dir string, log *slog.Logger) (*node, error) {
	conn, err := db.Open(ctx, database, dir)
	if err != nil {
		return nil, err
	}
	n := &node{conn: conn, creds: map[string]migration.Credential{}, posters: map[string][]byte{}, sets: map[int64][]int{0: {720}, 4: {360}, 5: {240}}}
	if n.queue, err = queue.New(ctx, conn, log); err != nil {
		return nil, err
	}
	master, err := auth.NewMaster(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	n.DB = db.New(conn, n.queue, master)
	if n.blobs, err = disk.New(disk.Config{Dir: dir + "/blobs", Reserve: -1}); err != nil {
		return nil, err
	}
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	if err != nil {
		return nil, err
	}
	n.guard = egress.New(egress.Config{Allow: allow})
	n.bytes = upload.New(upload.Config{Store: n.DB, Blobs: n.blobs, Log: log})
	cfg := pull.Config{
		Store: n.DB, Copies: n.DB, Guard: n.guard, Log: log, MaxSize: 1 << 30, Digest: upload.DigestOff,
		Uploads: n.bytes,
	}
	n.imps = pull.New(cfg)
	n.Engine = migration.New(migration.Config{
		Records: n.DB, Plans: n.DB, Feeds: n.DB, Texts: n.DB, Posters: n, Blobs: n.blobs, Guard: n.guard, Pull: cfg, Log: log,
		Credentials: n.credential, Qualities: n,
	})
	return n, nil
}

func (n *node) credential(_ context.Context, _ int64, name string) (migration.Credential, error) {
	c, ok := n.creds[name]
	if !ok {
		return c, media.Errorf(media.NotFound, "credential not found")
	}
	return c, nil
}

// SetPoster implements migration.Posters for pictures that begin as a PNG does.
func (n *node) SetPoster(_ context.Context, _ int64, videoID string, raw []byte) error {
	if http.DetectContentType(raw) != "image/png" {
		return errors.New("not a picture")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.posters[videoID] = raw
	return nil
}

// ChooseQualities implements migration.Qualities.
func (n *node) ChooseQualities(_ context.Context, _ int64, set int64, w *media.Wishes) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	sizes, ok := n.sets[set]
	if !ok {
		return media.Errorf(media.Invalid, "no such set")
	}
	w.Sizes = sizes
	return nil
}

func (n *node) dropSet(id int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.sets, id)
}

// told are the imports whose ends were put into the outbox, for each listener.
func (r *rig) told() []string {
	r.t.Helper()
	rows, err := r.conn.Read.QueryContext(r.t.Context(), `SELECT detail FROM deliveries WHERE event = 'import.finished' ORDER BY seq`)
	must(r.t, err)
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		must(r.t, rows.Scan(&id))
		ids = append(ids, id)
	}
	must(r.t, rows.Err())
	return ids
}

// listen subscribes to the ends of imports.
func (r *rig) listen() {
	r.t.Helper()
	now := time.Now().UTC()
	must(r.t, r.SaveEndpoint(r.t.Context(), media.Endpoint{
		ID: media.NewObjectID(now), ProjectID: r.project, Dialect: "tributary", URL: "https://x.test/", Secret: "whsec_x", Active: true,
		Topics: []media.Topic{{Event: media.ImportFinished, Name: "import.finished"}}, CreatedAt: now, UpdatedAt: now,
	}))
}

func (n *node) work(ctx context.Context) error {
	handlers := map[media.JobKind]queue.Handler{}
	for _, kind := range media.JobKinds() {
		handlers[kind] = func(context.Context, media.Job, bool) error { return nil }
	}
	handlers[media.ProcessJob] = n.process
	handlers[media.ImportJob] = n.imps.Run
	handlers[media.PlanImportJob] = n.Engine.Plan
	handlers[media.FeedImportJob] = n.Feed
	return n.queue.Start(ctx, queue.Config{Handlers: handlers, Workers: 1})
}

// process publishes a source as it is, or refuses a tiny one.
func (n *node) process(ctx context.Context, job media.Job, _ bool) error {
	v, err := n.StartProcessing(ctx, job.Subject)
	if media.KindOf(err) == media.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	if v.Source.Size < tiny {
		return n.FailSource(ctx, v.ID, nil, media.Refusal{Code: media.NoTracks, Text: media.NoTracks.Text()})
	}
	return n.SavePlan(ctx, v.ID, media.Planning{Container: "mov", Renditions: []media.Rendition{
		{Name: "source", Kind: media.VideoRendition, State: media.Complete, Width: 2, Height: 2},
	}})
}

// tiny is below what process takes for a video.
const tiny = 64

func (n *node) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := n.queue.Stop(ctx)
	n.guard.Close()
	return errors.Join(err, n.blobs.Close(), n.conn.Close())
}

// rig is a node with a project, working until the test ends.
type rig struct {
	*node

	t       *testing.T
	project int64
}

func newRig(t *testing.T) *rig { return rigOn(t, "") }

func rigOn(t *testing.T, database string) *rig {
	t.Helper()
	n, err := newNode(t.Context(), database, t.TempDir(), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, n.close()) })
	p, err := n.CreateProject(t.Context(), "test")
	must(t, err)
	must(t, n.work(t.Context()))
	return &rig{node: n, t: t, project: p.ID}
}

// order begins an import of JSON lines.
func (r *rig) order(body string, change func(*migration.Order)) migration.Job {
	r.t.Helper()
	o := migration.Order{ProjectID: r.project, Source: "old", Input: migration.Input{Format: migration.JSONL}}
	if change != nil {
		change(&o)
	}
	j, err := r.Engine.Begin(r.t.Context(), o, strings.NewReader(body))
	must(r.t, err)
	return j
}

// await waits for an order to be in a state.
func (r *rig) await(id string, want migration.JobState) migration.Job {
	r.t.Helper()
	return r.until(id, func(j migration.Job) bool { return j.State == want })
}

func (r *rig) until(id string, ok func(migration.Job) bool) migration.Job {
	r.t.Helper()
	deadline, tick := time.NewTimer(40*time.Second), time.NewTicker(25*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		j, err := r.Job(r.t.Context(), r.project, id)
		must(r.t, err)
		if ok(j) {
			return j
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			r.t.Fatalf("the import is %s with %v after all this time, failure %v", j.State, j.Counts, j.Failure)
		}
	}
}

// run is an order from its beginning to its end.
func (r *rig) run(body string, change func(*migration.Order)) migration.Job {
	r.t.Helper()
	return r.await(r.order(body, change).ID, migration.Finished)
}

func (r *rig) act(id string, a migration.Action) migration.Job {
	r.t.Helper()
	j, err := r.Do(r.t.Context(), r.project, id, a)
	must(r.t, err)
	return j
}

// items are the rows of an order by source id: state and reason.
func (r *rig) items(id string) map[string]string {
	r.t.Helper()
	out := map[string]string{}
	must(r.t, r.Each(r.t.Context(), r.project, id, func(i migration.Item) error {
		out[i.SourceID] = strings.TrimSpace(string(i.State) + " " + i.Reason)
		return nil
	}))
	return out
}

func (r *rig) item(id, source string) migration.Item {
	r.t.Helper()
	var found *migration.Item
	must(r.t, r.Each(r.t.Context(), r.project, id, func(i migration.Item) error {
		if i.SourceID == source {
			found = &i
		}
		return nil
	}))
	if found == nil {
		r.t.Fatalf("no row %s", source)
	}
	return *found
}

// videos counts the videos of the project that are not deleted.
func (r *rig) videos() int {
	r.t.Helper()
	var n int
	must(r.t, r.conn.Read.QueryRowContext(r.t.Context(), `SELECT COUNT(*) FROM videos WHERE state <> 'deleted'`).Scan(&n))
	return n
}

func counts(m map[migration.ItemState]int64) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s %d", state, m[state]))
	}
	return strings.Join(parts, ", ")
}

// origin serves the files of a map by path, and what is asked of it before.
type origin struct {
	*httptest.Server

	mu    sync.Mutex
	files map[string][]byte
	first map[string][]http.HandlerFunc // answers before the file's
	asked map[string]int
}

func newOrigin(t *testing.T) *origin {
	t.Helper()
	o := &origin{files: map[string][]byte{}, first: map[string][]http.HandlerFunc{}, asked: map[string]int{}}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

func (o *origin) serve(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	file, ok := o.files[r.URL.Path]
	steps := o.first[r.URL.Path]
	o.asked[r.URL.Path]++
	if len(steps) > 0 {
		o.first[r.URL.Path] = steps[1:]
	}
	o.mu.Unlock()
	switch {
	case len(steps) > 0:
		steps[0](w, r)
	case !ok:
		http.NotFound(w, r)
	default:
		w.Header().Set("ETag", fmt.Sprintf(`"%s"`, r.URL.Path[1:]))
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(file)))
	}
}

// has gives a path a file, after some other answers.
func (o *origin) has(path string, file []byte, first ...http.HandlerFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.files[path], o.first[path] = file, first
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// movie is n bytes that begin as an MP4 does.
func movie(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)
	}
	copy(p, "\x00\x00\x00\x10ftypisom\x00\x00\x02\x00")
	return p
}

// row is a line of JSON.
func (o *origin) row(id, more string) string {
	return fmt.Sprintf(`{"source_id":%q,"origin_url":"%s/%s.mp4"%s}`+"\n", id, o.URL, id, more)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
