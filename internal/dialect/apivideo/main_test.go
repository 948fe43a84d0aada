package apivideo_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/upload"
)

// reference begins the type of every problem.
const reference = "https://docs.api.video/reference/"

// fixture is the dialect over real parts behind a real server, with two projects.
type fixture struct {
	*db.DB

	cfg      apivideo.Config // of the dialect that runs
	project  media.Project
	key      string // of the project
	foreign  string // key of another project
	clock    *testkit.Clock
	blobs    *disk.Store
	engine   *upload.Engine
	importer *fakeImporter
	stills   *fakeStills
	log      *testkit.Log
	server   *testkit.Server
}

// newFixture starts a server. change, if not nil, may change the configuration first.
func newFixture(t *testing.T, change func(*apivideo.Config)) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	f := &fixture{DB: repo, clock: &testkit.Clock{}, importer: &fakeImporter{}, stills: &fakeStills{}, log: testkit.NewLog(t)}
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

func (f *fixture) config(t *testing.T) apivideo.Config {
	t.Helper()
	log := f.log.Logger()
	master, err := auth.NewMaster(make([]byte, 32))
	must(t, err)
	pages, err := player.New()
	must(t, err)
	keys := auth.NewKeys(f)
	play := playback.New(playback.Config{
		Store: f, Blobs: f.blobs, Master: master, Keys: keys, Pages: pages, Meter: playback.NewMeter(f, log), Log: log,
	})
	t.Cleanup(play.Close)
	return apivideo.Config{
		Catalog: catalog.New(f), Records: f, Keys: keys, Master: master, Endpoints: f, Blobs: f.blobs,
		Importer: f.importer, Stills: f.stills, Playback: play, Guard: egress.New(egress.Config{}),
		Log: log, Now: f.clock.Now,
	}
}

// start runs the dialect of f.cfg with an engine of its own.
func (f *fixture) start(t *testing.T) {
	t.Helper()
	f.engine = upload.New(upload.Config{Store: f, Parts: f, Blobs: f.blobs, Log: f.cfg.Log})
	f.cfg.Uploads = f.engine
	d, err := apivideo.New(f.cfg)
	must(t, err)
	mux := http.NewServeMux()
	d.Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	stack := httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}
	f.server = testkit.Serve(t, stack.Wrap(httpd.Canonical(mux)))
}

// restart puts another process in the place of this one: only database and folder stay.
func (f *fixture) restart(t *testing.T) {
	t.Helper()
	f.server.Close()
	f.start(t)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fakeImporter remembers what it was asked for. err is what it answers.
type fakeImporter struct {
	mu     sync.Mutex
	urls   map[string]string // video → URL
	copies map[string]string // video → the video it is a copy of
	err    error
}

func (i *fakeImporter) Import(_ context.Context, v media.Video, url string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.urls == nil {
		i.urls = map[string]string{}
	}
	i.urls[v.ID] = url
	return i.err
}

func (i *fakeImporter) Copy(_ context.Context, v media.Video, from string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.copies == nil {
		i.copies = map[string]string{}
	}
	i.copies[v.ID] = from
	return i.err
}

// fakeStills remembers the videos whose poster is to be taken again.
type fakeStills struct {
	mu     sync.Mutex
	videos []string
}

func (s *fakeStills) Retake(_ context.Context, videoID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.videos = append(s.videos, videoID)
	return nil
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
	return f.do(t, method, path, body, append(headers, "Authorization: Bearer "+key)...)
}

// api is as with the project's key, failing unless the status is right.
func (f *fixture) api(t *testing.T, status int, method, path, body string, headers ...string) answer {
	t.Helper()
	a := f.as(t, f.key, method, path, body, headers...)
	if a.status != status {
		t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, a.status, a.body, status)
	}
	return a
}

func (a answer) decode(t *testing.T) map[string]any {
	t.Helper()
	return testkit.Decode[map[string]any](t, a.body)
}

// problem fails unless the answer is this problem; name of "" is none.
func (a answer) problem(t *testing.T, status int, slug, name string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d %s, want %d", a.status, a.body, status)
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	body := a.decode(t)
	got := map[string]any{"type": body["type"], "status": body["status"], "name": body["name"]}
	want := map[string]any{"type": reference + slug, "status": float64(status), "name": any(name)}
	if name == "" {
		want["name"] = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problem (-want +got):\n%s\nin %s", diff, a.body)
	}
	if title, _ := body["title"].(string); title == "" {
		t.Errorf("no title in %s", a.body)
	}
}

// newVideo makes a video by the API and returns its id there. body of "" is a title only.
func (f *fixture) newVideo(t *testing.T, body string) string {
	t.Helper()
	if body == "" {
		body = `{"title":"Harbour"}`
	}
	return f.api(t, 201, "POST", "/videos", body).decode(t)["videoId"].(string)
}

// uuid is what the catalog calls a video.
func uuid(t *testing.T, videoID string) string {
	t.Helper()
	id, ok := media.ParseShortID(strings.TrimPrefix(videoID, "vi"))
	if !ok {
		t.Fatalf("%q is no video id", videoID)
	}
	return id
}

// sourced brings a video of the API to processing by an upload of these bytes, beneath the API.
func (f *fixture) sourced(t *testing.T, videoID, content string) {
	t.Helper()
	u, err := f.engine.Begin(t.Context(), upload.Beginning{
		ProjectID: f.project.ID, Protocol: "test", VideoID: uuid(t, videoID), Length: int64(len(content)),
		Limits: upload.Limits{Idle: time.Hour},
	})
	must(t, err)
	_, err = f.engine.Append(t.Context(), u.ID, upload.Chunk{Body: strings.NewReader(content), Size: int64(len(content)), Length: u.Length})
	must(t, err)
}

// bring takes a video in processing to another state.
func (f *fixture) bring(t *testing.T, videoID string, state media.State) {
	t.Helper()
	id := uuid(t, videoID)
	if state == media.Processing {
		return
	}
	_, err := f.StartProcessing(t.Context(), id)
	must(t, err)
	if state == media.Failed {
		must(t, f.FailSource(t.Context(), id, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
		return
	}
	picture := func(name string, w, h int) media.Rendition {
		return media.Rendition{
			Name: name, Kind: media.VideoRendition, State: media.Planned, Width: w, Height: h, Chunks: 1,
			Rate: media.Rational{Num: 30000, Den: 1001}, Codecs: "avc1.640028",
		}
	}
	must(t, f.SavePlan(t.Context(), id, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 1280, Height: 720, Duration: 82_600 * time.Millisecond},
		Renditions: []media.Rendition{picture("360p", 640, 360), picture("720p", 1280, 720),
			{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: 1}},
	}))
	f.complete(t, videoID, "360p", 1000)
	if state == media.Ready {
		f.complete(t, videoID, "720p", 2000)
		f.complete(t, videoID, media.PosterName, 50)
	}
}

// complete makes the only chunk of a rendition.
func (f *fixture) complete(t *testing.T, videoID, rendition string, size int64) {
	t.Helper()
	must(t, f.CompleteChunk(t.Context(), uuid(t, videoID), 0, []media.ChunkOutput{
		{Rendition: rendition, Segments: []media.Segment{{Duration: time.Second, Bytes: size}}},
	}))
}
