package gcore_test

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// fixture is the dialect over real parts behind a real server, with two projects. Imports are
// recorded and run by nobody: see fixture.runImport.
type fixture struct {
	*db.DB

	cfg      gcore.Config // of the dialect that runs
	dialect  *gcore.Dialect
	url      string // of the server
	project  media.Project
	key      string // of the project
	foreign  string // key of another project
	clock    *testkit.Clock
	blobs    *disk.Store
	engine   *upload.Engine
	importer *pull.Importer
	log      *testkit.Log
	server   *testkit.Server
}

// newFixture starts a server without a limit on requests. change, if not nil, may change the
// configuration first.
func newFixture(t *testing.T, change func(*gcore.Config)) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	f := &fixture{DB: repo, clock: &testkit.Clock{}, log: testkit.NewLog(t)}
	f.project, f.key = dbtest.Project(t, repo, "Harbour films")
	_, f.foreign = dbtest.Project(t, repo, "Rivals")
	var err error
	f.blobs, err = disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, f.blobs.Close()) })
	f.cfg = f.config(t)
	if change != nil {
		change(&f.cfg)
	}
	f.start(t)
	return f
}

func (f *fixture) config(t *testing.T) gcore.Config {
	t.Helper()
	log := f.log.Logger()
	master, err := auth.NewMaster(make([]byte, 32))
	must(t, err)
	allow, err := egress.ParseAllow([]string{"127.0.0.0/8"})
	must(t, err)
	guard := egress.New(egress.Config{Allow: allow})
	t.Cleanup(guard.Close)
	f.engine = upload.New(upload.Config{Store: f, Parts: f, Blobs: f.blobs, Log: log})
	f.importer = pull.New(pull.Config{Store: f, Copies: f, Uploads: f.engine, Guard: guard, Log: log})
	return gcore.Config{
		Catalog: catalog.New(f), Records: f, Keys: auth.NewKeys(f), Master: master, Blobs: f.blobs,
		Importer: f.importer, Guard: guard,
		Transfer: f.transferConfig(t), Delivery: f.deliveryConfig(t), Log: log, Now: f.clock.Now,
	}
}

// start runs the dialect of f.cfg.
func (f *fixture) start(t *testing.T) {
	t.Helper()
	d, err := gcore.New(f.cfg)
	must(t, err)
	f.dialect = d
	mux := http.NewServeMux()
	d.Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	stack := httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}
	f.server = testkit.Serve(t, stack.Wrap(f.handler(httpd.Canonical(mux))))
	f.url = f.server.URL
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

// do sends a request without credentials. Headers are "Name: value"; a repeated name is sent twice.
func (f *fixture) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	status, header, raw := f.server.Send(t, method, path, body, headers...)
	return answer{status, header, strings.TrimSpace(raw)}
}

// as is do with a key.
func (f *fixture) as(t *testing.T, key, method, path, body string, headers ...string) answer {
	t.Helper()
	return f.do(t, method, path, body, append(headers, "Authorization: APIKey "+key)...)
}

// api is as with the project's key, failing unless the status is right.
func (f *fixture) api(t *testing.T, status int, method, path, body string, headers ...string) answer {
	t.Helper()
	a := f.as(t, f.key, method, path, body, headers...)
	if a.status != status {
		t.Fatalf("%s %s %.300s: %d %s, want %d", method, path, body, a.status, a.body, status)
	}
	return a
}

// decode reads a JSON object.
func (a answer) decode(t *testing.T) map[string]any {
	t.Helper()
	out, _ := a.value(t).(map[string]any)
	if out == nil {
		t.Fatalf("no object: %s", a.body)
	}
	return out
}

// list reads a JSON array.
func (a answer) list(t *testing.T) []any {
	t.Helper()
	out, isList := a.value(t).([]any)
	if !isList {
		t.Fatalf("no list: %s", a.body)
	}
	return out
}

func (a answer) value(t *testing.T) any {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	return testkit.Decode[any](t, a.body)
}

// errors fails unless the answer is a 422 with just these texts, "name: text" each.
func (a answer) errors(t *testing.T, want ...string) {
	t.Helper()
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d %s, want 422", a.status, a.body)
	}
	got := map[string]any{}
	for name, texts := range at(a.decode(t), "errors").(map[string]any) {
		for _, text := range texts.([]any) {
			got[name+": "+text.(string)] = true
		}
	}
	wanted := map[string]any{}
	for _, text := range want {
		wanted[text] = true
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// problem fails unless the answer is this one in the shape of all but 422.
func (a answer) problem(t *testing.T, status int, text string) {
	t.Helper()
	want := map[string]any{"status": float64(status), "error": text}
	if diff := cmp.Diff(want, a.decode(t)); diff != "" || a.status != status {
		t.Errorf("status %d (-want +got):\n%s", a.status, diff)
	}
}

func at(v any, path ...any) any { return testkit.At(v, path...) }

// newVideo makes a video by the API and returns its id there. body of "" is a name only.
func (f *fixture) newVideo(t *testing.T, body string) int64 {
	t.Helper()
	if body == "" {
		body = `{"name":"Harbour"}`
	}
	return int64(f.api(t, 200, "POST", "/streaming/videos", body).decode(t)["id"].(float64))
}

// video is where the API has a video.
func video(id int64) string { return "/streaming/videos/" + strconv.FormatInt(id, 10) }

// record is what the database has of a video of the API.
func (f *fixture) record(t *testing.T, id int64) media.Video {
	t.Helper()
	v, err := f.VideoBySeq(t.Context(), id)
	must(t, err)
	return v
}

// sourced brings a video of the API to processing by an upload of these bytes, beneath the API.
func (f *fixture) sourced(t *testing.T, id int64, content string) {
	t.Helper()
	u, err := f.engine.Begin(t.Context(), upload.Beginning{
		ProjectID: f.project.ID, Protocol: "test", VideoID: f.record(t, id).ID, Length: int64(len(content)),
		Limits: upload.Limits{Idle: time.Hour},
	})
	must(t, err)
	_, err = f.engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(content), Size: int64(len(content)), Length: u.Length})
	must(t, err)
}

// planned takes a video in processing past its check: 360p, 720p, sound and stills are to be made.
func (f *fixture) planned(t *testing.T, id int64) {
	t.Helper()
	v := f.record(t, id)
	_, err := f.StartProcessing(t.Context(), v.ID)
	must(t, err)
	picture := func(name string, w, h int) media.Rendition {
		return media.Rendition{
			Name: name, Kind: media.VideoRendition, State: media.Planned, Width: w, Height: h, Chunks: 2, Cap: 800,
			Rate: media.Rational{Num: 30000, Den: 1001}, Codecs: "avc1.640028",
		}
	}
	must(t, f.SavePlan(t.Context(), v.ID, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 1280, Height: 720, Duration: 64 * time.Second, Audio: true},
		Renditions: []media.Rendition{
			picture("360p", 640, 360), picture("720p", 1280, 720),
			{Name: "audio-1", Kind: media.AudioRendition, State: media.Planned, Chunks: 1, Channels: 2},
			{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: media.StillParts},
		},
	}))
}

// complete makes one more chunk of a rendition.
func (f *fixture) complete(t *testing.T, id int64, rendition string, chunk int, size int64) {
	t.Helper()
	must(t, f.CompleteChunk(t.Context(), f.record(t, id).ID, chunk, []media.ChunkOutput{
		{Rendition: rendition, Segments: []media.Segment{{Duration: time.Second, Bytes: size}}},
	}))
}
