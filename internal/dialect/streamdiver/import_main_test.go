package streamdiver_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// importer fetches from this machine's first address and from nowhere else that is private.
func (f *fixture) importer(t *testing.T) *pull.Importer {
	t.Helper()
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	must(t, err)
	guard := egress.New(egress.Config{Allow: allow})
	t.Cleanup(guard.Close)
	return pull.New(pull.Config{Store: f, Copies: f, Uploads: f.engine, Guard: guard, Log: slog.New(slog.DiscardHandler), Now: f.clock.Now})
}

// movie begins as an MP4 does, which is all that a fetch looks at.
func movie() string { return "\x00\x00\x00\x10ftypisom\x00\x00\x02\x00" + strings.Repeat("x", 5000) }

// origin is a server that files are fetched from: what it has by path.
func origin(t *testing.T, files map[string]http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer, ok := files[r.URL.Path]; ok {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func serving(content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(content)) }
}

// fetch runs the fetches of an import to their ends, however often they pause.
func (f *fixture) fetch(t *testing.T, imp map[string]any) {
	t.Helper()
	for _, id := range f.imported(t, imp) {
		f.fetchVideo(t, id)
	}
}

// imported are the videos of the files of an import.
func (f *fixture) imported(t *testing.T, imp map[string]any) (ids []string) {
	t.Helper()
	var record struct {
		Files []struct {
			VideoID string `json:"videoId"`
		} `json:"files"`
	}
	_, err := f.catalog.Document(t.Context(), f.project.ID, "streamdiver.import", text(t, imp, "id"), &record)
	must(t, err)
	for _, file := range record.Files {
		ids = append(ids, file.VideoID)
	}
	return ids
}

func (f *fixture) fetchVideo(t *testing.T, videoID string) {
	t.Helper()
	worker := f.importer(t)
	imp, err := f.LastImport(t.Context(), videoID)
	must(t, err)
	for range 20 {
		err := worker.Run(t.Context(), media.Job{Kind: media.ImportJob, Subject: imp.ID}, false)
		later, again := errors.AsType[*media.Later](err)
		if !again {
			must(t, err)
			return
		}
		f.clock.Advance(later.After)
	}
	t.Fatal("the fetch does not end")
}

// newImport makes an import by the API.
func (f *fixture) newImport(t *testing.T, body string) map[string]any {
	t.Helper()
	return f.api(t, 201, "POST", "/v2/uploads/imports", body).data(t)
}

func (f *fixture) getImport(t *testing.T, imp map[string]any) map[string]any {
	t.Helper()
	return f.api(t, 200, "GET", "/v2/uploads/imports/"+text(t, imp, "id"), "").data(t)
}
