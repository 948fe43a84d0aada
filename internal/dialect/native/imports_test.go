package native_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// imports is an engine whose jobs only this test runs.
func (f *fixture) imports(t *testing.T) *migration.Engine {
	t.Helper()
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	must(t, err)
	guard, log := egress.New(egress.Config{Allow: allow}), slog.New(slog.DiscardHandler)
	t.Cleanup(guard.Close)
	f.many = migration.New(migration.Config{
		Records: f.DB, Plans: f.DB, Feeds: f.DB, Texts: f.DB, Blobs: f.blobs, Guard: guard, Log: log,
		Pull: pull.Config{Store: f.DB, Uploads: f.engine, Guard: guard, Log: log},
	})
	return f.many
}

// plan runs the jobs that plan an import.
func (f *fixture) plan(t *testing.T) {
	t.Helper()
	for _, job := range f.jobs.Take() {
		if job.Kind == media.PlanImportJob {
			must(t, f.many.Plan(t.Context(), job, true))
		}
	}
}

// threeRows are one, one that says nothing, and the first again.
const threeRows = `{"source_id":"881","origin_url":"https://files.example.org/881.mp4","size":5}` + "\n{}\n" +
	`{"source_id":"881","origin_url":"https://files.example.org/881.mp4","size":5}` + "\n"

func TestImports(t *testing.T) {
	f := newFixture(t)
	made := f.do(t, "POST", "/v1/imports?source=old-cms&dry_run=true", threeRows, "Authorization: APIKey "+testKey, "Content-Type: application/x-ndjson")
	j := made.decode(t)
	id, _ := j["id"].(string)
	if made.status != 201 || !strings.HasPrefix(id, "imp_") || made.header.Get("Location") != base+"/v1/imports/"+id || j["state"] != "planning" {
		t.Fatalf("%d %s", made.status, made.body)
	}
	f.plan(t)
	j = f.api(t, 200, "GET", "/v1/imports/"+id, "")
	want := map[string]any{
		"total": 3.0, "queued": 1.0, "fetching": 0.0, "processing": 0.0, "done": 0.0, "skipped": 1.0, "failed": 1.0, "canceled": 0.0,
	}
	if diff := cmp.Diff(want, j["counts"]); diff != "" || j["state"] != "planned" || j["dry_run"] != true || j["bytes_total"] != 5.0 || j["source"] != "old-cms" {
		t.Errorf("%v\n%s", j, diff)
	}
	list := f.api(t, 200, "GET", "/v1/imports", "")
	if list["total"] != 1.0 {
		t.Error(list)
	}
	f.wantItems(t, id+"/items?state=failed", 1, "2 invalid_source_id")
	f.wantItems(t, id+"/items?limit=2", 3, "1 ", "2 invalid_source_id")
	f.wantItems(t, id+"/items?limit=2&page=2", 3, "3 duplicate")
	f.wantItems(t, id+"/items?state=done", 0)
	f.do(t, "POST", "/v1/imports/"+id+"/pause", "", bearer).wantProblem(t, 409, "the import is planned")
	if got := f.api(t, 200, "POST", "/v1/imports/"+id+"/start", ""); got["state"] != "running" || got["dry_run"] != false {
		t.Error(got)
	}
	if got := f.api(t, 200, "POST", "/v1/imports/"+id+"/cancel", "")["state"]; got != "canceled" {
		t.Error(got)
	}
	f.wantTables(t, id)
	f.do(t, "GET", "/v1/imports/"+id, "", f.other(t)).wantProblem(t, 404, "import not found")
	f.do(t, "GET", "/v1/imports/"+id+"/map.csv", "", f.other(t)).wantProblem(t, 404, "import not found")
}

// wantItems checks a page of rows, by line and reason, and how many there are on all.
func (f *fixture) wantItems(t *testing.T, path string, total int, want ...string) {
	t.Helper()
	a := f.do(t, "GET", "/v1/imports/"+path, "", bearer)
	var items []struct {
		Line   int    `json:"line"`
		Reason string `json:"reason"`
	}
	must(t, json.Unmarshal([]byte(a.body), &items))
	var got []string
	for _, i := range items {
		got = append(got, fmt.Sprint(i.Line, " ", i.Reason))
	}
	if diff := cmp.Diff(want, got); diff != "" || items == nil || a.header.Get("X-Total-Count") != strconv.Itoa(total) {
		t.Errorf("%s: %s of all %q (-want +got):\n%s", path, a.body, a.header.Get("X-Total-Count"), diff)
	}
}

func (f *fixture) wantTables(t *testing.T, id string) {
	t.Helper()
	report := f.do(t, "GET", "/v1/imports/"+id+"/report.csv", "", bearer)
	rows, err := csv.NewReader(strings.NewReader(report.body)).ReadAll()
	must(t, err)
	want := [][]string{
		{"line", "source_id", "state", "reason", "attempts", "bytes", "seconds"},
		{"1", "881", "canceled", "canceled", "0", "0", "0.000"}, {"2", "", "failed", "invalid_source_id", "0", "0", "0.000"},
		{"3", "881", "skipped", "duplicate", "0", "0", "0.000"},
	}
	if diff := cmp.Diff(want, rows); diff != "" || !strings.HasPrefix(report.header.Get("Content-Type"), "text/csv") {
		t.Error(diff)
	}
	got := f.do(t, "GET", "/v1/imports/"+id+"/map.json", "", bearer)
	const first = `[{"source":"old-cms","source_id":"881","uuid":"","gcore_id":"","slug":"","hls_url":"","omegastream_id":"","apivideo_id":""},`
	if line, rest, _ := strings.Cut(got.body, "\n"); line != first || strings.Contains(rest, "881") {
		t.Error(got.body) // a source id is there once
	}
}

func TestImportOrders(t *testing.T) {
	f := newFixture(t)
	for name, tt := range map[string]struct {
		contentType, query, body string
		status                   int
		detail                   string
	}{
		"inline":           {"application/json", "", `{"source":"a","manifest":{"inline":[{"source_id":"1","origin_url":"https://a/1.mp4"}]}}`, 201, ""},
		"a URL":            {"application/json", "", `{"source":"a","manifest":{"format":"csv","url":"https://files.example.org/l.csv"}}`, 201, ""},
		"csv":              {"text/csv", "?source=a", "source_id,origin_url\n1,https://a/1.mp4\n", 201, ""},
		"nothing":          {"application/json", "", `{"source":"a"}`, 422, "there is neither a manifest nor a listing"},
		"no source":        {"text/csv", "", "source_id\n", 422, "source must have 1 to 128 characters"},
		"unknown field":    {"application/json", "", `{"source":"a","manifests":{}}`, 422, "body is not valid JSON with the fields of an import"},
		"two values":       {"application/json", "", `{"source":"a","manifest":{"url":"https://a/"}} {}`, 422, "body is more than one value"},
		"an address":       {"application/json", "", `{"source":"a","manifest":{"url":"http://169.254.169.254/"}}`, 422, "The address is not allowed."},
		"another scheme":   {"application/json", "", `{"source":"a","manifest":{"url":"file:///etc/passwd"}}`, 422, "The address is not allowed."},
		"a type":           {"text/plain", "?source=a", "x", 415, "content type must be application/json, application/x-ndjson or text/csv"},
		"too many hosts":   {"application/json", "", `{"source":"a","manifest":{"url":"https://a/"},"options":{"per_host":17}}`, 422, "per_host must be from 1 to 16"},
		"a credential":     {"application/json", "", `{"source":"a","listing":{"kind":"gcore","base_url":"https://a","credential":"theirs"}}`, 422, "there is no such credential for this endpoint"},
		"a listing":        {"application/json", "", `{"source":"a","listing":{"kind":"ftp","endpoint":"https://a"}}`, 422, "the kind of the listing must be s3, http, tributary or gcore"},
		"without a bucket": {"application/json", "", `{"source":"a","listing":{"kind":"s3","endpoint":"https://a"}}`, 422, "the listing has no bucket"},
	} {
		t.Run(name, func(t *testing.T) {
			got := f.do(t, "POST", "/v1/imports"+tt.query, tt.body, bearer, "Content-Type: "+tt.contentType)
			if tt.status == 201 {
				if got.status != 201 {
					t.Errorf("%d %s", got.status, got.body)
				}
				return
			}
			got.wantProblem(t, tt.status, tt.detail)
		})
	}
	f.do(t, "POST", "/v1/imports", "{}").wantProblem(t, 401, "unauthorized")
}

// A manifest that breaks off on the way makes an import that says so, and no item.
func TestBrokenManifest(t *testing.T) {
	f := newFixture(t)
	_, err := f.many.Begin(t.Context(), migration.Order{ProjectID: f.project.ID, Source: "a", Input: migration.Input{Format: migration.CSV}}, broken{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	j := f.api(t, 200, "GET", "/v1/imports", "")["data"].([]any)[0].(map[string]any)
	if failure, _ := j["failure"].(map[string]any); j["state"] != "failed" || failure["code"] != "manifest_incomplete" {
		t.Error(j)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, context.DeadlineExceeded }
