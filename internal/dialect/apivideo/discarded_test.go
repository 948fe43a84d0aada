package apivideo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestDiscarded(t *testing.T) {
	f := newFixture(t, nil)
	kept, empty, first, second := f.newVideo(t, ""), f.newVideo(t, ""), f.newVideo(t, `{"title":"first","tags":["a"]}`), f.newVideo(t, `{"title":"second"}`)
	for _, id := range []string{kept, first, second} {
		f.sourced(t, id, "ten bytes!")
	}
	for _, id := range []string{empty, first, second} {
		f.api(t, 204, "DELETE", "/videos/"+id, "")
	}
	for query, want := range map[string][]string{
		"": {"second", "first"}, "?title=FIRST": {"first"}, "?tags[]=a": {"first"}, "?sortBy=title": {"first", "second"},
		"?pageSize=1&currentPage=2": {"first"}, "?currentPage=3": {}, "?liveStreamId=x": {},
	} {
		if diff := cmp.Diff(want, f.titles(t, "/discarded/videos"+query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if got := f.api(t, 200, "GET", "/discarded/videos?pageSize=1", "").decode(t); testkit.At(got, "pagination", "itemsTotal") != 2.0 {
		t.Errorf("pagination %v", got["pagination"])
	}
	got := f.api(t, 200, "GET", "/discarded/videos/"+first, "").decode(t)
	if got["discarded"] != true || got["assets"] != nil || got["discardedAt"] == nil || got["title"] != "first" {
		t.Errorf("discarded: %v", got)
	}
	if _, there := got["assets"]; !there {
		t.Error("assets are absent, not null")
	}
	// A container that never had a source is gone at once; one that is alive is not in the bin.
	for _, id := range []string{empty, kept} {
		f.as(t, f.key, "GET", "/discarded/videos/"+id, "").problem(t, 404, "resource-not-found", "videoId")
		f.as(t, f.key, "PATCH", "/discarded/videos/"+id, `{"discarded":false}`).problem(t, 404, "resource-not-found", "videoId")
	}
	f.as(t, f.foreign, "PATCH", "/discarded/videos/"+first, `{"discarded":false}`).problem(t, 404, "resource-not-found", "videoId")
	if got := f.as(t, f.foreign, "GET", "/discarded/videos", "").decode(t); len(got["data"].([]any)) != 0 {
		t.Errorf("others see %v", got["data"])
	}
}

func TestRestore(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "ten bytes!")
	f.api(t, 204, "DELETE", "/videos/"+id, "")
	path := "/discarded/videos/" + id
	for body, slug := range map[string]string{
		`{}`: "attribute-required", `{"discarded":true}`: "invalid-attribute", `{"discarded":null}`: "invalid-attribute", `{"discarded":"no"}`: "invalid-attribute",
	} {
		f.as(t, f.key, "PATCH", path, body).problem(t, 400, slug, "discarded")
	}
	if got := f.as(t, f.key, "PATCH", path, `{"discarded":true}`).decode(t)["detail"]; got != "Must be false." {
		t.Errorf("detail %q", got)
	}
	f.as(t, f.key, "PATCH", path, "").problem(t, 400, "invalid-payload", "")
	got := f.api(t, 200, "PATCH", path, `{"discarded":false}`).decode(t)
	if got["discarded"] != false || got["assets"] == nil || got["discardedAt"] != nil {
		t.Errorf("restored: %v", got)
	}
	f.api(t, 200, "GET", "/videos/"+id, "")
	f.as(t, f.key, "PATCH", path, `{"discarded":false}`).problem(t, 404, "resource-not-found", "videoId")
}

// What is purged is no video any more, for whoever still has its id.
func TestPurged(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "ten bytes!")
	f.api(t, 204, "DELETE", "/videos/"+id, "")
	due, err := f.Purgeable(t.Context(), time.Now().Add(time.Hour), 10)
	must(t, err)
	for _, v := range due {
		_, err := f.BeginPurge(t.Context(), v.ID)
		must(t, err)
	}
	if got := f.titles(t, "/discarded/videos"); len(got) != 0 || len(due) != 1 {
		t.Errorf("listed %v of %d", got, len(due))
	}
	f.as(t, f.key, "PATCH", "/discarded/videos/"+id, `{"discarded":false}`).problem(t, 404, "resource-not-found", "videoId")
}
