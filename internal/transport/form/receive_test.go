package form_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// TestReceive stores forms with a real engine: what is accepted is there, what is refused
// leaves nothing.
func TestReceive(t *testing.T) {
	repo, _ := dbtest.Repository(t, dbtest.Open(t, ""))
	project, err := repo.CreateProject(t.Context(), "test")
	must(t, err)
	blobs, err := disk.New(disk.Config{Dir: t.TempDir(), Reserve: -1})
	must(t, err)
	t.Cleanup(func() { must(t, blobs.Close()) })
	engine := upload.New(upload.Config{Store: repo, Parts: repo, Blobs: blobs, Log: slog.New(slog.DiscardHandler)})
	b := upload.Beginning{ProjectID: project.ID, Protocol: "form", Limits: upload.Limits{Idle: time.Hour, MaxSize: 10}}

	receive := func(kind, text string) (form.Form, error) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(text))
		r.Header.Set("Content-Type", kind)
		body := form.NewBody(httptest.NewRecorder(), r, 10, 0)
		defer body.Close()
		return form.Receive(t.Context(), engine, b, body)
	}
	stored := func() (keys []string) {
		must(t, engine.Sweep(t.Context(), repo))
		must(t, blobs.List(t.Context(), "uploads", func(key string, _ int64) error {
			keys = append(keys, key)
			return nil
		}))
		return keys
	}
	for text, code := range map[string]form.Code{
		"--xyz--":            form.NoFile,
		filePart + "bytes\n": form.Broken,
		filePart + "bytes\n" + filePart + "b\n--xyz--":           form.MultipleFiles,
		filePart + "bytes\n--xyz--" + strings.Repeat("x", 2<<20): form.TooLarge,
		strings.Repeat("x", 2<<20):                               form.Broken,
	} {
		if _, err := receive(boundary, crlf(text)); codeOf(t, err) != code {
			t.Errorf("%.40q: %v, want code %d", text, err, code)
		}
	}
	if _, err := receive(boundary, crlf(filePart+"eleven byte\n--xyz--")); media.KindOf(err) != media.TooLarge {
		t.Errorf("eleven bytes of ten: %v", err)
	}
	if left := stored(); len(left) > 0 {
		t.Errorf("refused and stored: %v", left)
	}
	got, err := receive(boundary, crlf(filePart+"bytes\n--xyz\nContent-Disposition: form-data; name=\"videoId\"\n\nvi1\n--xyz--\n"))
	must(t, err)
	if got.Filename != "a.mp4" || got.Stored.Offset != 5 || got.Stored.State != upload.Done || got.Stored.Kind != upload.Partial {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(map[string]string{"videoId": "vi1"}, got.Fields); diff != "" {
		t.Error(diff)
	}
	r, err := blobs.Open(t.Context(), got.Stored.Segments[0].Key)
	must(t, err)
	defer r.Close()
	if raw, err := io.ReadAll(io.NewSectionReader(r, 0, 100)); err != nil || string(raw) != "bytes" {
		t.Errorf("stored %q, %v", raw, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestBodyCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		length   int64
		encoding string
		code     form.Code
	}{
		"fits":      {10 + 1<<20, "", 0},
		"too large": {11 + 1<<20, "", form.TooLarge},
		"counted":   {-1, "identity", 0},
		"gzip":      {10, "gzip", form.Broken},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("x"))
		r.ContentLength = tt.length
		r.Header.Set("Content-Encoding", tt.encoding)
		body := form.NewBody(httptest.NewRecorder(), r, 10, 0)
		if code := codeOf(t, body.Check()); code != tt.code {
			t.Errorf("%s: code %d, want %d", name, code, tt.code)
		}
		body.Close()
	}
}

// Codes have texts that may be shown, and kinds.
func TestErrors(t *testing.T) {
	_, err := form.NewReader(http.NoBody, "text/plain")
	e, ok := errors.AsType[*form.Error](err)
	if !ok || e.Text == "" || media.PublicText(err) != e.Text || media.KindOf(err) != media.Invalid {
		t.Errorf("%v", err)
	}
	if media.KindOf(&form.Error{Code: form.TooLarge}) != media.TooLarge {
		t.Error("too large is something else")
	}
	seen := map[form.Code]bool{}
	for _, c := range form.Codes() {
		if c == 0 || seen[c] {
			t.Errorf("code %d is listed twice or nothing", c)
		}
		seen[c] = true
	}
}
