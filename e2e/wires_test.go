package e2e

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

const (
	tusPath = "/v1/tus"
	octets  = "Content-Type: application/offset+octet-stream"
)

// wire is one way to carry HTTP to a server.
type wire struct {
	name   string
	s      *server
	client *http.Client
	proto  string
}

// wires are all the ways there are: to a server without TLS, and two to one with it.
func wires(t *testing.T) []wire {
	t.Helper()
	limit := options{env: []string{"TRIBUTARY_MAX_UPLOAD_SIZE=1GiB"}}
	plain := start(t, limit)
	limit.secure = true
	secure := start(t, limit)
	two, ok := secure.http.Transport.(*http.Transport)
	if !ok {
		t.Fatal("the tests' client trusts nobody")
	}
	// Not a clone, whose TLS configuration would go on offering HTTP/2.
	one := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: two.TLSClientConfig.RootCAs}}
	t.Cleanup(one.CloseIdleConnections)
	return []wire{
		{"HTTP/1.1", plain, plain.http, "HTTP/1.1"},
		{"HTTPS/1.1", secure, &http.Client{Transport: one, Timeout: secure.http.Timeout}, "HTTP/1.1"},
		{"HTTP/2", secure, secure.http, "HTTP/2.0"},
	}
}

// do sends one tus request with the key. A header given here replaces the one that
// every request has; without a value it leaves it out.
func (w wire) do(t *testing.T, method, url string, body io.Reader, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range append([]string{tusVersion, "Authorization: Bearer " + w.s.Key}, headers...) {
		name, value, _ := strings.Cut(line, ":")
		if req.Header.Set(name, strings.TrimSpace(value)); value == "" {
			req.Header.Del(name)
		}
	}
	res, err := w.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.Proto != w.proto {
		t.Fatalf("%s came by %s, want %s", method, res.Proto, w.proto)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// offset is the one that an answer tells.
func (a answer) offset(t *testing.T) int64 {
	t.Helper()
	n, err := strconv.ParseInt(a.header.Get("Upload-Offset"), 10, 64)
	if err != nil {
		t.Fatalf("answered %d %s without an offset", a.status, a.body)
	}
	return n
}

// make creates an upload and returns its URL.
func (w wire) make(t *testing.T, body string, headers ...string) string {
	t.Helper()
	if body != "" {
		headers = append(headers, octets)
	}
	a := w.do(t, http.MethodPost, w.s.URL+tusPath, strings.NewReader(body), headers...)
	if a.status != http.StatusCreated || !strings.HasPrefix(a.header.Get("Location"), w.s.URL+tusPath+"/") {
		t.Fatalf("POST answers %d, Location %q: %s", a.status, a.header.Get("Location"), a.body)
	}
	return a.header.Get("Location")
}

// target makes what a check is about and returns its URL.
func (w wire) target(t *testing.T, name string) string {
	t.Helper()
	switch name {
	case "open":
		return w.make(t, "", "Upload-Length: 5")
	case "deferred":
		return w.make(t, "", "Upload-Defer-Length: 1")
	case "done":
		return w.make(t, "01234", "Upload-Length: 5")
	case "partial":
		return w.make(t, "01", "Upload-Length: 5", "Upload-Concat: partial")
	case "final":
		return w.make(t, "", "Upload-Concat: final;"+w.make(t, "01234", "Upload-Length: 5", "Upload-Concat: partial"))
	case "deleted":
		at := w.target(t, "open")
		if a := w.do(t, http.MethodDelete, at, nil); a.status != http.StatusNoContent {
			t.Fatalf("DELETE answers %d", a.status)
		}
		return at
	case "unknown":
		return w.s.URL + tusPath + "/" + strings.Repeat("0", 32)
	}
	return w.s.URL + tusPath
}

// A chunk far larger than any buffer or window between client and disk comes through by every way.
func TestTusOverTLS(t *testing.T) {
	t.Parallel()
	f := video(t, 20<<20)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wires(t)[1:] {
		t.Run(w.name, func(t *testing.T) {
			at := w.make(t, "", fmt.Sprint("Upload-Length: ", f.size))
			if a := w.do(t, http.MethodPatch, at, bytes.NewReader(content), octets, "Upload-Offset: 0"); a.status != http.StatusNoContent {
				t.Fatalf("PATCH answers %d %s", a.status, a.body)
			}
			a := w.do(t, http.MethodHead, at, nil)
			if a.status != http.StatusOK || a.header.Get("Upload-Offset") != fmt.Sprint(f.size) {
				t.Errorf("HEAD answers %d, offset %q", a.status, a.header.Get("Upload-Offset"))
			}
			w.s.keeps(t, a.header.Get("Video-Id"), f.sum)
		})
	}
}

// keeps checks that the original of a video has this digest, whatever has become of the video.
func (s *server) keeps(t *testing.T, id string, want [sha256.Size]byte) {
	t.Helper()
	if sum, size := s.digest(t, s.URL+"/v1/videos/"+id+"/source", s.bearer()); sum != want {
		t.Errorf("the original of video %s came back as %d other bytes", id, size)
	}
}
