package tus_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

const everything = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"

// server is an endpoint over the real engine, at /files.
type server struct {
	*db.DB

	t      *testing.T
	url    string
	engine *engine
	policy *policy
	blobs  blob.Store
}

func start(t *testing.T, change func(*tus.Config, *policy)) *server {
	t.Helper()
	blobs, err := disk.New(disk.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	project, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	p := &policy{project: project.ID, limits: upload.Limits{Idle: time.Hour, MaxSize: 1 << 30}}
	cfg := tus.Config{
		Extensions: strings.Split(everything, ","), MaxSize: 1 << 30, OptionsStatus: http.StatusOK,
		AllowHeaders: []string{"Signature"}, ExposeHeaders: []string{"stream-media-id"}, Idle: time.Minute,
	}
	if change != nil {
		change(&cfg, p)
	}
	e := &engine{Engine: upload.New(upload.Config{Store: repo, Blobs: blobs, Log: slog.New(slog.DiscardHandler)})}
	endpoint := tus.New(e, p, cfg)
	mux := http.NewServeMux()
	mux.HandleFunc("/files", endpoint.Collection)
	mux.HandleFunc("/files/{id}", endpoint.Item)
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	p.url = front.URL
	return &server{DB: repo, t: t, url: front.URL, engine: e, policy: p, blobs: blobs}
}

// engine is the real one, with an error in its place on demand.
type engine struct {
	*upload.Engine

	before func(ctx context.Context) // called by Append first, when set

	mu   sync.Mutex
	fail error
}

func (e *engine) failWith(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fail = err
}

func (e *engine) failure() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.fail
}

func (e *engine) Status(ctx context.Context, id string) (upload.Upload, error) {
	if err := e.failure(); err != nil {
		return upload.Upload{}, err
	}
	return e.Engine.Status(ctx, id)
}

func (e *engine) Append(ctx context.Context, id string, c upload.Chunk) (upload.Upload, error) {
	if err := e.failure(); err != nil {
		return upload.Upload{}, err
	}
	if e.before != nil {
		e.before(ctx)
	}
	return e.Engine.Append(ctx, id, c)
}

// policy lets everyone in, unless told otherwise.
type policy struct {
	project int64
	limits  upload.Limits
	refuse  error
	url     string
}

func (p *policy) Begin(*http.Request, tus.Creation) (upload.Beginning, error) {
	if p.refuse != nil {
		return upload.Beginning{}, p.refuse
	}
	now := time.Now()
	v := media.Video{ID: media.NewUUID(), ProjectID: p.project, Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now}
	return upload.Beginning{NewVideo: &v, ProjectID: p.project, Protocol: "test", Limits: p.limits}, nil
}

func (p *policy) Find(r *http.Request) (string, error) {
	if p.refuse != nil {
		return "", p.refuse
	}
	return r.PathValue("id"), nil
}

func (p *policy) Location(_ *http.Request, u upload.Upload) string { return p.url + "/files/" + u.ID }

func (p *policy) Decorate(h http.Header, u upload.Upload) { h.Set("Stream-Media-Id", u.VideoID) }

func (p *policy) Problem(w http.ResponseWriter, _ *http.Request, err error) {
	text := media.PublicText(err)
	w.Header().Set("Content-Length", fmt.Sprint(len(text)))
	w.WriteHeader(status(media.KindOf(err)))
	_, _ = io.WriteString(w, text)
}

func status(kind media.Kind) int {
	return map[media.Kind]int{
		media.Internal: 500, media.Invalid: 400, media.Unauthorized: 401, media.Forbidden: 403, media.NotFound: 404,
		media.Conflict: 409, media.OffsetMismatch: 409, media.Gone: 410, media.TooLarge: 413, media.WrongType: 415,
		media.WrongVersion: 412, media.Locked: 423, media.TooMany: 429, media.Mismatch: 460, media.NoSpace: 507, media.Unavailable: 503,
	}[kind]
}

// answer is a response that was read to its end.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// do sends a request with the version header and more, "Name: value" each. A header
// without a value is left out.
func (s *server) do(method, url, body string, headers ...string) answer {
	s.t.Helper()
	return s.doBody(method, url, strings.NewReader(body), headers...)
}

func (s *server) doBody(method, url string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, body)
	must(s.t, err)
	req.Header.Set("Tus-Resumable", "1.0.0")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		if value = strings.TrimPrefix(value, " "); value == "-" {
			req.Header.Del(name)
			continue
		}
		if name == "Tus-Resumable" || name == "Content-Type" {
			req.Header.Del(name)
		}
		req.Header.Add(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	must(s.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(s.t, err)
	return answer{s.t, res.StatusCode, res.Header, string(text)}
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("status %d %q, want %d", a.status, a.body, status)
	}
	return a
}

// has checks headers, "Name: value" each; an empty value means that it must be absent.
func (a answer) has(headers ...string) answer {
	a.t.Helper()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		value = strings.TrimPrefix(value, " ")
		if got := strings.Join(a.header.Values(name), "|"); got != value {
			a.t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	return a
}

// create makes an upload and returns its URL.
func (s *server) create(headers ...string) string {
	s.t.Helper()
	return s.do("POST", s.url+"/files", "", headers...).want(201).header.Get("Location")
}

func (s *server) patch(url string, offset int64, body string, headers ...string) answer {
	s.t.Helper()
	return s.do("PATCH", url, body, append([]string{"Content-Type: application/offset+octet-stream", fmt.Sprintf("Upload-Offset: %d", offset)}, headers...)...)
}

// at checks what HEAD says.
func (s *server) at(url string, offset int64) {
	s.t.Helper()
	s.do("HEAD", url, "").want(200).has(fmt.Sprintf("Upload-Offset: %d", offset))
}

// conn is a raw connection that no test can hang on.
type conn struct {
	net.Conn

	t *testing.T
	r *bufio.Reader
}

func (s *server) dial() *conn {
	s.t.Helper()
	c, err := new(net.Dialer).DialContext(s.t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	must(s.t, err)
	s.t.Cleanup(func() { c.Close() })
	must(s.t, c.SetDeadline(time.Now().Add(20*time.Second)))
	return &conn{c, s.t, bufio.NewReader(c)}
}

// begin sends the head of a request: method, URL and headers.
func (c *conn) begin(method, url string, headers ...string) {
	c.t.Helper()
	path := url[strings.Index(url, "/files"):]
	_, err := fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n%s\r\n\r\n", method, path, strings.Join(headers, "\r\n"))
	must(c.t, err)
}

func (c *conn) answer() answer {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	must(c.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(c.t, err)
	return answer{c.t, res.StatusCode, res.Header, string(text)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var errTrouble = errors.New("pq: connection refused at 10.0.0.5")
