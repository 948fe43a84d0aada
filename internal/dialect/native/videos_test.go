package native_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// Times that the database sets differ from run to run; their form does not.
var now = regexp.MustCompile(`"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"`)

func TestReadyVideo(t *testing.T) {
	f := newFixture(t)
	v := f.fresh(media.Private)
	v.ID = "0b7e4c52-9d1f-4e63-8a70-5c2d9f6e1b34"
	f.bring(t, v, media.Ready)
	a := f.do(t, "GET", "/v1/videos/"+strings.ToUpper(v.ID)+"/", "", bearer)
	if a.status != 200 || a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("answer %d %v", a.status, a.header)
	}
	if !strings.Contains(a.body, `"created_at":"2026-03-02T09:00:00.123456Z"`) {
		t.Errorf("created_at is not to the microsecond in %s", a.body)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "ready.json"))
	must(t, err)
	if diff := cmp.Diff(string(want), now.ReplaceAllString(indent(t, a.body), `"TIME"`)); diff != "" {
		t.Errorf("testdata/ready.json (-) and the answer (+):\n%s", diff)
	}
}

func TestProgressAndPlayback(t *testing.T) {
	f := newFixture(t)
	type seen struct {
		State, Failure, Master string
		Progress               float64
		Renditions             int
	}
	for _, want := range []seen{
		{State: "processing"},
		{State: "failed", Failure: "not_media"},
		{State: "viewable", Progress: 0.5, Renditions: 4, Master: base + "/media/ID/master.m3u8"},
		{State: "ready", Progress: 1, Renditions: 4, Master: base + "/media/ID/master.m3u8"},
	} {
		t.Run(want.State, func(t *testing.T) {
			id := f.bring(t, f.fresh(media.Public), media.State(want.State))
			v := f.api(t, 200, "GET", "/v1/videos/"+id, "")
			got := seen{State: v["state"].(string), Progress: v["progress"].(float64)}
			if failure, ok := v["failure"].(map[string]any); ok {
				got.Failure = failure["code"].(string)
			}
			if renditions, ok := v["renditions"].([]any); ok {
				got.Renditions = len(renditions)
			}
			play := v["playback"].(map[string]any)
			if master, ok := play["master"].(string); ok {
				got.Master = strings.ReplaceAll(master, id, "ID")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if play["embed"] != base+"/embed/"+id {
				t.Errorf("embed is %v", play["embed"])
			}
		})
	}
}

func TestCreateAndUpdate(t *testing.T) {
	f := newFixture(t)
	trips := f.api(t, 201, "POST", "/v1/collections", `{"name":"Trips"}`)["id"].(string)
	a := f.do(t, "POST", "/v1/videos", `{"title":" Harbour\twalk <b> ","collection":"`+trips+`"}`, bearer, "Content-Type: application/json; charset=utf-8")
	made := a.decode(t)
	id := made["id"].(string)
	if a.status != 201 || a.header.Get("Location") != base+"/v1/videos/"+id {
		t.Fatalf("made %d %v", a.status, a.header)
	}
	if made["title"] != "Harbour walk <b>" || made["privacy"] != "private" || made["state"] != "created" || made["collection"] != trips {
		t.Errorf("made %s", a.body)
	}
	patch := func(body string) map[string]any { return f.api(t, 200, "PATCH", "/v1/videos/"+id, body) }
	if v := patch(`{"title":"Pier"}`); v["title"] != "Pier" || v["collection"] != trips {
		t.Errorf("renamed %v", v)
	}
	if v := patch(`{"privacy":"public","collection":null}`); v["privacy"] != "public" || v["collection"] != nil || v["title"] != "Pier" {
		t.Errorf("moved %v", v)
	}
	patch(`{"meta":{"episode":"1","author":"A\nB"}}`)
	if v := patch(`{"title":7,"title":"Quay","privacy":null}`); v["title"] != "Quay" || v["privacy"] != "public" {
		t.Errorf("of two titles the last counts, and null is nothing: %v", v)
	}
	v := patch(`{"meta":{"episode":"2"}}`)
	if diff := cmp.Diff(map[string]any{"episode": "2", "author": "A B"}, v["meta"]); diff != "" {
		t.Error(diff)
	}
	unknown := "0123456789abcdef01234567"
	f.do(t, "PATCH", "/v1/videos/"+id, `{"collection":"`+unknown+`"}`, bearer).wantProblem(t, 404, "collection not found")
	f.do(t, "POST", "/v1/videos", `{"title":"a","collection":"`+unknown+`"}`, bearer).wantProblem(t, 404, "collection not found")
}

func TestMetaHasRoomForSoMuch(t *testing.T) {
	f := newFixture(t)
	at := "/v1/videos/" + f.newVideo(t, "a")
	entries := func(from, to int) string {
		var list []string
		for i := from; i < to; i++ {
			list = append(list, fmt.Sprintf(`"k%d":"v"`, i))
		}
		return `{"meta":{` + strings.Join(list, ",") + `}}`
	}
	f.api(t, 200, "PATCH", at, entries(0, 60))
	f.api(t, 200, "PATCH", at, entries(30, 64))
	f.do(t, "PATCH", at, entries(64, 65), bearer).wantProblem(t, 422, "meta has room for 64 entries")
	f.do(t, "PATCH", at, `{"meta":{"k0":"`+strings.Repeat("é", 1025)+`"}}`, bearer).
		wantProblem(t, 422, "a value in meta is longer than 1024 characters")
	for _, key := range []string{"", `a\u0000b`, ` a`, strings.Repeat("k", 65)} {
		f.do(t, "PATCH", at, `{"meta":{"`+key+`":"v"}}`, bearer).
			wantProblem(t, 422, "a key in meta is empty, has odd characters or is longer than 64")
	}
}

func TestList(t *testing.T) {
	f := newFixture(t)
	trips := f.api(t, 201, "POST", "/v1/collections", `{"name":"Trips"}`)["id"].(string)
	ids := map[string]string{
		"created": f.newVideo(t, "a"), "failed": f.bring(t, f.fresh(media.Public), media.Failed),
		"ready": f.bring(t, f.fresh(media.Public), media.Ready), "deleted": f.newVideo(t, "gone"),
	}
	f.api(t, 204, "DELETE", "/v1/videos/"+ids["deleted"], "")
	f.api(t, 200, "PATCH", "/v1/videos/"+ids["failed"], `{"collection":"`+trips+`"}`)
	tests := []struct {
		query string
		want  []string
		total float64
		next  any
	}{
		{"", []string{"ready", "failed", "created"}, 3, nil},
		{"?limit=2", []string{"ready", "failed"}, 3, 2.0},
		{"?limit=2&page=2", []string{"created"}, 3, nil},
		{"?page=1000000&limit=100", nil, 3, nil},
		{"?state=ready", []string{"ready"}, 1, nil},
		{"?state=deleted", []string{"deleted"}, 1, nil},
		{"?collection=" + trips, []string{"failed"}, 1, nil},
		{"?collection=" + trips + "&state=ready", nil, 0, nil},
	}
	for _, tt := range tests {
		got := f.api(t, 200, "GET", "/v1/videos"+tt.query, "")
		var names []string
		for _, item := range got["data"].([]any) {
			v := item.(map[string]any)
			for name, id := range ids {
				if id == v["id"] {
					names = append(names, name)
				}
			}
			if v["renditions"] != nil || v["progress"] != nil {
				t.Errorf("%s: an entry with what lists do not load: %v", tt.query, v)
			}
		}
		if diff := cmp.Diff(tt.want, names); diff != "" || got["total"] != tt.total || got["next_page"] != tt.next {
			t.Errorf("%s: total %v, next %v, %s", tt.query, got["total"], got["next_page"], diff)
		}
	}
}

func TestDeleteAndRestore(t *testing.T) {
	f := newFixture(t)
	for _, state := range []media.State{media.Viewable, media.Ready, media.Failed} {
		at := "/v1/videos/" + f.bring(t, f.fresh(media.Public), state)
		f.api(t, 204, "DELETE", at, "")
		f.do(t, "GET", at, "", bearer).wantProblem(t, 404, "video not found")
		f.do(t, "PATCH", at, `{"title":"a"}`, bearer).wantProblem(t, 404, "video not found")
		f.do(t, "DELETE", at, "", bearer).wantProblem(t, 404, "video not found")
		bin := f.api(t, 200, "GET", "/v1/videos?state=deleted&limit=1", "")["data"].([]any)[0].(map[string]any)
		if bin["prior_state"] != string(state) || bin["deleted_at"] == nil || bin["playback"] != nil {
			t.Errorf("in the bin: %v", bin)
		}
		if v := f.api(t, 200, "POST", at+"/restore", ""); v["state"] != string(state) || v["deleted_at"] != nil {
			t.Errorf("restored %v", v)
		}
		f.do(t, "POST", at+"/restore", "", bearer).wantProblem(t, 404, "video not found")
	}
	at := "/v1/videos/" + f.bring(t, f.fresh(media.Public), media.Processing)
	f.do(t, "DELETE", at, "", bearer).wantProblem(t, 409, "video is processing; delete it when it is viewable or failed")

	id := f.newVideo(t, "a")
	u := f.begin(t, upload.Beginning{VideoID: id})
	f.api(t, 204, "DELETE", "/v1/videos/"+id, "")
	if v := f.api(t, 200, "POST", "/v1/videos/"+id+"/restore", ""); v["state"] != "created" {
		t.Errorf("restored to %v", v["state"])
	}
	if u, err := f.engine.Progress(t.Context(), u.ID); err != nil || !u.State.Over() {
		t.Errorf("the upload of a deleted video is %s, %v", u.State, err)
	}
	f.api(t, 204, "DELETE", "/v1/videos/"+id, "")
	_, err := f.BeginPurge(t.Context(), id)
	must(t, err)
	f.do(t, "POST", "/v1/videos/"+id+"/restore", "", bearer).wantProblem(t, 409, "video is purged")
}

func TestSource(t *testing.T) {
	f := newFixture(t)
	id := f.bring(t, f.fresh(media.Private), media.Ready)
	at := "/v1/videos/" + id + "/source"
	a := f.do(t, "GET", at, "", bearer)
	if a.status != 200 || a.body != content || a.header.Get("Content-Disposition") != "attachment; filename="+id+".mp4" {
		t.Errorf("%d %q %v", a.status, a.body, a.header)
	}
	a = f.do(t, "GET", at, "", bearer, "Range: bytes=4-11")
	if a.status != http.StatusPartialContent || a.body != "original" {
		t.Errorf("%d %q", a.status, a.body)
	}
	if a = f.do(t, "HEAD", at, "", bearer); a.status != 200 || a.header.Get("Content-Length") != fmt.Sprint(len(content)) {
		t.Errorf("HEAD %d %v", a.status, a.header)
	}
	f.do(t, "GET", at, "").wantProblem(t, 401, "unauthorized")
	f.do(t, "GET", "/v1/videos/"+f.newVideo(t, "a")+"/source", "", bearer).wantProblem(t, 404, "source not found")
}
