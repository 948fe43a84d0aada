package native_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestForeignProjectSeesNothing(t *testing.T) {
	f := newFixture(t)
	id := f.bring(t, f.fresh(media.Public), media.Ready)
	binned := f.newVideo(t, "gone")
	f.api(t, 204, "DELETE", "/v1/videos/"+binned, "")
	trips := f.api(t, 201, "POST", "/v1/collections", `{"name":"Trips"}`)["id"].(string)
	other := f.other(t)
	for _, tt := range []struct{ method, path, body, detail string }{
		{"GET", "/v1/videos/" + id, "", "video not found"},
		{"PATCH", "/v1/videos/" + id, `{"title":"mine"}`, "video not found"},
		{"PATCH", "/v1/videos/" + id, `{"meta":{"a":"b"}}`, "video not found"},
		{"DELETE", "/v1/videos/" + id, "", "video not found"},
		{"GET", "/v1/videos/" + id + "/source", "", "video not found"},
		{"POST", "/v1/videos/" + binned + "/restore", "", "video not found"},
		{"POST", "/v1/videos", `{"title":"a","collection":"` + trips + `"}`, "collection not found"},
		{"GET", "/v1/collections/" + trips, "", "collection not found"},
		{"PATCH", "/v1/collections/" + trips, `{"name":"mine"}`, "collection not found"},
		{"DELETE", "/v1/collections/" + trips, "", "collection not found"},
	} {
		f.do(t, tt.method, tt.path, tt.body, other).wantProblem(t, 404, tt.detail)
	}
	for _, list := range []string{"/v1/videos", "/v1/videos?state=deleted", "/v1/videos?collection=" + trips, "/v1/collections"} {
		if got := f.do(t, "GET", list, "", other).decode(t); got["total"] != 0.0 || len(got["data"].([]any)) != 0 {
			t.Errorf("%s shows %v", list, got)
		}
	}
	if v := f.api(t, 200, "GET", "/v1/videos/"+id, ""); v["title"] != "Harbour walk" || v["meta"].(map[string]any)["a"] != nil {
		t.Errorf("changed to %v", v)
	}
}

func TestMe(t *testing.T) {
	f := newFixture(t)
	got := f.api(t, 200, "GET", "/v1/me", "")
	delete(got, "created_at")
	want := map[string]any{
		"id": 1.0, "name": "Harbour films", "limits": map[string]any{"max_upload_size": 1048576.0},
		"used": map[string]any{"uploads": 0.0, "stored": 0.0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	f.rule(t, media.Settings{MaxUploadSize: 1000, MaxUploads: 7, MaxStored: 5000, Digest: "off"})
	f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 600")
	got = f.api(t, 200, "GET", "/v1/me", "")
	delete(got, "created_at")
	want["limits"] = map[string]any{"max_upload_size": 1000.0, "max_uploads": 7.0, "max_stored": 5000.0}
	want["used"] = map[string]any{"uploads": 1.0, "stored": 600.0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKeys(t *testing.T) {
	f := newFixture(t)
	for _, tt := range []struct{ header, detail string }{
		{"X-None: 1", "unauthorized"},
		{"Authorization: Basic " + testKey, "unauthorized"},
		{"Authorization: Bearer 1$" + strings.Repeat("0", 48), "unauthorized"},
		{"Authorization: APIKey 1$" + strings.Repeat("0", 48), "unauthorized"},
		{"Authorization: APIKey", "unauthorized"},
		{"Authorization: APIKey 1", "unauthorized"},
		{"Authorization: Bearer 1", "unauthorized: quote the key in single quotes"},
	} {
		for _, path := range []string{"/v1/me", "/v1/videos/x", "/v1/collections"} {
			a := f.do(t, "GET", path, "", tt.header)
			a.wantProblem(t, 401, tt.detail)
			if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("401 without a challenge: %v", a.header)
			}
		}
	}
	// The key comes first: who has none learns nothing of what a body should be.
	f.do(t, "POST", "/v1/videos", "no JSON").wantProblem(t, 401, "unauthorized")
}

// The word for a key is the vendor's, too, in any case, whatever is asked for.
func TestAPIKey(t *testing.T) {
	f := newFixture(t)
	for _, word := range []string{"APIKey", "apikey", "APIKEY "} {
		key := "Authorization: " + word + " " + testKey
		for _, path := range []string{"/v1/me", "/v1/imports", "/v1/webhooks"} {
			if a := f.do(t, "GET", path, "", key); a.status != 200 {
				t.Errorf("%s with %q: %d %s", path, word, a.status, a.body)
			}
		}
		if a := f.do(t, "POST", "/v1/tus", "", key, "Tus-Resumable: 1.0.0", "Upload-Length: 5"); a.status != 201 {
			t.Errorf("tus with %q: %d %s", word, a.status, a.body)
		}
	}
}

func TestHostileRequests(t *testing.T) {
	f := newFixture(t)
	at := "/v1/videos/" + f.newVideo(t, "a")
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		detail                   string
	}{
		{"no body", "POST", "/v1/videos", "", 422, "body: expected object"},
		{"null", "POST", "/v1/videos", "null", 422, "body: expected object"},
		{"list", "POST", "/v1/videos", "[]", 422, "body: expected object"},
		{"no JSON", "POST", "/v1/videos", "title=a", 422, "body is not valid JSON"},
		{"two values", "POST", "/v1/videos", `{"title":"a"}{}`, 422, "body is not valid JSON"},
		{"deep", "POST", "/v1/videos", strings.Repeat("[", 10_000), 422, "body is nested too deeply"},
		{"large", "POST", "/v1/videos", `{"title":"` + strings.Repeat("a", 256<<10) + `"}`, 413, "body is larger than 262144 bytes"},
		{"no title", "POST", "/v1/videos", `{}`, 422, "body: expected required property title to be present"},
		{"title of a wrong type", "POST", "/v1/videos", `{"title":5}`, 422, "body.title: expected string"},
		{"empty title", "POST", "/v1/videos", `{"title":""}`, 422, "body.title: expected length >= 1"},
		{"title of nothing visible", "POST", "/v1/videos", `{"title":"\u202e\u0000 "}`, 422, "title is empty"},
		{"long title", "PATCH", at, `{"title":"` + strings.Repeat("動", 129) + `"}`, 422, "body.title: expected length <= 128"},
		{"null in meta", "PATCH", at, `{"meta":{"a":null}}`, 422, "body.meta.a: expected string"},
		{"other case", "POST", "/v1/videos", `{"title":"a","privacy":"private","PRIVACY":"all"}`, 422, "a field has a name that is not all lower-case letters"},
		{"case that folds", "POST", "/v1/videos", `{"title":"a","colle\u212action":""}`, 422, "a field has a name that is not all lower-case letters"},
		{"twice, wrong last", "POST", "/v1/videos", `{"title":"a","title":5}`, 422, "body.title: expected string"},
		{"twice in meta, wrong last", "PATCH", at, `{"meta":{"a":"b","a":5}}`, 422, "body.meta.a: expected string"},
		{"unknown field", "POST", "/v1/videos", `{"title":"a","state":"ready"}`, 422, "body.state: unexpected property"},
		{"unknown privacy", "PATCH", at, `{"privacy":"secret"}`, 422, `body.privacy: expected value to be one of "public, private"`},
		{"odd collection", "PATCH", at, `{"collection":"x\u0000"}`, 422, "body.collection: expected string to match pattern ^[0-9a-f]{24}$"},
		{"number in meta", "PATCH", at, `{"meta":{"a":1}}`, 422, "body.meta.a: expected string"},
		{"limit", "GET", "/v1/videos?limit=101", "", 422, "query.limit: expected number <= 100"},
		{"page", "GET", "/v1/videos?page=0", "", 422, "query.page: expected number >= 1"},
		{"far page", "GET", "/v1/videos?page=99999999999999999999", "", 422, "query.page: invalid integer"},
		{"state", "GET", "/v1/videos?state=gone", "", 422,
			`query.state: expected value to be one of "created, uploading, processing, viewable, ready, failed, deleted"`},
		{"collection", "GET", "/v1/videos?collection=%00", "", 422, "query.collection: expected string to match pattern ^[0-9a-f]{24}$"},
		{"unknown parameter", "GET", "/v1/videos?status=ready", "", 422, "query.status: unknown query parameter"},
		{"odd id", "GET", "/v1/videos/%00", "", 404, "video not found"},
		{"odd collection id", "GET", "/v1/collections/%00", "", 404, "collection not found"},
		{"unknown id", "GET", "/v1/videos/" + media.NewUUID(), "", 404, "video not found"},
		{"unknown path", "GET", "/v1/nothing", "", 404, "no such path"},
		{"root", "GET", "/v1/", "", 404, "no such path"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.do(t, tt.method, tt.path, tt.body, bearer).wantProblem(t, tt.status, tt.detail)
		})
	}
	if f.log.String() != "" {
		t.Errorf("what clients do wrong is no trouble of the server's: %s", f.log)
	}
}

func TestWrongPlacesAreNamedButNotEchoed(t *testing.T) {
	f := newFixture(t)
	body := `{"privacy":"SECRET","title":7,"x":1` + strings.Repeat(`,"x":"SECRET"`, 3)
	for i := range 40 {
		body += `,"y` + strings.Repeat("y", i) + `":"SECRET"`
	}
	a := f.do(t, "POST", "/v1/videos", body+"}", bearer)
	if places := a.decode(t)["errors"].([]any); len(places) != 16 {
		t.Errorf("%d places", len(places))
	}
	if strings.Contains(a.body, "SECRET") {
		t.Errorf("sent back what was sent: %s", a.body)
	}
}

func TestWrongTypeAndMethod(t *testing.T) {
	f := newFixture(t)
	f.do(t, "POST", "/v1/videos", `{"title":"a"}`, bearer, "Content-Type: application/x-www-form-urlencoded").
		wantProblem(t, 415, "content type must be application/json")
	a := f.do(t, "PUT", "/v1/videos/"+media.NewUUID(), "{}", bearer)
	a.wantProblem(t, 405, "the path has no such method")
	if got := a.header.Get("Allow"); got != "GET, PATCH, DELETE, OPTIONS" {
		t.Errorf("Allow: %s", got)
	}
}

func TestTroubleIsLoggedAndNotTold(t *testing.T) {
	f := newFixture(t)
	id := f.bring(t, f.fresh(media.Public), media.Ready)
	v, err := f.Video(t.Context(), id)
	must(t, err)
	must(t, f.blobs.Delete(t.Context(), v.Source.Segments[0].Key))
	f.do(t, "GET", "/v1/videos/"+id+"/source", "", bearer).wantProblem(t, 500, "internal error")
	if !strings.Contains(f.log.String(), "serve source of "+id) {
		t.Errorf("log: %s", f.log)
	}
}

func TestBrowserMayCall(t *testing.T) {
	f := newFixture(t)
	for _, path := range []string{"/v1/videos", "/v1/videos/x/restore", "/v1/"} {
		a := f.do(t, "OPTIONS", path, "", "Origin: https://app.example.com", "Access-Control-Request-Method: PATCH",
			"Access-Control-Request-Headers: authorization")
		h := a.header
		if a.status != 204 || h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") ||
			!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("%s: %d %v", path, a.status, h)
		}
	}
	for _, a := range []answer{f.do(t, "GET", "/v1/me", "", bearer), f.do(t, "GET", "/v1/me", ""), f.do(t, "GET", "/v1/none", "")} {
		if a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%d %v", a.status, a.header)
		}
	}
}
