package resumable_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/resumable"
	"github.com/tributary-video/tributary/internal/upload"
)

// server is an endpoint over the real engine, at /files.
type server struct {
	*db.DB

	t      *testing.T
	url    string
	http   *http.Client
	policy *policy
	engine *upload.Engine
	blobs  blob.Store
}

func start(t *testing.T, change func(*policy)) *server {
	t.Helper()
	blobs, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	project, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	p := &policy{project: project.ID, limits: upload.Limits{Idle: time.Hour, MaxSize: 1 << 30}, idle: time.Minute}
	if change != nil {
		change(p)
	}
	p.Engine = upload.New(upload.Config{Store: repo, Blobs: blobs, Log: slog.New(slog.DiscardHandler), Now: p.now})
	endpoint := resumable.New(p.Engine, p, resumable.Config{Limits: p.limits, Idle: p.idle})
	mux := http.NewServeMux()
	mux.HandleFunc("/files", endpoint.Collection)
	mux.HandleFunc("/files/{id}", endpoint.Item)
	front := httptest.NewUnstartedServer(mux)
	if front.EnableHTTP2 = p.http2; p.http2 {
		front.StartTLS()
	} else {
		front.Start()
	}
	t.Cleanup(front.Close)
	p.url = front.URL
	return &server{DB: repo, t: t, url: front.URL, http: front.Client(), policy: p, engine: p.Engine, blobs: blobs}
}

// policy lets everyone in.
type policy struct {
	*upload.Engine

	project int64
	limits  upload.Limits
	idle    time.Duration
	digest  upload.Digest
	now     func() time.Time // the engine's clock; nil = time.Now
	http2   bool             // with TLS
	url     string
	made    resumable.Creation // the last one
}

func (p *policy) Begin(_ *http.Request, c resumable.Creation) (upload.Beginning, error) {
	p.made = c
	now := time.Now()
	v := media.Video{ID: media.NewUUID(), ProjectID: p.project, Privacy: media.Public, State: media.Created, CreatedAt: now, UpdatedAt: now}
	return upload.Beginning{NewVideo: &v, ProjectID: p.project, Protocol: "test", Limits: p.limits, Digest: p.digest}, nil
}

func (p *policy) Find(r *http.Request) (upload.Upload, error) {
	return p.Progress(r.Context(), r.PathValue("id"))
}

func (p *policy) Location(_ *http.Request, u upload.Upload) string { return p.url + "/files/" + u.ID }

func (p *policy) Complete(w http.ResponseWriter, _ *http.Request, u upload.Upload) {
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, "made of "+fmt.Sprint(u.Offset))
}

func (p *policy) Problem(w http.ResponseWriter, _ *http.Request, err error) {
	w.WriteHeader(map[media.Kind]int{
		media.Invalid: 400, media.NotFound: 404, media.Conflict: 409, media.Gone: 410, media.TooLarge: 413,
		media.WrongType: 415, media.Locked: 423, media.Mismatch: 422, media.Unavailable: 503,
	}[media.KindOf(err)])
	_, _ = io.WriteString(w, media.PublicText(err))
}

// answer is a response that was read to its end, with the interim ones before it.
type answer struct {
	t       *testing.T
	status  int
	proto   int // major version of HTTP
	header  http.Header
	body    string
	interim []http.Header
}

// do sends a request. Headers are "Name: value".
func (s *server) do(method, url string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	a := answer{t: s.t}
	ctx := httptrace.WithClientTrace(s.t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
			if code != 104 {
				return fmt.Errorf("interim response %d", code)
			}
			a.interim = append(a.interim, http.Header(header))
			return nil
		},
	})
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	must(s.t, err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	res, err := s.http.Do(req)
	must(s.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(s.t, err)
	a.status, a.proto, a.header, a.body = res.StatusCode, res.ProtoMajor, res.Header, string(text)
	return a
}

// client speaks one version. A version of 0 says none.
type client struct {
	*server

	version int
}

func (c client) do(method, url, body string, headers ...string) answer {
	c.t.Helper()
	return c.send(method, url, strings.NewReader(body), headers...)
}

func (c client) send(method, url string, body io.Reader, headers ...string) answer {
	c.t.Helper()
	if c.version != 0 {
		headers = append(headers, fmt.Sprintf("Upload-Draft-Interop-Version: %d", c.version))
	}
	return c.server.do(method, url, body, headers...)
}

func (c client) post(body string, headers ...string) answer {
	c.t.Helper()
	return c.do("POST", c.url+"/files", body, headers...)
}

func (c client) patch(url string, offset int, complete, body string, headers ...string) answer {
	c.t.Helper()
	return c.do("PATCH", url, body, append([]string{
		"Content-Type: application/partial-upload", fmt.Sprintf("Upload-Offset: %d", offset), "Upload-Complete: " + complete,
	}, headers...)...)
}

// create begins an upload without bytes and returns its URL.
func (c client) create(headers ...string) string {
	c.t.Helper()
	return c.post("", append([]string{"Upload-Complete: ?0"}, headers...)...).want(201).header.Get("Location")
}

// at checks what HEAD says of an upload that is not complete.
func (c client) at(url string, offset int) answer {
	c.t.Helper()
	return c.do("HEAD", url, "").want(204).has(fmt.Sprintf("Upload-Offset: %d", offset), "Upload-Complete: ?0", "Cache-Control: no-store")
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("status %d %q, want %d", a.status, a.body, status)
	}
	return a
}

// has checks headers, "Name: value" each; without a value it must be absent.
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

// problem checks an error that the drafts define. Offsets are those expected and provided, if any.
func (a answer) problem(status int, kind string, offsets ...float64) answer {
	a.t.Helper()
	a.want(status).has("Content-Type: application/problem+json", "Upload-Complete: ?0")
	got := map[string]any{}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		a.t.Fatalf("%v in %q", err, a.body)
	}
	want := map[string]any{"type": "https://iana.org/assignments/http-problem-types#" + kind, "status": float64(status), "title": got["title"]}
	if len(offsets) == 2 {
		want["expected-offset"], want["provided-offset"] = offsets[0], offsets[1]
	}
	if diff := cmp.Diff(want, got); diff != "" || got["title"] == "" {
		a.t.Errorf("problem: %s", diff)
	}
	return a
}

// holds checks that the upload became the source of its video, with these bytes.
func (s *server) holds(url, want string) {
	s.t.Helper()
	u, err := s.Upload(s.t.Context(), url[strings.LastIndex(url, "/")+1:])
	must(s.t, err)
	v, err := s.Video(s.t.Context(), u.VideoID)
	must(s.t, err)
	if u.State != upload.Done || v.Source == nil {
		s.t.Fatalf("upload is %s, source %v", u.State, v.Source)
	}
	src, err := blob.OpenParts(s.t.Context(), s.blobs, v.Source.Segments)
	must(s.t, err)
	defer src.Close()
	got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	must(s.t, err)
	if string(got) != want {
		s.t.Errorf("source has %d bytes, want %d, or other ones", len(got), len(want))
	}
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

// begin sends the head of a request.
func (c *conn) begin(method, url string, headers ...string) {
	c.t.Helper()
	_, err := fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", method, url[strings.Index(url, "/files"):], strings.Join(headers, "\r\n"))
	must(c.t, err)
}

// next reads a response, interim or final.
func (c *conn) next() answer {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	must(c.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(c.t, err)
	return answer{t: c.t, status: res.StatusCode, header: res.Header, body: string(text)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var _ resumable.Engine = (*upload.Engine)(nil)

// each runs a test with a client of every version, and with one that says none.
func each(t *testing.T, fn func(t *testing.T, c client)) {
	t.Helper()
	for _, version := range []int{6, 8, 9, 0} {
		t.Run(fmt.Sprintf("version %d", version), func(t *testing.T) {
			fn(t, client{start(t, nil), version})
		})
	}
}

// by picks what a version does; one that is not told does as the newest.
func by[T any](version int, six, eight, nine T) T {
	switch version {
	case 6:
		return six
	case 8:
		return eight
	}
	return nine
}
