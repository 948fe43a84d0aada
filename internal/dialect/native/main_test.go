package native_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/dialect/native"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	testKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617"
	bearer  = "Authorization: Bearer " + testKey
	base    = "https://video.example.com"
)

// fixture is the API over real records and real playback, with a project and a key in it.
type fixture struct {
	*db.DB

	server  *testkit.Server
	project media.Project
	master  *auth.Master
	blobs   *disk.Store
	free    atomic.Int64 // what storage says it has room for
	engine  *upload.Engine
	jobs    *dbtest.Jobs
	many    *migration.Engine
	log     *testkit.Log
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	repo, jobs := dbtest.Repository(t, dbtest.Open(t, ""))
	f := &fixture{DB: repo, jobs: jobs, log: testkit.NewLog(t)}
	var err error
	f.project, err = repo.CreateProject(t.Context(), "Harbour films")
	must(t, err)
	_, err = repo.AddKey(t.Context(), f.project.ID, "test", testKey)
	must(t, err)
	f.master, err = auth.NewMaster(make([]byte, 32))
	must(t, err)
	f.blobs, err = disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, f.blobs.Close()) })
	log, keys := f.log.Logger(), auth.NewKeys(repo)
	f.free.Store(-1)
	f.engine = upload.New(upload.Config{
		Store: repo, Blobs: f.blobs, Free: func() (int64, error) { return f.free.Load(), nil }, Log: log,
	})
	pages, err := player.New()
	must(t, err)
	play := playback.New(playback.Config{
		Store: repo, Blobs: f.blobs, Master: f.master, Keys: keys, Pages: pages, Meter: playback.NewMeter(repo, log), Log: log,
	})
	t.Cleanup(play.Close)
	mux := http.NewServeMux()
	native.New(native.Config{
		Catalog: catalog.New(repo), Uploads: f.engine, UploadExpiry: time.Hour, MaxUploadSize: 1 << 20, Keys: keys, Master: f.master,
		Projects: repo, Playback: play, Imports: f.imports(t), Endpoints: repo, Guard: egress.New(egress.Config{}),
		Formats: map[string]native.Format{"vendor": vendorTopics, native.Name: native.Topics}, PublicURL: base, Log: log,
	}).Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	f.server = testkit.Serve(t, httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}.Wrap(httpd.Canonical(mux)))
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request. Headers are "Name: value".
func (f *fixture) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	status, header, raw := f.server.Send(t, method, path, body, headers...)
	return answer{status, header, raw}
}

// api is do with the key, failing unless the status is right. It returns the body's object.
func (f *fixture) api(t *testing.T, status int, method, path, body string) map[string]any {
	t.Helper()
	a := f.do(t, method, path, body, bearer)
	if a.status != status {
		t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, a.status, a.body, status)
	}
	return a.decode(t)
}

func (a answer) decode(t *testing.T) map[string]any {
	t.Helper()
	if a.body == "" {
		return nil
	}
	return testkit.Decode[map[string]any](t, a.body)
}

// wantProblem fails unless the answer is a whole problem with that status and detail.
func (a answer) wantProblem(t *testing.T, status int, detail string) {
	t.Helper()
	if a.status != status || a.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("status %d %s %s, want problem %d", a.status, a.header.Get("Content-Type"), a.body, status)
	}
	p := a.decode(t)
	if p["type"] != "about:blank" || p["title"] != http.StatusText(status) || p["status"] != float64(status) || p["detail"] != detail {
		t.Errorf("problem %s, want detail %q", a.body, detail)
	}
}

// other is the header with the key of another project.
func (f *fixture) other(t *testing.T) string {
	t.Helper()
	p, err := f.CreateProject(t.Context(), "other")
	must(t, err)
	key := fmt.Sprintf("%d$%048x", p.ID, 7)
	_, err = f.AddKey(t.Context(), p.ID, "other", key)
	must(t, err)
	return "Authorization: Bearer " + key
}

// newVideo makes a video by the API and returns its id.
func (f *fixture) newVideo(t *testing.T, title string) string {
	t.Helper()
	return f.api(t, 201, "POST", "/v1/videos", `{"title":"`+title+`"}`)["id"].(string)
}
