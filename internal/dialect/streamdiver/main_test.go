package streamdiver_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
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
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

// clock is the time, moved by tests.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// fixture is the dialect over real parts behind a real server, with two projects.
type fixture struct {
	*db.DB

	cfg     streamdiver.Config // of the dialect that runs
	dialect *streamdiver.Dialect
	url     string // of the server
	project media.Project
	key     string // of the project
	foreign string // key of another project
	clock   *clock
	blobs   *disk.Store
	engine  *upload.Engine
	catalog *catalog.Catalog
	log     *lockedBuffer
}

// newFixture starts a server. change, if not nil, may change the configuration first.
func newFixture(t *testing.T, change func(*streamdiver.Config)) *fixture {
	t.Helper()
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	f := &fixture{DB: repo, clock: &clock{}, catalog: catalog.New(repo), log: &lockedBuffer{}}
	f.project, f.key = f.newProject(t, "Harbour films")
	_, f.foreign = f.newProject(t, "Rivals")
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

func (f *fixture) newProject(t *testing.T, name string) (media.Project, string) {
	t.Helper()
	p, err := f.CreateProject(t.Context(), name)
	must(t, err)
	key := auth.NewKey(p.ID)
	_, err = f.AddKey(t.Context(), p.ID, "test", key)
	must(t, err)
	return p, key
}

func (f *fixture) config(t *testing.T) streamdiver.Config {
	t.Helper()
	log := slog.New(slog.NewTextHandler(f.log, nil))
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
		Log:     log, Now: f.clock.now,
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
	front := s3.New(s3.Config{Keys: f.dialect, Uploads: f.engine, Records: f, Log: f.cfg.Log, Now: f.clock.now})
	rest := httpd.Canonical(mux)
	server := httptest.NewServer(stack.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s3.Recognizes(r) {
			front.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})))
	t.Cleanup(func() {
		server.Close()
		if t.Failed() {
			t.Logf("log:\n%s", f.log)
		}
	})
	f.url = server.URL
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lockedBuffer takes the log of several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
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
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, f.url+path, reader)
	must(t, err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a redirect") }}
	resp, err := client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	must(t, err)
	return answer{resp.StatusCode, resp.Header, strings.TrimSpace(string(raw))}
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
	var out map[string]any
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return out
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

// at walks into decoded JSON: a text is a member, a number an element.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}

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
