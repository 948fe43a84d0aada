package omegastream_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	testKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617" // of the contract's vectors
	testID  = "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34"
	bearer  = "Authorization: Bearer " + testKey
)

// clock is what the dialect takes for the time.
type clock struct{ unix atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.unix.Load(), 0) }
func (c *clock) set(unix int64)          { c.unix.Store(unix) }
func (c *clock) advance(d time.Duration) { c.unix.Add(int64(d / time.Second)) }

// fixture is the dialect over real parts, with a project and the vectors' key in it.
type fixture struct {
	*db.DB

	server  *testkit.Server
	project media.Project
	clock   *clock
	blobs   *disk.Store
	master  *auth.Master
	log     *testkit.Log

	importer *pull.Importer
}

func newFixture(t *testing.T, change func(*omegastream.Config)) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	f := &fixture{DB: repo, clock: &clock{}, log: testkit.NewLog(t)}
	f.clock.set(1_789_996_000)
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
	log := f.log.Logger()
	engine := upload.New(upload.Config{Store: repo, Blobs: f.blobs, Log: log})
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	must(t, err)
	f.importer = pull.New(pull.Config{
		Store: repo, Copies: repo, Uploads: engine, Guard: egress.New(egress.Config{Allow: allow}), Log: log,
	})
	cfg := omegastream.Config{
		Catalog: catalog.New(repo), Uploads: engine, Importer: f.importer,
		Keys: auth.NewKeys(repo), Master: f.master, Endpoints: repo, Traffic: repo, Projects: repo,
		Playback: stubPlayer{f.master}, Guard: egress.New(egress.Config{}), MaxUploadSize: 1 << 40,
		UploadExpiry: 72 * time.Hour, Settings: omegastream.Settings{SignatureGrace: 24 * time.Hour},
		Log: log, Now: f.clock.now,
	}
	if change != nil {
		change(&cfg)
	}
	mux := http.NewServeMux()
	omegastream.New(cfg).Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	stack := httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}
	f.server = testkit.Serve(t, stack.Wrap(httpd.Canonical(mux)))
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// stubPlayer says what it was asked for.
type stubPlayer struct{ master *auth.Master }

func (p stubPlayer) ServeFile(w http.ResponseWriter, r *http.Request, v media.Video, name string) error {
	if v.Privacy == media.Private && !p.master.VerifyPlayback(v.ID, r.URL.Query().Get("s")) {
		return media.Errorf(media.Forbidden, "forbidden")
	}
	_, err := io.WriteString(w, "file "+name)
	return err
}

func (p stubPlayer) ServePage(w http.ResponseWriter, _ *http.Request, v media.Video) error {
	_, err := io.WriteString(w, "page "+v.ID)
	return err
}

func (p stubPlayer) ServeSource(w http.ResponseWriter, _ *http.Request, _ media.Video, filename string) error {
	_, err := io.WriteString(w, "source "+filename)
	return err
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request to a path or an address. Headers are "Name: value"; a repeated name is sent twice.
func (f *fixture) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	status, header, raw := f.server.Send(t, method, path, body, headers...)
	return answer{status, header, strings.TrimSpace(raw)}
}

// api is do with the key, failing unless the status is right.
func (f *fixture) api(t *testing.T, status int, method, path, body string) answer {
	t.Helper()
	a := f.do(t, method, path, body, bearer)
	if a.status != status {
		t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, a.status, a.body, status)
	}
	return a
}

// tus is do with the version.
func (f *fixture) tus(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	headers = append(headers, "Tus-Resumable: 1.0.0")
	if body != "" || method == http.MethodPatch {
		headers = append(headers, "Content-Type: application/offset+octet-stream")
	}
	return f.do(t, method, path, body, headers...)
}

func (a answer) decode(t *testing.T) map[string]any {
	t.Helper()
	return testkit.Decode[map[string]any](t, a.body)
}

// want fails unless the answer has the status and, if text is not "", that message.
func (a answer) want(t *testing.T, status int, text string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d %s, want %d", a.status, a.body, status)
	}
	if text == "" {
		return
	}
	if got := a.decode(t)["message"]; got != text {
		t.Errorf("message %q, want %q", got, text)
	}
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
}

// newVideo makes a video by the API and returns its uuid.
func (f *fixture) newVideo(t *testing.T) string {
	t.Helper()
	made := f.api(t, 201, "POST", "/company/client/video", `{"title":"Harbour walk"}`).decode(t)
	return made["uuid"].(string)
}

// vectorVideo stores the video of the contract's vectors.
func (f *fixture) vectorVideo(t *testing.T) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	_, err := f.CreateVideo(t.Context(), media.Video{
		ID: testID, ProjectID: f.project.ID, Title: "Harbour walk", Privacy: media.Private, State: media.Created,
		CreatedAt: now, UpdatedAt: now,
	})
	must(t, err)
}

// uploadedVideo brings a video to processing by V1.
func (f *fixture) uploadedVideo(t *testing.T) string {
	t.Helper()
	a := f.tus(t, "POST", "/company/client/video/stream", "ten bytes!", bearer, "Upload-Length: 10", "Upload-Metadata: title SGFyYm91ciB3YWxr")
	a.want(t, 201, "")
	return a.header.Get("stream-media-id")
}

// bring takes a video in processing to another state.
func (f *fixture) bring(t *testing.T, id string, state media.State) {
	t.Helper()
	if state == media.Processing {
		return
	}
	_, err := f.StartProcessing(t.Context(), id)
	must(t, err)
	if state == media.Failed {
		must(t, f.FailSource(t.Context(), id, nil, media.Refusal{Code: media.EmptyFile, Text: media.EmptyFile.Text()}))
		return
	}
	picture := func(name string, w, h int) media.Rendition {
		return media.Rendition{Name: name, Kind: media.VideoRendition, State: media.Planned, Width: w, Height: h, Chunks: 1}
	}
	must(t, f.SavePlan(t.Context(), id, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 1280, Height: 720, Duration: 82_600 * time.Millisecond},
		Renditions: []media.Rendition{picture("360p", 640, 360), picture("720p", 1280, 720),
			{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: 1}},
	}))
	f.complete(t, id, "360p", 1000)
	if state == media.Ready {
		f.complete(t, id, "720p", 2000)
		f.complete(t, id, media.PosterName, 50)
	}
}

func (f *fixture) complete(t *testing.T, id, rendition string, size int64) {
	t.Helper()
	must(t, f.CompleteChunk(t.Context(), id, 0, []media.ChunkOutput{
		{Rendition: rendition, Segments: []media.Segment{{Duration: time.Second, Bytes: size}}},
	}))
}
