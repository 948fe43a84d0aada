package streamdiver_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// What is deleted softly comes back as it was; what is deleted for good is gone for everyone.
func TestDeleteAndRecover(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, "")
	f.bring(t, id, media.Ready)
	path := "/v2/media/" + id
	f.as(t, f.key, "POST", path+"/recover", "").wantBody(t, 409, `{"status":"fail","message":"media is ready","data":{"status":"ready"}}`)
	f.api(t, 404, "DELETE", "/v2/media/"+media.NewUUID(), "")
	f.api(t, 400, "DELETE", path+"?hardDelete=perhaps", "")
	if a := f.as(t, f.foreign, "DELETE", path, ""); a.status != 404 {
		t.Errorf("another project deletes it: %d", a.status)
	}
	for range 2 { // the bin keeps it
		f.api(t, 200, "DELETE", path+"?hardDelete=false", "")
	}
	for _, method := range []string{"POST", "PUT"} {
		if got := f.api(t, 200, method, path+"/recover", "").data(t); got["status"] != "ready" {
			t.Errorf("%s recovered to %v", method, got["status"])
		}
		f.api(t, 200, "DELETE", path, "")
	}
	f.api(t, 200, "PUT", path+"/recover", "")
	f.api(t, 200, "PUT", path+"/metadata", `{"a":1}`)

	f.api(t, 200, "DELETE", path+"?hardDelete=true", "").wantBody(t, 200, `{"status":"success","message":null,"data":null}`)
	for _, call := range []string{"GET " + path, "DELETE " + path, "POST " + path + "/recover", "GET " + path + "/metadata", "GET " + path + "/thumbnail"} {
		method, where, _ := strings.Cut(call, " ")
		if a := f.as(t, f.key, method, where, ""); a.status != 404 {
			t.Errorf("%s after a hard delete: %d %s", call, a.status, a.body)
		}
	}
	for _, deleted := range []bool{false, true} {
		if found, _, err := f.catalog.List(t.Context(), catalog.Filter{ProjectID: f.project.ID, Deleted: deleted}); err != nil || len(found) != 0 {
			t.Errorf("still in the lists of others: %v, %v", found, err)
		}
	}
	if err := f.catalog.Restore(t.Context(), f.project.ID, id); media.KindOf(err) != media.NotFound {
		t.Errorf("another API restores it: %v", err)
	}
}

// A media that was soft-deleted can be deleted for good, too.
func TestHardDeleteFromBin(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, "")
	f.api(t, 200, "DELETE", "/v2/media/"+id, "")
	f.api(t, 200, "DELETE", "/v2/media/"+id+"?hardDelete=true", "")
	f.api(t, 404, "GET", "/v2/media/"+id, "")
}

func TestBulkDelete(t *testing.T) {
	f := newFixture(t, nil)
	one, two, three, strange := f.newMedia(t, ""), f.newMedia(t, ""), f.newMedia(t, ""), media.NewUUID()
	got := f.api(t, 200, "POST", "/v2/media/delete", `{"ids":["`+one+`","`+strange+`","x"]}`).data(t)
	want := map[string]any{"deleted": []any{one}, "failed": map[string]any{strange: "media not found", "x": "media not found"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("deleted (-want +got):\n%s", diff)
	}
	got = f.api(t, 200, "DELETE", "/v2/media", `{"ids":["`+one+`","`+two+`"],"hardDelete":true}`).data(t)
	if diff := cmp.Diff(map[string]any{"deleted": []any{one, two}, "failed": map[string]any{}}, got); diff != "" {
		t.Errorf("deleted for good (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{three}, ids(f.api(t, 200, "GET", "/v2/media", "").list(t))); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	for _, body := range []string{``, `{}`, `{"ids":[]}`, `{"ids":"x"}`, `{"ids":["` + three + `"],"hardDelete":"yes"}`} {
		f.api(t, 400, "DELETE", "/v2/media", body)
	}
}
