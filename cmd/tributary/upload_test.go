package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	testKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617"
	videoID = "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34"
)

// vendor answers uploads and then each video record in turn, the last one for ever.
func vendor(t *testing.T, records ...string) (*httptest.Server, *bytes.Buffer) {
	t.Helper()
	var received bytes.Buffer
	length := ""
	mux := http.NewServeMux()
	mux.HandleFunc("POST /company/client/video/stream", func(w http.ResponseWriter, r *http.Request) {
		length = r.Header.Get("Upload-Length")
		w.Header().Set("Location", "/company/client/video/stream/"+videoID)
		w.Header().Set("Stream-Media-Id", videoID)
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("/company/client/video/stream/{id}", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(&received, r.Body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Upload-Offset", strconv.Itoa(received.Len()))
		w.Header().Set("Upload-Length", length)
		if r.Method == http.MethodPatch {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("GET /company/client/video/{id}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, records[0])
		records = records[min(1, len(records)-1):]
	})
	mux.HandleFunc("GET /player/{id}/embedded", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"signature":"9f86"}`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s, &received
}

func TestUploadCommand(t *testing.T) {
	playing := `{"status":"in-progress","ready_to_stream":true}`
	tests := []struct {
		name   string
		args   []string
		record []string
		code   int
		stdout string
		stderr string
	}{
		{"without waiting", nil, nil, 0, "URL/embed/" + videoID + "?s=9f86\n", "\"clip.mp4\" 0% of 4 B\n\"clip.mp4\" 100% of 4 B\n"},
		{"until ready", []string{"--wait"}, []string{playing, `{"status":"process-completed","ready_to_stream":true}`}, 0,
			"URL/embed/" + videoID + "?s=9f86\n",
			"\"clip.mp4\" 0% of 4 B\n\"clip.mp4\" 100% of 4 B\n\"clip.mp4\" in-progress, plays\n\"clip.mp4\" process-completed, plays\n"},
		{"failing", []string{"--wait"}, []string{`{"status":"process-failed","meta":{"failure":"No playable track was found."}}`}, 1, "",
			"\"clip.mp4\" 0% of 4 B\n\"clip.mp4\" 100% of 4 B\n\"clip.mp4\" process-failed\n" +
				"tributary: video " + videoID + " cannot be processed: No playable track was found.\n"},
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(file, []byte("clip"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, received := vendor(t, tt.record...)
			args := append([]string{"upload", file, "--server", s.URL, "--title=Walk"}, tt.args...)
			code, stdout, stderr := runWith(t, map[string]string{"TRIBUTARY_KEY": testKey}, args...)
			want := []any{tt.code, tt.stdout, "clip"}
			got := []any{code, strings.ReplaceAll(stdout, s.URL, "URL"), received.String()}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("exit code, standard output, bytes (-want +got):\n%s", d)
			}
			// The first line comes only when the offset is asked for or bytes move.
			if d := cmp.Diff(strings.TrimPrefix(tt.stderr, "\"clip.mp4\" 0% of 4 B\n"), strings.TrimPrefix(stderr, "\"clip.mp4\" 0% of 4 B\n")); d != "" {
				t.Errorf("standard error (-want +got):\n%s", d)
			}
		})
	}
}

// A real process, ended by a signal in the middle of an upload.
func TestSignalEndsUpload(t *testing.T) {
	arrived := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	}))
	defer s.Close()
	file := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(file, []byte("clip"), 0o600); err != nil {
		t.Fatal(err)
	}
	program := exec.CommandContext(t.Context(), os.Args[0], "upload", file, "--server", s.URL)
	program.Env = append(os.Environ(), "TRIBUTARY_TEST_AS_PROGRAM=yes", "TRIBUTARY_KEY="+testKey, "XDG_CACHE_HOME="+t.TempDir())
	var stderr bytes.Buffer
	program.Stderr = &stderr
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	<-arrived
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := program.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFailure {
		t.Errorf("the process ends with %v, want exit code 1\n%s", err, &stderr)
	}
}
