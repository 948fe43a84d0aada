package streamdiver_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
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
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

// fixture is the dialect over real parts behind a real server, with two projects.
type fixture struct {
	*db.DB

	cfg     streamdiver.Config // of the dialect that runs
	dialect *streamdiver.Dialect
	server  *testkit.Server
	url     string // of the server
	project media.Project
	key     string // of the project
	foreign string // key of another project
	clock   *testkit.Clock
	blobs   *disk.Store
	engine  *upload.Engine
	catalog *catalog.Catalog
	log     *testkit.Log
}

// newFixture starts a server. change, if not nil, may change the configuration first.
func newFixture(t *testing.T, change func(*streamdiver.Config)) *fixture {
	t.Helper()
	return newFixtureAt(t, dbtest.Open(t, ""), change)
}

// each runs a test on every database: they differ in what they lock, and in what they refuse to store.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) { test(t, newFixtureAt(t, conn, nil)) })
}

func newFixtureAt(t *testing.T, conn *db.Conn, change func(*streamdiver.Config)) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, conn)
	f := &fixture{DB: repo, clock: &testkit.Clock{}, catalog: catalog.New(repo), log: testkit.NewLog(t)}
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

func (f *fixture) config(t *testing.T) streamdiver.Config {
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
	f.engine = upload.New(upload.Config{Store: f, Parts: f, Blobs: f.blobs, Log: log})
	return streamdiver.Config{
		Catalog: f.catalog, Uploads: f.engine, Records: f, Sources: f, Keys: keys, Master: master,
		Media:   streamdiver.MediaConfig{Projects: f, Blobs: f.blobs, Playback: play, Pictures: picture.NewDesk()},
		Imports: streamdiver.ImportConfig{Importer: f.importer(t)},
		Log:     log, Now: f.clock.Now,
	}
}

// start runs the dialect of f.cfg.
func (f *fixture) start(t *testing.T) {
	t.Helper()
	var err error
	f.dialect, err = streamdiver.New(f.cfg)
	must(t, err)
	mux := http.NewServeMux()
	f.dialect.Routes(mux)
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	must(t, err)
	stack := httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}
	front := s3.New(s3.Config{Keys: f.dialect, Uploads: f.engine, Records: f, Log: f.cfg.Log, Now: f.clock.Now})
	rest := httpd.Canonical(mux)
	f.server = testkit.Serve(t, stack.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s3.Recognizes(r) {
			front.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})))
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

// as is do with a key or token.
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

// data is what is in the envelope of a success that is one object.
func (a answer) data(t *testing.T) map[string]any {
	t.Helper()
	body := a.decode(t)
	data, ok := body["data"].(map[string]any)
	if !ok || body["status"] != "success" || body["message"] != nil {
		t.Fatalf("no success: %d %s", a.status, a.body)
	}
	return data
}

// list is data of a list.
func (a answer) list(t *testing.T) []map[string]any {
	t.Helper()
	items, ok := a.decode(t)["data"].([]any)
	if !ok {
		t.Fatalf("no list: %d %s", a.status, a.body)
	}
	out := make([]map[string]any, len(items))
	for i, item := range items {
		out[i], _ = item.(map[string]any)
	}
	return out
}

// wantBody fails unless status and JSON are these.
func (a answer) wantBody(t *testing.T, status int, body string) {
	t.Helper()
	if diff := cmp.Diff(fmt.Sprint(status, " ", body), fmt.Sprint(a.status, " ", a.body)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
}

func at(v any, path ...any) any { return testkit.At(v, path...) }

// text is a member that must be a text.
func text(t *testing.T, object map[string]any, name string) string {
	t.Helper()
	value, ok := object[name].(string)
	if !ok {
		t.Fatalf("%s is %v", name, object[name])
	}
	return value
}

// newUpload makes an upload by the API. body of "" is a file name only.
func (f *fixture) newUpload(t *testing.T, body string) map[string]any {
	t.Helper()
	if body == "" {
		body = `{"fileName":"harbour.mp4"}`
	}
	return f.api(t, 201, "POST", "/v2/uploads", body).data(t)
}

// keyOf is the id of the access key of an upload of either type.
func keyOf(t *testing.T, u map[string]any) string {
	t.Helper()
	input := u["input"].(map[string]any)
	if u["type"] == "multipart" {
		return text(t, input, "accessKeyId")
	}
	address, err := url.Parse(text(t, input, "url"))
	must(t, err)
	id, _, _ := strings.Cut(address.Query().Get("X-Amz-Credential"), "/")
	return id
}

// access is what the key of an upload is good for.
func (f *fixture) access(t *testing.T, u map[string]any) (keyID string, b upload.Beginning) {
	t.Helper()
	keyID = keyOf(t, u)
	access, err := f.dialect.AccessKey(t.Context(), keyID)
	must(t, err)
	return keyID, access.Upload
}

// begin opens an S3 upload in parts, beneath S3, and brings some of them.
func (f *fixture) begin(t *testing.T, b upload.Beginning, parts ...string) string {
	t.Helper()
	u, err := f.engine.Begin(t.Context(), b)
	must(t, err)
	for i, content := range parts {
		p, err := f.engine.Spool(t.Context(),
			upload.Beginning{ProjectID: b.ProjectID, Protocol: b.Protocol, Limits: b.Limits}, upload.Chunk{Body: strings.NewReader(content)})
		must(t, err)
		_, err = f.engine.PutPart(t.Context(), u.ID, upload.Part{Number: int64(i + 1), Length: p.Offset, Upload: p.ID, Tag: "tag"})
		must(t, err)
	}
	return u.ID
}

// store brings an object for an upload of type multipart, beneath S3.
func (f *fixture) store(t *testing.T, u map[string]any, parts ...string) {
	t.Helper()
	_, b := f.access(t, u)
	f.whole(t, f.begin(t, b, parts...))
}

// whole says of an S3 upload that it has all of its parts.
func (f *fixture) whole(t *testing.T, id string) {
	t.Helper()
	_, err := f.engine.ChangeParts(t.Context(), id, func(_ upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		have.Whole = fmt.Sprintf(`{"size":%d,"modified":%q}`, have.Size(), time.Now().Format(time.RFC3339Nano))
		return have, false, nil
	})
	must(t, err)
}

// uploadPath is the path of an upload.
func uploadPath(t *testing.T, u map[string]any) string {
	t.Helper()
	return "/v2/uploads/" + text(t, u, "id")
}
