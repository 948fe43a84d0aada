package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/client"
)

const mib = 1 << 20

// writeFile makes a file of n bytes that no offset error leaves equal.
func writeFile(t *testing.T, n int) (path string, content []byte) {
	t.Helper()
	content = make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	path = filepath.Join(t.TempDir(), "harbour walk.mp4")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, content
}

func newClient(t *testing.T, s *server, change func(*client.Config)) *client.Client {
	t.Helper()
	config := client.Config{
		Server: "http://" + s.addr, Key: testKey, ChunkSize: 5 * mib, StateDir: t.TempDir(), Tries: 4,
		Backoff: func(int) time.Duration { return 0 },
	}
	if change != nil {
		change(&config)
	}
	c, err := client.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// once returns a fault for the nth request (from 1) with this method.
func once(method string, nth int, f fault) func(*server, *http.Request) fault {
	return func(_ *server, r *http.Request) fault {
		if r.Method == method {
			nth--
			if nth == 0 {
				return f
			}
		}
		return fault{}
	}
}

func TestUpload(t *testing.T) {
	const size = 12*mib + 7
	whole := []string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880", "PATCH 10485760+2097159"}
	tests := []struct {
		name  string
		fault func(*server, *http.Request) fault
		log   []string
	}{
		{"nothing goes wrong", nil, whole},
		{"POST answered 503", once("POST", 1, fault{status: 503}), append([]string{"POST"}, whole...)},
		{"answer to POST lost", once("POST", 1, fault{lose: true}), append([]string{"POST"}, whole...)},
		{"PATCH cut at an odd place", once("PATCH", 2, fault{cut: 1234567}),
			[]string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880", "HEAD", "PATCH 6477447+5242880", "PATCH 11720327+862592"}},
		{"PATCH answered 409", once("PATCH", 2, fault{status: 409}),
			[]string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880", "HEAD", "PATCH 5242880+5242880", "PATCH 10485760+2097159"}},
		{"answer to PATCH lost", once("PATCH", 2, fault{lose: true}),
			[]string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880", "HEAD", "PATCH 10485760+2097159"}},
		{"answer to the last PATCH lost", once("PATCH", 3, fault{lose: true}), append(whole[:4:4], "HEAD")},
		{"PATCH 500, then HEAD 423", func(s *server, r *http.Request) fault {
			switch len(s.log) {
			case 3:
				return fault{status: 500}
			case 4:
				return fault{status: 423}
			}
			return fault{}
		}, []string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880", "HEAD", "HEAD", "PATCH 5242880+5242880", "PATCH 10485760+2097159"}},
		{"upload gone half way", func(s *server, _ *http.Request) fault {
			if len(s.log) == 3 {
				s.length = -1
			}
			return fault{}
		}, append([]string{"POST", "PATCH 0+5242880", "PATCH 5242880+5242880"}, whole...)},
	}
	path, content := writeFile(t, size)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			s.fault = tt.fault
			last := client.Progress{}
			id, err := newClient(t, s, nil).Upload(t.Context(), path, "", func(p client.Progress) { last = p })
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.log, s.log); d != "" {
				t.Errorf("requests (-want +got):\n%s", d)
			}
			if id != videoID || s.title != "harbour walk.mp4" || !bytes.Equal(s.bytes, content) {
				t.Errorf("video %s %q, %d bytes, equal: %v", id, s.title, len(s.bytes), bytes.Equal(s.bytes, content))
			}
			if d := cmp.Diff(client.Progress{Sent: size, Size: size}, last); d != "" {
				t.Errorf("last progress (-want +got):\n%s", d)
			}
		})
	}
}

func TestUploadSurvivesRestarts(t *testing.T) {
	path, content := writeFile(t, 12*mib)
	s := newServer(t)
	s.fault = func(s *server, r *http.Request) fault {
		if r.Method == "PATCH" && len(s.log)%2 == 0 {
			return fault{cut: 2*mib + 1}
		}
		return fault{}
	}
	restarts := 0
	c := newClient(t, s, func(c *client.Config) {
		c.Retry = func(error, time.Duration) {
			restarts++
			s.restart()
		}
	})
	if _, err := c.Upload(t.Context(), path, "", nil); err != nil {
		t.Fatal(err)
	}
	if restarts == 0 || !bytes.Equal(s.bytes, content) {
		t.Errorf("%d restarts, bytes equal: %v", restarts, bytes.Equal(s.bytes, content))
	}
}

// The first run is killed in the middle; a second one, a new client, goes on.
func TestSecondRunResumes(t *testing.T) {
	path, content := writeFile(t, 12*mib)
	s := newServer(t)
	dir := t.TempDir()
	state := func(c *client.Config) { c.StateDir = dir }
	ctx, kill := context.WithCancelCause(t.Context())
	killed := errors.New("killed")
	s.fault = func(_ *server, r *http.Request) fault {
		if r.Header.Get("Upload-Offset") == "5242880" {
			kill(killed)
		}
		return fault{}
	}
	if _, err := newClient(t, s, state).Upload(ctx, path, "Walk", nil); !errors.Is(err, killed) {
		t.Fatalf("first run: %v", err)
	}
	kept := entries(t, dir)
	if len(kept) != 1 || strings.Contains(kept[0], testKey[2:]) {
		t.Fatalf("state %q, want one file without the key", kept)
	}
	s.mu.Lock()
	s.log, s.fault = nil, nil
	s.mu.Unlock()
	first := client.Progress{}
	_, err := newClient(t, s, state).Upload(t.Context(), path, "Walk", func(p client.Progress) {
		if first.Size == 0 {
			first = p
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.uploads != 1 || s.log[0] != "HEAD" || !bytes.Equal(s.bytes, content) {
		t.Errorf("%d uploads, requests %v", s.uploads, s.log)
	}
	if first.Resumed < 5*mib || first.Sent != first.Resumed {
		t.Errorf("first progress %+v, want to begin where the first run ended", first)
	}
	if kept := entries(t, dir); len(kept) != 0 {
		t.Errorf("state left after the end: %q", kept)
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(raw))
	}
	return texts
}

func TestDamagedStateStartsAgain(t *testing.T) {
	path, content := writeFile(t, 100)
	for _, text := range []string{"", "{", `{"upload":"/company/client/video/stream/../../keys","video":"x"}`, `{"upload":"http://elsewhere.invalid/","video":"x"}`} {
		s := newServer(t)
		dir := t.TempDir()
		s.fault = once("PATCH", 1, fault{status: 400})
		_, _ = newClient(t, s, func(c *client.Config) { c.StateDir = dir }).Upload(t.Context(), path, "", nil)
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("state files %v %v", files, err)
		}
		if err := os.WriteFile(files[0], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.fault = nil
		s.mu.Unlock()
		if _, err := newClient(t, s, func(c *client.Config) { c.StateDir = dir }).Upload(t.Context(), path, "", nil); err != nil {
			t.Errorf("state %q: %v", text, err)
		}
		if s.uploads != 2 || !bytes.Equal(s.bytes, content) {
			t.Errorf("state %q: %d uploads", text, s.uploads)
		}
	}
}

func TestUploadGivesUp(t *testing.T) {
	path, _ := writeFile(t, 6*mib)
	tests := []struct {
		name     string
		fault    fault
		want     string
		requests int
	}{
		{"refused", fault{status: 400}, "400 Bad Request: out of [31morder", 1},
		{"too large", fault{status: 413}, "413", 1},
		{"redirected", fault{status: 307}, "307", 1},
		{"storage full", fault{status: 507}, "507", 1},
		{"never better", fault{status: 503}, "503", 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(t)
			s.fault = func(*server, *http.Request) fault { return tt.fault }
			_, err := newClient(t, s, nil).Upload(t.Context(), path, "", nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(s.log) != tt.requests {
				t.Errorf("%d requests, error %v, want %d and %q", len(s.log), err, tt.requests, tt.want)
			}
		})
	}
	t.Run("wrong key", func(t *testing.T) {
		s := newServer(t)
		_, err := newClient(t, s, func(c *client.Config) { c.Key = "1$wrong" }).Upload(t.Context(), path, "", nil)
		if status, ok := errors.AsType[*client.StatusError](err); !ok || status.Status != 401 || status.Message != "unauthorized" {
			t.Errorf("error %v", err)
		}
	})
	t.Run("file changes", func(t *testing.T) {
		path, _ := writeFile(t, 6*mib)
		s := newServer(t)
		s.fault = func(_ *server, r *http.Request) fault {
			if r.Method == "PATCH" {
				if err := os.Chtimes(path, time.Time{}, time.Unix(1, 0)); err != nil {
					t.Error(err)
				}
			}
			return fault{}
		}
		_, err := newClient(t, s, nil).Upload(t.Context(), path, "", nil)
		if err == nil || !strings.Contains(err.Error(), "the file changed") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		if _, err := newClient(t, newServer(t), nil).Upload(t.Context(), t.TempDir(), "", nil); err == nil {
			t.Error("no error")
		}
	})
}

func TestEmptyFile(t *testing.T) {
	path, _ := writeFile(t, 0)
	s := newServer(t)
	id, err := newClient(t, s, nil).Upload(t.Context(), path, "Nothing", nil)
	if err != nil || id != videoID {
		t.Fatalf("%s %v", id, err)
	}
	if d := cmp.Diff([]string{"POST"}, s.log); d != "" || s.title != "Nothing" {
		t.Errorf("requests (-want +got):\n%s title %q", d, s.title)
	}
}

// A server that takes no byte and says nothing does not hold the client.
func TestStall(t *testing.T) {
	path, _ := writeFile(t, 6*mib)
	ended := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
		ended <- struct{}{}
	}))
	defer silent.Close()
	c, err := client.New(client.Config{Server: silent.URL, Key: testKey, StateDir: t.TempDir(), Tries: 1, Stall: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Upload(t.Context(), path, "", nil); err == nil || !strings.Contains(err.Error(), "no byte moved") {
		t.Errorf("error %v", err)
	}
	<-ended
}

func TestWait(t *testing.T) {
	answers := []string{
		`{"uuid":"u","status":"uploaded","ready_to_stream":false,"meta":null}`,
		`503`,
		`{"uuid":"u","status":"in-progress","ready_to_stream":false,"meta":{}}`,
		`{"uuid":"u","status":"in-progress","ready_to_stream":false,"meta":{}}`,
		`{"uuid":"u","status":"in-progress","ready_to_stream":true,"meta":{}}`,
	}
	for _, tt := range []struct{ last, want string }{
		{`{"uuid":"u","status":"process-completed","ready_to_stream":true,"meta":{"title":"x"}}`, ""},
		{`{"uuid":"u","status":"process-failed","ready_to_stream":false,"meta":{"failure":"empty file"}}`, "video u cannot be processed: empty file"},
		{`404`, "404"},
		{`[`, "JSON"},
	} {
		queue := append(answers[:len(answers):len(answers)], tt.last)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/company/client/video/u" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			next := queue[0]
			queue = queue[min(1, len(queue)-1):]
			var status int
			if n, err := fmt.Sscanf(next, "%d", &status); n == 1 && err == nil {
				w.WriteHeader(status)
				return
			}
			fmt.Fprint(w, next)
		}))
		c, err := client.New(client.Config{Server: s.URL, Key: testKey, Poll: time.Millisecond, Tries: 2, Backoff: func(int) time.Duration { return 0 }})
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		err = c.Wait(t.Context(), "u", func(v client.Video) { seen = append(seen, fmt.Sprint(v.Status, " ", v.ReadyToStream)) })
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error %v, want %q", tt.last, err, tt.want)
		}
		if d := cmp.Diff([]string{"uploaded false", "in-progress false", "in-progress true"}, seen[:3]); d != "" {
			t.Errorf("seen (-want +got):\n%s", d)
		}
		s.Close()
	}
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config client.Config
		want   string
	}{
		{"fine", client.Config{Server: "https://video.test/", Key: testKey}, ""},
		{"no scheme", client.Config{Server: "video.test:8080", Key: testKey}, "write https://HOST"},
		{"a path", client.Config{Server: "https://video.test/api", Key: testKey}, "write https://HOST"},
		{"key eaten by a shell", client.Config{Server: "https://video.test", Key: "1"}, "single quotes"},
		{"key with a newline", client.Config{Server: "https://video.test", Key: testKey + "\n"}, "copy it again"},
		{"chunk too small", client.Config{Server: "https://video.test", Key: testKey, ChunkSize: 4 * mib}, "multiple of 256KiB"},
		{"chunk too large", client.Config{Server: "https://video.test", Key: testKey, ChunkSize: 201 * mib}, "multiple of 256KiB"},
		{"odd chunk", client.Config{Server: "https://video.test", Key: testKey, ChunkSize: 5*mib + 1}, "multiple of 256KiB"},
	} {
		_, err := client.New(tt.config)
		if tt.want == "" && err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}
