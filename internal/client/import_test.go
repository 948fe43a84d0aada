package client_test

import (
	"fmt"
	"io"
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

const importKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617"

func importer(t *testing.T, mux *http.ServeMux) *client.Client {
	t.Helper()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	c, err := client.New(client.Config{
		Server: s.URL, Key: importKey, Poll: time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestImportFile(t *testing.T) {
	mux, got := http.NewServeMux(), ""
	mux.HandleFunc("POST /v1/imports", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprint(r.Header.Get("Authorization"), " ", r.Header.Get("Content-Type"), " ", r.URL.RawQuery, " ", string(body))
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"imp_1\u001b[2J","state":"planning"}`)
	})
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte("source_id\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	made, err := importer(t, mux).ImportFile(t.Context(), path, "old cms", true)
	if want := "Bearer " + importKey + " text/csv dry_run=true&source=old+cms source_id\n"; err != nil || got != want || made.ID != "imp_1[2J" {
		t.Errorf("%v %q %q", err, got, made.ID)
	}
}

// Trouble that passes is waited for, a refusal is shown in the server's words.
func TestFollowImport(t *testing.T) {
	answers := []string{
		`{"state":"planning"}`, "", `{"state":"running","counts":{"total":2,"queued":2}}`, `{"state":"running","counts":{"total":2,"queued":2}}`,
		`{"state":"finished","counts":{"total":2,"done":1,"failed":1}}`,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/imports/imp_1", func(w http.ResponseWriter, _ *http.Request) {
		next := answers[0]
		answers = answers[1:]
		if next == "" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, next)
	})
	mux.HandleFunc("GET /v1/imports/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"detail":"import not found"}`)
	})
	c := importer(t, mux)
	var seen []string
	last, err := c.FollowImport(t.Context(), "imp_1", func(i client.Import) { seen = append(seen, fmt.Sprint(i.State, " ", i.Counts.Ended())) })
	if diff := cmp.Diff([]string{"planning 0", "running 0", "finished 2"}, seen); err != nil || last.Counts.Failed != 1 || diff != "" {
		t.Errorf("%v %+v\n%s", err, last, diff)
	}
	if _, err := c.FollowImport(t.Context(), "imp_2", func(client.Import) {}); err == nil || !strings.Contains(err.Error(), "import not found") {
		t.Error(err)
	}
}
