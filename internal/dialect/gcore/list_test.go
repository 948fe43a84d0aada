package gcore_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// patchVendor changes what a vendor's API keeps with a video.
func patchVendor(vendor, body string) catalog.Patch {
	return catalog.Patch{Wishes: func(w *media.Wishes) {
		kept := maps.Clone(w.Vendor)
		if kept == nil {
			kept = map[string]json.RawMessage{}
		}
		kept[vendor] = json.RawMessage(body)
		w.Vendor = kept
	}}
}

// names lists the names of a page of videos.
func names(t *testing.T, list []any) []string {
	t.Helper()
	found := []string{}
	for _, v := range list {
		found = append(found, at(v, "name").(string))
	}
	return found
}

func TestListVideos(t *testing.T) {
	f := newFixture(t, nil)
	f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"a theirs"}`)
	ids := map[string]int64{}
	for _, name := range []string{"a", "b 100%", "c under_score", "d", "e", "g"} {
		ids[name] = f.newVideo(t, fmt.Sprintf(`{"name":%q,"client_user_id":%q}`, name, "user "+name[:1]))
	}
	f.newVideo(t, `{"name":"f","client_user_id":77}`)
	f.sourced(t, ids["d"], "x")
	f.planned(t, ids["d"])
	f.sourced(t, ids["e"], "x")
	f.sourced(t, ids["g"], "x")
	_, err := f.StartProcessing(t.Context(), f.record(t, ids["g"]).ID)
	must(t, err)
	must(t, f.FailSource(t.Context(), f.record(t, ids["g"]).ID, nil, media.Refusal{Code: media.NotMedia, Text: "no"}))
	a := f.record(t, ids["a"])
	for query, want := range map[string]string{
		"":                               "f,g,e,d,c under_score,b 100%,a",
		"page=1&per_page=2":              "f,g",
		"page=2&per_page=3":              "d,c under_score,b 100%",
		"page=9":                         "",
		"page=100000000000000000000":     "f,g,e,d,c under_score,b 100%,a",
		"page=0&per_page=2":              "f,g",
		"page=x&per_page=-2":             "f,g,e,d,c under_score,b 100%,a",
		"per_page=5000":                  "f,g,e,d,c under_score,b 100%,a",
		"id=" + fmt.Sprint(ids["a"]):     "a",
		"id=2147483647":                  "",
		"id=x":                           "",
		"search=" + fmt.Sprint(ids["e"]): "e",
		"search=" + a.Slug:               "a",
		"search=%25":                     "b 100%",
		"search=_":                       "c under_score",
		"search=UNDER":                   "c under_score",
		"search=nothing":                 "",
		"client_user_id=77":              "f",
		"client_user_id=user+a":          "a",
		"client_user_id=7":               "",
		"stream_id=5":                    "",
		"status=empty":                   "f,g,e,c under_score,b 100%,a",
		"status=empty&per_page=2&page=2": "e,c under_score",
		"status=pending":                 "d",
		"status=viewable":                "",
		"status=ready":                   "",
		"status=error":                   "",
		"q[status_eq]=0":                 "f,g,e,c under_score,b 100%,a",
		"q%5Bstatus_eq%5D=1":             "d",
		"q[status_eq]=3":                 "",
		"q[status_eq]=4":                 "",
		"status=empty&client_user_id=77": "f",
		fmt.Sprintf("id=%d,%d,0,x", ids["a"], ids["d"]): "d,a",
	} {
		t.Run(query, func(t *testing.T) {
			got := names(t, f.api(t, 200, "GET", "/streaming/videos?"+query, "").list(t))
			if diff := cmp.Diff(slices.DeleteFunc(strings.Split(want, ","), func(s string) bool { return s == "" }), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, query := range []string{"status=finished", "q[status_eq]=5", "q[status_eq]=x", "q[status_eq]=11", "search=%00", "search=%ff", "search=" + strings.Repeat("a", 5000)} {
		if a := f.as(t, f.key, "GET", "/streaming/videos?"+query, ""); a.status != 400 {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestListHeaders(t *testing.T) {
	f := newFixture(t, nil)
	for range 27 {
		f.newVideo(t, "")
	}
	for query, want := range map[string][3]string{ // length, total, per page
		"":                        {"25", "27", "25"},
		"page=2":                  {"2", "27", "25"},
		"per_page=5000":           {"27", "27", "1000"},
		"status=empty&per_page=3": {"3", "27", "3"},
		"page=4":                  {"0", "27", "25"},
	} {
		a := f.api(t, 200, "GET", "/streaming/videos?"+query, "")
		got := [3]string{fmt.Sprint(len(a.list(t))), a.header.Get("X-Total-Count"), a.header.Get("X-Per-Page")}
		if got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
}

// Lists are without what is long; "fields" leaves only what it names.
func TestListFields(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	whole := f.api(t, 200, "GET", video(id), "").decode(t)
	item := at(f.api(t, 200, "GET", "/streaming/videos", "").list(t), 0).(map[string]any)
	for _, name := range []string{"sprite", "sprite_vtt", "iframe_url"} {
		delete(whole, name)
	}
	if diff := cmp.Diff(whole, item); diff != "" {
		t.Errorf("an item of a list (-want +got):\n%s", diff)
	}
	some := f.api(t, 200, "GET", "/streaming/videos?fields="+url.QueryEscape("id, name,nothing"), "").list(t)
	if diff := cmp.Diff([]any{map[string]any{"id": float64(id), "name": "Harbour"}}, some); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestNames(t *testing.T) {
	f := newFixture(t, nil)
	a, b := f.newVideo(t, `{"name":"a"}`), f.newVideo(t, `{"name":"b"}`)
	theirs := f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"c"}`).decode(t)["id"]
	nameOf := func(id int64, name string) any { return map[string]any{"id": float64(id), "name": name} }
	for query, want := range map[string][]any{
		"":                                 {},
		"ids=":                             {},
		fmt.Sprintf("ids=%d,%d", b, a):     {nameOf(b, "b"), nameOf(a, "a")},
		fmt.Sprintf("ids=%d&ids=%d", a, b): {nameOf(a, "a"), nameOf(b, "b")},
		fmt.Sprintf("ids=%d,2147483647,x,%v", a, theirs): {nameOf(a, "a")},
	} {
		got := f.api(t, 200, "GET", "/streaming/videos/names?"+query, "", "Accept: */*").list(t)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}
