package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/client"
)

// service answers an order and then its end.
func service(t *testing.T, end string) (url string, ordered *string) {
	t.Helper()
	ordered = new(string)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/imports", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*ordered = string(body)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"imp_1","state":"planning"}`)
	})
	mux.HandleFunc("GET /v1/imports/imp_1", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, end) })
	mux.HandleFunc("GET /v1/imports/imp_1/items", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `[{"line":7,"source_id":"881","reason":"The requested origin was not found"}]`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL, ordered
}

func TestImportCommand(t *testing.T) {
	const finished = `{"id":"imp_1","state":"finished","counts":{"total":2,"done":2}}`
	const failed = `{"id":"imp_1","state":"finished","counts":{"total":30,"done":18,"failed":12}}`
	for name, tt := range map[string]struct {
		args    []string
		end     string
		code    int
		ordered string
		stderr  []string
	}{
		"URLs": {[]string{"https://a/1.mp4?sig=x", "https://a/2.mp4"}, finished, exitOK, `{"source":"import","manifest":{"inline":[` +
			`{"origin_url":"https://a/1.mp4?sig=x","source_id":"https://a/1.mp4"},{"origin_url":"https://a/2.mp4","source_id":"https://a/2.mp4"}]}}`, []string{"done 2"}},
		"a manifest": {[]string{"https://a/list.csv?x=1", "--source", "old"}, finished, exitOK,
			`{"source":"old","manifest":{"format":"csv","url":"https://a/list.csv?x=1"}}`, nil},
		"a dry run": {[]string{"https://a/list.jsonl", "--dry-run"}, `{"id":"imp_1","state":"planned","dry_run":true,"counts":{"total":3,"queued":2,"failed":1}}`, exitOK,
			`{"source":"import","dry_run":true,"manifest":{"format":"jsonl","url":"https://a/list.jsonl"},"options":{"probe":true}}`, []string{`line 7 "881": The requested origin was not found`}},
		"a service": {[]string{"https://a", "--list", "gcore", "--credential", "ours"}, finished, exitOK,
			`{"source":"import","listing":{"bucket":"","credential":"ours","endpoint":"https://a","kind":"gcore","prefix":"","region":""}}`, nil},
		"rows that fail": {[]string{"https://a/1.mp4"}, failed, exitFailure, "", []string{`line 7 "881": The requested origin was not found`, "and 11 more", "12 of 30 rows failed"}},
		"no rows":        {[]string{"https://a/l.csv"}, `{"id":"imp_1","state":"failed","failure":{"text":"The origin answered 404."}}`, exitFailure, "", []string{"The origin answered 404."}},
		"follow":         {[]string{"--follow", "imp_1"}, finished, exitOK, "", []string{"imp_1 finished 100%"}},
		"nothing":        {nil, finished, exitUsage, "", []string{"name a manifest"}},
		"two manifests":  {[]string{"https://a/1.csv", "https://a/2.csv"}, finished, exitUsage, "", nil},
		"a wrong file":   {[]string{"clip.mp4"}, finished, exitFailure, "", []string{".csv"}},
	} {
		t.Run(name, func(t *testing.T) {
			url, ordered := service(t, tt.end)
			var out, errs bytes.Buffer
			args := append([]string{"import", "--server", url, "--key", testKey}, tt.args...)
			code := run(t.Context(), args, world{Getenv: func(string) string { return "" }, Stdout: &out, Stderr: &errs})
			if code != tt.code || tt.ordered != "" && (*ordered != tt.ordered || out.String() != "imp_1\n") {
				t.Errorf("code %d, out %q, ordered %s\n%s", code, &out, *ordered, &errs)
			}
			for _, want := range tt.stderr {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("%q is not in %s", want, &errs)
				}
			}
		})
	}
}

func TestImportTable(t *testing.T) {
	d := importDisplay{terminal: true}
	now := time.Unix(1000, 0)
	var i client.Import
	if err := json.Unmarshal([]byte(`{"id":"imp_1","source":"old","state":"running","counts":{"total":100,"queued":48,"fetching":2,"done":50},
		"bytes_done":1048576,"bytes_total":2097152}`), &i); err != nil {
		t.Fatal(err)
	}
	d.start, d.first = now.Add(-10*time.Second), 0
	want := []string{
		`imp_1  "old"  running`, strings.Repeat("█", 20) + strings.Repeat("░", 20) + " 50%  1 MiB of 2 MiB, 5 rows/s, 10s left",
		"queued 48  fetching 2  processing 0  done 50  skipped 0  failed 0  of 100 rows",
	}
	if diff := cmp.Diff(want, d.table(i, now)); diff != "" {
		t.Error(diff)
	}
	var out bytes.Buffer
	d.out = &out
	d.progress(i, now)
	d.progress(i, now)
	if strings.Count(out.String(), "\x1b[3A") != 1 {
		t.Errorf("%q", &out)
	}
}
