package e2e

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // tus names it
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The clients below are written in Python or run from a shell. Python's
// packages cannot be installed everywhere these tests run, so the first two are
// replayed: the same requests in the same order with the same headers, and the
// same demands on the answers, as their sources show them.

// python is what tus.py and tuspy have in common on the wire.
type python struct {
	t      *testing.T
	header map[string]string // spelled as it is sent
}

// request sends one request and demands a status, as these clients do.
func (p *python) request(method, target string, header map[string]string, body []byte, want int) http.Header {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, target, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, h := range []map[string]string{p.header, header} {
		for name, value := range h {
			req.Header[name] = []string{value} // not Set, which would change its spelling
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != want {
		p.t.Fatalf("%s %s answers %s: %s", method, target, res.Status, text)
	}
	return res.Header
}

// join is how tus.py reads a Location without a host: scheme and host of the
// endpoint, then the text as it is. A path relative to the endpoint would break.
func join(t *testing.T, endpoint, location string) string {
	t.Helper()
	if strings.HasPrefix(location, "http://") || strings.HasPrefix(location, "https://") {
		return location
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host + location
}

// TestTusPy replays `tus-upload --chunk-size 5242880 --header Authorization "Bearer …" FILE URL`:
// exactly 201 and 204, chunks counted by itself whatever Upload-Offset says.
func TestTusPy(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 17_825_792)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := s.URL + "/company/client/video/stream"
	p := &python{t, map[string]string{"Authorization": "Bearer " + s.Key, "Tus-Resumable": "1.0.0"}}
	made := p.request(http.MethodPost, endpoint, map[string]string{
		"Upload-Length":   strconv.Itoa(len(content)),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("clip.mp4")),
	}, nil, http.StatusCreated)
	location := join(t, endpoint, made.Get("Location"))
	for offset := 0; offset < len(content); {
		chunk := content[offset:min(len(content), offset+5242880)]
		p.request(http.MethodPatch, location, map[string]string{
			"Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.Itoa(offset),
		}, chunk, http.StatusNoContent)
		offset += len(chunk)
	}
	s.holds(t, made.Get("Stream-Media-Id"), f)
}

// TestTuspyClient replays tus-py-client: header names in lower case, a sha1 of
// each chunk without asking whether the server wants one, the whole file in one chunk.
func TestTuspyClient(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 3_000_000)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	p := &python{t, map[string]string{"authorization": "Bearer " + s.Key, "tus-resumable": "1.0.0"}}
	made := p.request(http.MethodPost, s.URL+"/company/client/video/stream", map[string]string{
		"upload-length": strconv.Itoa(len(content)), "upload-metadata": "filename Y2xpcC5tcDQ=,title SGFyYm91ciB3YWxr",
	}, nil, http.StatusCreated)
	location := made.Get("Location")
	if at := p.request(http.MethodHead, location, nil, nil, http.StatusOK).Get("Upload-Offset"); at != "0" {
		t.Errorf("begins at %q", at)
	}
	chunk := func(sum [sha1.Size]byte, status int) {
		p.request(http.MethodPatch, location, map[string]string{
			"content-type": "application/offset+octet-stream", "upload-offset": "0",
			"upload-checksum": "sha1 " + base64.StdEncoding.EncodeToString(sum[:]),
		}, content, status)
	}
	chunk([sha1.Size]byte{}, 460) // and nothing is kept of it
	chunk(sha1.Sum(content), http.StatusNoContent)
	s.holds(t, made.Get("Stream-Media-Id"), f)
	if v := s.get(t, made.Get("Stream-Media-Id")); v.Title != "Harbour walk" {
		t.Errorf("titled %q", v.Title)
	}
}

// TestCurl is the vendor's log of an upload from a command line, made with curl.
func TestCurl(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 6_000_000)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	curl := func(args ...string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		args = append([]string{"-sS", "--fail-with-body", "-D", "-", "-H", "Authorization: Bearer " + s.Key, "-H", "Tus-Resumable: 1.0.0"}, args...)
		out, err := exec.CommandContext(ctx, "curl", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("curl: %v\n%s", err, out)
		}
		return string(out)
	}
	made := curl("-X", "POST", "-H", fmt.Sprintf("Upload-Length: %d", len(content)),
		"-H", "Upload-Metadata: filename dGVzdC5tcDQ=,filetype dmlkZW8vbXA0,collection", s.URL+"/company/client/video/stream")
	location, id := headerOf(made, "Location"), headerOf(made, "stream-media-id")
	for i, chunk := range [][]byte{content[:5242880], content[5242880:]} {
		part := filepath.Join(t.TempDir(), "part")
		if err := os.WriteFile(part, chunk, 0o600); err != nil {
			t.Fatal(err)
		}
		curl("-X", "PATCH", "-H", "Content-Type: application/offset+octet-stream",
			"-H", fmt.Sprintf("Upload-Offset: %d", i*5242880), "--data-binary", "@"+part, location)
	}
	if at := headerOf(curl("-I", location), "Upload-Offset"); at != strconv.Itoa(len(content)) {
		t.Errorf("ends at %q", at)
	}
	s.holds(t, id, f)
}

// headerOf finds a header in what curl shows.
func headerOf(text, name string) string {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
