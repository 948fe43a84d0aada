package pull_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// rig is an importer over real parts: a database, a folder, the upload engine and the
// guard, which lets this machine's own addresses pass.
type rig struct {
	*pull.Importer

	t       *testing.T
	db      *db.DB
	jobs    *dbtest.Jobs
	disk    *disk.Store
	engine  *upload.Engine
	clock   *clock
	project int64
	max     int64
	guard   pull.Guard
	noted   chan struct{} // a value for each checkpoint while someone listens
}

func newRig(t *testing.T) *rig { return rigOn(t, dbtest.Open(t, "")) }

func onEach(t *testing.T, fn func(t *testing.T, r *rig)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) { fn(t, rigOn(t, conn)) })
}

func rigOn(t *testing.T, conn *db.Conn) *rig {
	t.Helper()
	store, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	repo, jobs := dbtest.Repository(t, conn)
	p, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	r := &rig{t: t, db: repo, jobs: jobs, disk: store, clock: &clock{at: time.Now()}, project: p.ID, noted: make(chan struct{})}
	r.allow("127.0.0.1")
	r.restart()
	return r
}

// restart replaces the process; the one before is left as it is.
func (r *rig) restart() {
	r.engine = upload.New(upload.Config{
		Store: noting{r.db, r.noted}, Blobs: r.disk, Log: slog.New(slog.DiscardHandler), Now: r.clock.now,
	})
	r.Importer = pull.New(pull.Config{
		Store: r.db, Copies: r.db, Uploads: r.engine, Guard: r.guard, MaxSize: r.max,
		Log: slog.New(slog.DiscardHandler), Now: r.clock.now,
	})
}

func (r *rig) allow(items ...string) {
	r.t.Helper()
	allow, err := egress.ParseAllow(items)
	must(r.t, err)
	guard := egress.New(egress.Config{Allow: allow})
	r.t.Cleanup(guard.Close)
	r.guard = guard
}

// noting tells of checkpoints.
type noting struct {
	*db.DB

	noted chan struct{}
}

func (n noting) Checkpoint(ctx context.Context, id string, c upload.Checkpoint) error {
	err := n.DB.Checkpoint(ctx, id, c)
	select {
	case n.noted <- struct{}{}:
	default:
	}
	return err
}

// clock moves only when told, or by stride at every look.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	stride time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(c.stride)
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) walk(stride time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stride = stride
}

func (r *rig) newVideo() media.Video {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return media.Video{ID: media.NewUUID(), ProjectID: r.project, Title: "t", Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now}
}

// order starts the import of a new video.
func (r *rig) order(url string, change func(*pull.Order)) pull.Import {
	r.t.Helper()
	o := pull.Order{Video: r.newVideo(), New: true, URL: url}
	if change != nil {
		change(&o)
	}
	imp, err := r.Start(r.t.Context(), o)
	must(r.t, err)
	return imp
}

// finish runs an import to its end, without waiting, and says how long it would have waited.
func (r *rig) finish(id string) (waits []time.Duration) {
	r.t.Helper()
	for range 50 {
		err := r.Run(r.t.Context(), media.Job{Kind: media.ImportJob, Subject: id}, false)
		later, ok := asLater(err)
		if !ok {
			must(r.t, err)
			return waits
		}
		waits = append(waits, later)
		r.clock.advance(later)
	}
	r.t.Fatal("the import does not end")
	return nil
}

func asLater(err error) (time.Duration, bool) {
	later, ok := errors.AsType[*media.Later](err)
	if !ok {
		return 0, false
	}
	return later.After, true
}

func (r *rig) record(id string) pull.Import {
	r.t.Helper()
	imp, err := r.db.Import(r.t.Context(), id)
	must(r.t, err)
	return imp
}

func (r *rig) video(id string) media.Video {
	r.t.Helper()
	v, err := r.db.Video(r.t.Context(), id)
	must(r.t, err)
	return v
}

// wantDone checks that the video has exactly these bytes, was queued once, and that
// nothing else is stored.
func (r *rig) wantDone(imp pull.Import, want []byte) {
	r.t.Helper()
	got := r.record(imp.ID)
	if got.State != pull.Done || got.Origin.URL != "" || got.Failure != nil {
		r.t.Fatalf("import is %s, failure %+v, URL %q", got.State, got.Failure, got.Origin.URL)
	}
	v := r.video(imp.VideoID)
	if v.State != media.Processing || v.Source == nil {
		r.t.Fatalf("video is %s", v.State)
	}
	src, err := blob.OpenParts(r.t.Context(), r.disk, v.Source.Segments)
	must(r.t, err)
	defer src.Close()
	bytesGot, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(r.t, err)
	if !bytes.Equal(bytesGot, want) {
		r.t.Fatalf("source has %d bytes that differ from the %d of the origin", len(bytesGot), len(want))
	}
	queued := slices.DeleteFunc(r.jobs.Take(), func(j media.Job) bool { return j.Kind != media.ProcessJob || j.Subject != v.ID })
	if len(queued) != 1 {
		r.t.Errorf("queued for processing %d times", len(queued))
	}
	var keys []string
	for _, s := range v.Source.Segments {
		keys = append(keys, s.Key)
	}
	r.wantBlobs(keys...)
}

// wantFailed checks the reason, that the video waits for content again, and that nothing is stored.
func (r *rig) wantFailed(imp pull.Import, code string) {
	r.t.Helper()
	got := r.record(imp.ID)
	if got.State != pull.Failed || got.Failure == nil || string(got.Failure.Code) != code || got.Failure.Text == "" || got.Origin.URL != "" {
		r.t.Errorf("import is %s, failure %+v, want %s", got.State, got.Failure, code)
	}
	v := r.video(imp.VideoID)
	if v.State != media.Created || v.Failure == nil || string(v.Failure.Code) != code {
		r.t.Errorf("video is %s, failure %+v", v.State, v.Failure)
	}
	r.wantBlobs()
}

func (r *rig) wantBlobs(want ...string) {
	r.t.Helper()
	must(r.t, r.engine.Sweep(r.t.Context(), r.db))
	must(r.t, r.db.SweepImports(r.t.Context()))
	var got []string
	must(r.t, r.disk.List(r.t.Context(), "uploads", func(key string, _ int64) error {
		got = append(got, key)
		return nil
	}))
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.t.Errorf("stored %v, want %v", got, want)
	}
}

// origin answers each request by the next of its steps, the last one again and again.
type origin struct {
	*httptest.Server

	mu    sync.Mutex
	asked []http.Header
}

type step = http.HandlerFunc

func newOrigin(t *testing.T, steps ...step) *origin {
	t.Helper()
	o := &origin{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		n := min(len(o.asked), len(steps)-1)
		o.asked = append(o.asked, r.Header.Clone())
		o.mu.Unlock()
		steps[n](w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

// ranges are the Range fields of the requests so far.
func (o *origin) ranges() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, h := range o.asked {
		out = append(out, h.Get("Range"))
	}
	return out
}

// whole serves all of p, with Range and If-Range as the standard library has them.
func whole(p []byte, tag string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p))
	}
}

// broken declares size bytes, sends p and hangs up.
func broken(p []byte, size int, tag string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Length", fmt.Sprint(size))
		_, _ = w.Write(p)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// plain sends p and knows nothing of ranges.
func plain(p []byte, tag string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		if tag != "" {
			w.Header().Set("ETag", tag)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(p)))
		_, _ = w.Write(p)
	}
}

// partial answers 206 with a Content-Range of its own choice.
func partial(p []byte, contentRange, tag string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", contentRange)
		w.Header().Set("ETag", tag)
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(p)
	}
}

func answers(status int) step {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "secret of the origin", status) }
}

func redirect(to string) step {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// movie is n bytes that begin as an MP4 does, the same for the same seed.
func movie(seed byte, n int) []byte {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(p)
	copy(p, "\x00\x00\x00\x10ftypisom\x00\x00\x02\x00")
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
