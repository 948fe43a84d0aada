package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	tus "github.com/eventials/go-tus"
	"github.com/eventials/go-tus/memorystore"
)

const (
	gcoreChunk = 10_000_000 // of the vendor's sample
	gcoreFile  = 25_000_007 // two chunks and a bit
)

// gcoreMetadata is what a client sends with a file.
func (r uploadRight) gcoreMetadata() tus.Metadata {
	return tus.Metadata{
		"token": r.Token, "video_id": fmt.Sprint(r.Video.ID), "client_id": fmt.Sprint(r.Video.ClientID), "filename": "clip é.mp4", "filetype": "video/mp4",
	}
}

// gcoreCommand is the vendor's sample for JavaScript, its options object included.
func (s *server) gcoreCommand(t *testing.T, ctx context.Context, endpoint string, metadata tus.Metadata, f file, args ...string) *exec.Cmd {
	t.Helper()
	all := []string{"--file", f.path, "--endpoint", endpoint, "--chunk", fmt.Sprint(gcoreChunk), "--delays", "0,1000,3000"}
	for name, value := range metadata {
		all = append(all, "--metadata", name+"="+value)
	}
	cmd := script(t, ctx, ".", "upload.mjs", append(all, args...)...)
	if s.opts.secure {
		cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+s.certificate())
	}
	return cmd
}

// by is the server as somebody sees it who speaks to it through a proxy.
func (s *server) by(p *proxy) *server {
	through := *s
	through.URL, through.addr = "https://"+p.ln.Addr().String(), p.ln.Addr().String()
	return &through
}

// The network dies in the second chunk. The client, whichever it is, asks where to go on, and all is there.
func TestGcoreTusJS(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, gcoreFile)
	for _, client := range []string{"tus-js-client-2", "tus-js-client"} {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			p := startProxy(t, s, fault{cut, 14_000_000})
			right := s.by(p).uploadRight(t, s.stream(t, map[string]any{"name": "Direct"}).ID)
			ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
			defer cancel()
			r := finished(t, s.gcoreCommand(t, ctx, right.endpoint("https"), right.gcoreMetadata(), f, "--client", client))
			if p.pending() != 0 {
				t.Error("nothing went wrong")
			}
			resumed(t, r, gcoreChunk)
			if r.Requests[0].Status != http.StatusCreated || r.Sent != f.size || !strings.HasPrefix(r.URL, right.endpoint("https")) {
				t.Errorf("created %+v at %s, sent %d of %d bytes", r.Requests[0], r.URL, r.Sent, f.size)
			}
			s.holdsStream(t, right.Video.ID, f)
			s.staleTab(t, right)
		})
	}
}

// staleTab starts anew on a video that has its source.
func (s *server) staleTab(t *testing.T, right uploadRight) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	r, err := reported(s.gcoreCommand(t, ctx, s.URL+"/upload/", right.gcoreMetadata(), video(t, 500_000)))
	if err == nil || !strings.Contains(r.Error, "Error: video already has a source") || len(r.Requests) != 1 || r.Requests[0].Status != http.StatusMethodNotAllowed {
		t.Errorf("a second upload: %+v %v", r, err)
	}
}

// A token is asked for when an upload begins and never again: one that is cut after its token
// has expired goes on.
func TestGcoreTusAfterExpiry(t *testing.T) {
	t.Parallel()
	s := start(t, masterKnown())
	f := video(t, gcoreFile)
	p := startProxy(t, s, fault{cut, 14_000_000})
	right := s.uploadRight(t, s.stream(t, map[string]any{"name": "Late"}).ID)
	claims := gcoreClaims(right)
	claims["exp"] = time.Now().Add(5*time.Second - gcoreSkew).Unix()
	right.Token = gcoreToken(t, claims)
	path := s.creation(t, "/upload/", gcoreHeaders(f.size, right.gcoreMetadata())...)
	if a := s.awaitStatus(t, gcoreCreation(f.size, right.gcoreMetadata()), http.StatusInternalServerError, gcoreSkew/2); a.body != "Error: token invalid (eyJhbGciOi...)" {
		t.Errorf("afterwards a creation is answered %q", a.body)
	}
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	r := finished(t, s.gcoreCommand(t, ctx, p.URL+"/upload/", right.gcoreMetadata(), f, "--url", p.URL+path))
	if p.pending() != 0 {
		t.Error("nothing went wrong")
	}
	for _, q := range r.Requests {
		if q.Method == http.MethodPost {
			t.Errorf("it was begun anew: %v", r.Requests)
		}
	}
	s.holdsStream(t, right.Video.ID, f)
}

// gcoreGo is go-tus with the vendor's metadata.
func (s *server) gcoreGo(t *testing.T, right uploadRight, endpoint string, f file, override bool) (*tus.Client, *tus.Upload, *notes) {
	t.Helper()
	store, err := memorystore.NewMemoryStore()
	if err != nil {
		t.Fatal(err)
	}
	seen := &notes{RoundTripper: &http.Transport{}}
	if s.opts.secure {
		seen.RoundTripper = s.http.Transport
	}
	client, err := tus.NewClient(endpoint, &tus.Config{
		ChunkSize: gcoreChunk, Resume: true, Store: store, OverridePatchMethod: override,
		HttpClient: &http.Client{Transport: seen, Timeout: uploadTime},
	})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := os.Open(f.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return client, tus.NewUpload(opened, f.size, right.gcoreMetadata(), f.path), seen
}

// A Go program uploads over HTTP/2, with POST for PATCH as old proxies want it.
func TestGcoreGoTus(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, gcoreFile)
	for name, override := range map[string]bool{"PATCH": false, "POST for PATCH": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			right := s.uploadRight(t, s.stream(t, map[string]any{"name": name}).ID)
			client, upload, seen := s.gcoreGo(t, right, right.endpoint("https"), f, override)
			uploader, err := client.CreateUpload(upload)
			if err != nil {
				t.Fatal(err)
			}
			if err := uploader.Upload(); err != nil {
				t.Fatal(err)
			}
			want := []string{http.MethodPost, http.MethodPatch, http.MethodPatch, http.MethodPatch}
			if override {
				want = slices.Repeat([]string{http.MethodPost}, len(want))
			}
			if !slices.Equal(seen.methods, want) || !upload.Finished() {
				t.Errorf("requests %v, want %v", seen.methods, want)
			}
			s.holdsStream(t, right.Video.ID, f)
		})
	}
}

// The server dies in the middle of a chunk; the Go program finds its upload again.
func TestGcoreGoTusOutlivesServer(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	slow := startProxy(t, s, fault{drip, 0})
	slow.when(14_000_000, s.crash)
	f := video(t, gcoreFile)
	right := s.uploadRight(t, s.stream(t, map[string]any{"name": "Through a crash"}).ID)
	client, upload, _ := s.gcoreGo(t, right, slow.URL+"/upload/", f, false)
	uploader, err := client.CreateUpload(upload)
	if err != nil {
		t.Fatal(err)
	}
	if err := uploader.Upload(); err == nil {
		t.Fatal("the upload was not interrupted")
	}
	var again *tus.Uploader
	eventually(t, startTime, "the client can go on", func(context.Context) (err error) {
		again, err = client.ResumeUpload(upload)
		return err
	})
	if again.Offset() < gcoreChunk || again.Url() != uploader.Url() {
		t.Errorf("goes on at %d of %s", again.Offset(), again.Url())
	}
	if err := again.Upload(); err != nil {
		t.Fatal(err)
	}
	s.holdsStream(t, right.Video.ID, f)
}
