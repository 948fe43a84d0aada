package native_test

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

func TestCollections(t *testing.T) {
	f := newFixture(t)
	a := f.do(t, "POST", "/v1/collections", `{"name":"Trips "}`, bearer)
	made := a.decode(t)
	id := made["id"].(string)
	at := "/v1/collections/" + id
	if a.status != 201 || !media.IsObjectID(id) || made["name"] != "Trips" || a.header.Get("Location") != base+at {
		t.Fatalf("made %d %s, at %s", a.status, a.body, a.header.Get("Location"))
	}
	video := "/v1/videos/" + f.api(t, 201, "POST", "/v1/videos", `{"title":"a","collection":"`+id+`"}`)["id"].(string)
	if got := f.api(t, 200, "PATCH", at, `{"name":"Voyages"}`); got["name"] != "Voyages" {
		t.Errorf("renamed to %v", got)
	}
	if got := f.api(t, 200, "GET", at, ""); got["name"] != "Voyages" || got["created_at"] != made["created_at"] {
		t.Errorf("found %v", got)
	}
	f.api(t, 201, "POST", "/v1/collections", `{"name":"Later"}`)
	list := f.api(t, 200, "GET", "/v1/collections?limit=1", "")
	if list["total"] != 2.0 || list["next_page"] != 2.0 || len(list["data"].([]any)) != 1 {
		t.Errorf("list %v", list)
	}
	f.api(t, 204, "DELETE", at, "")
	f.do(t, "DELETE", at, "", bearer).wantProblem(t, 404, "collection not found")
	f.do(t, "POST", "/v1/collections", `{"name":" \u0007"}`, bearer).wantProblem(t, 422, "name is empty")
	if got := f.api(t, 200, "GET", video, ""); got["collection"] != nil {
		t.Errorf("in a collection that is gone: %v", got["collection"])
	}
}
