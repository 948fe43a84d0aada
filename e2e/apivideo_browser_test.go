package e2e

import (
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// uploaded is what uploader.mjs reports.
type uploaded struct {
	VideoID  string
	Title    string
	Playable bool
	SHA256   string
	Progress []struct{ Part, Sent int64 }
	Requests []struct {
		Method, Path, Part string
		Status             int // 0 = no answer
	}
	Errors []string
}

// statuses are the answers to the requests of a part, "" for a whole file.
func (u uploaded) statuses(part string) (list []int) {
	for _, q := range u.Requests {
		if q.Method == http.MethodPost && q.Part == part && !strings.HasPrefix(q.Path, "/auth/") {
			list = append(list, q.Status)
		}
	}
	return list
}

// uploader runs the vendor's uploader in a page that speaks to a host.
func uploader(t *testing.T, host string, args ...string) uploaded {
	t.Helper()
	var u uploaded
	visit(t, &u, "uploader.mjs", append(args, host)...)
	if len(u.Errors) > 0 {
		t.Errorf("the page shows %v", u.Errors)
	}
	return u
}

// delegate makes an upload token.
func (s *server) delegate(t *testing.T) string {
	t.Helper()
	var made struct{ Token string }
	s.must(t, http.MethodPost, "/upload-tokens", map[string]any{"ttl": 600}, http.StatusOK, &made)
	return made.Token
}

// filmOf makes a video by the vendor's API.
func (s *server) filmOf(t *testing.T, attributes map[string]any) string {
	t.Helper()
	var v film
	s.must(t, http.MethodPost, "/videos", attributes, http.StatusCreated, &v)
	return v.VideoID
}

// A page sends a file with nothing but an upload token, in chunks, and hears how far it is.
func TestBrowserUploader(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, 30<<20)
	u := uploader(t, s.addr, "--file", f.path, "--token", s.delegate(t), "--name", "my name")
	if u.Title != "my name" {
		t.Errorf("titled %q", u.Title)
	}
	for n := range 6 {
		if got := u.statuses(fmt.Sprintf("part %d/6", n+1)); !slices.Equal(got, []int{http.StatusCreated}) {
			t.Errorf("part %d is answered %v", n+1, got)
		}
	}
	if n := len(u.Progress); n != 6 || u.Progress[n-1].Sent < f.size {
		t.Errorf("progress %v of %d bytes", u.Progress, f.size)
	}
	s.holdsFilm(t, u.VideoID, f)
}

// The other ways to be let in: a token that has expired and is exchanged, and an API key.
func TestBrowserUploaderRights(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, 2*apiChunk+60_860)
	var access struct {
		Refresh string `json:"refresh_token"`
	}
	s.must(t, http.MethodPost, "/auth/api-key", map[string]any{"apiKey": s.Key}, http.StatusOK, &access)
	t.Run("refresh", func(t *testing.T) {
		id := s.filmOf(t, map[string]any{"title": "mine"})
		u := uploader(t, s.addr, "--file", f.path, "--video", id, "--access", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "--refresh", access.Refresh)
		if got := u.statuses("part 1/3"); !slices.Equal(got, []int{http.StatusUnauthorized, http.StatusCreated}) {
			t.Errorf("part 1 is answered %v", got)
		}
		if u.VideoID != id || u.Title != "mine" {
			t.Errorf("uploaded %+v, want %s", u, id)
		}
		s.holdsFilm(t, id, f)
	})
	t.Run("key", func(t *testing.T) {
		id := s.filmOf(t, map[string]any{"title": "mine, too"})
		uploader(t, s.addr, "--file", f.path, "--video", id, "--key", s.Key)
		s.holdsFilm(t, id, f)
	})
}

// A file whose end is not known when its parts are sent ends with an empty one.
func TestBrowserUploaderEmptyLastPart(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, 2*apiChunk)
	u := uploader(t, s.addr, "--file", f.path, "--token", s.delegate(t), "--parts", "2")
	for _, part := range []string{"part 1/*", "part 2/*", "part 3/3"} {
		if got := u.statuses(part); !slices.Equal(got, []int{http.StatusCreated}) {
			t.Errorf("%s is answered %v", part, got)
		}
	}
	s.holdsFilm(t, u.VideoID, f)
}

// What a page records of itself is kept, and plays.
func TestBrowserRecorder(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	u := uploader(t, s.addr, "--record", "2", "--token", s.delegate(t), "--playable")
	var f file
	if n, err := hex.Decode(f.sum[:], []byte(u.SHA256)); err != nil || n != len(f.sum) {
		t.Fatalf("the recording's SHA-256 is %q", u.SHA256)
	}
	s.holdsFilm(t, u.VideoID, f)
	s.playable(t, u)
}

// onPlayable waits until the video plays, however long it takes to make it: a clip cannot be shown
// from the original.
func TestBrowserUploaderPlayable(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	id := s.filmOf(t, map[string]any{"title": "cut", "clip": map[string]any{"startTimecode": "00:00:02"}})
	u := uploader(t, s.addr, "--file", long(t).path, "--video", id, "--token", s.delegate(t), "--playable")
	s.playable(t, u)
}

// playable checks that the page was told that its video plays when it did, and not before.
func (s *server) playable(t *testing.T, u uploaded) {
	t.Helper()
	var status filmStatus
	s.must(t, http.MethodGet, "/videos/"+u.VideoID+"/status", nil, http.StatusOK, &status)
	if !u.Playable || !status.Encoding.Playable {
		t.Errorf("the page was told %v, the status says %v", u.Playable, status.Encoding)
	}
	var asked []int
	for _, q := range u.Requests {
		if strings.HasSuffix(q.Path, "/manifest.m3u8") {
			asked = append(asked, q.Status)
		}
	}
	n := len(asked)
	if n == 0 || asked[n-1] != http.StatusOK || slices.ContainsFunc(asked[:n-1], func(status int) bool { return status != http.StatusAccepted }) {
		t.Errorf("the manifest is answered %v, want 202 until 200", asked)
	}
}

// The network dies in the middle of part 2, then its answer is lost on the way back and a 503 comes
// instead: the uploader repeats, and all parts are in one video.
func TestBrowserUploaderFaults(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	front, lost := startFront(t, s)
	// Of a connection that was used before, Chromium repeats the request by itself.
	broken := startProxy(t, &server{addr: front}, fault{cut, apiChunk + 2<<20}, fault{cut, 2 << 20})
	f := video(t, 2*apiChunk+60_860)
	u := uploader(t, strings.TrimPrefix(broken.URL, "http://"), "--file", f.path, "--token", s.delegate(t))
	if got := u.statuses("part 2/3"); !slices.Equal(got, []int{0, http.StatusServiceUnavailable, http.StatusCreated}) {
		t.Errorf("part 2 is answered %v", got)
	}
	if !lost.Load() || broken.pending() != 0 {
		t.Error("nothing went wrong")
	}
	s.holdsFilm(t, u.VideoID, f)
	var list filmList
	s.must(t, http.MethodGet, "/videos", nil, http.StatusOK, &list)
	if list.Pagination.ItemsTotal != 1 {
		t.Errorf("there are %d videos", list.Pagination.ItemsTotal)
	}
}

// startFront starts a server that speaks TLS before s and loses one answer of it: the first to a
// second part, for which it sends 503. It returns its address and whether that has happened.
func startFront(t *testing.T, s *server) (addr string, lost *atomic.Bool) {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	lost = &atomic.Bool{}
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{
		Transport: s.http.Transport, ErrorLog: log.New(io.Discard, "", 0), // connections break on purpose
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ModifyResponse: func(res *http.Response) error {
			if res.StatusCode == http.StatusCreated && strings.HasPrefix(res.Request.Header.Get("Content-Range"), "part 2/") && !lost.Swap(true) {
				res.StatusCode, res.Status = http.StatusServiceUnavailable, ""
			}
			return nil
		},
	})
	front.Config.ErrorLog = log.New(io.Discard, "", 0)
	front.StartTLS()
	t.Cleanup(front.Close)
	return strings.TrimPrefix(front.URL, "https://"), lost
}
