package omegastream_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/media"
)

const videos = "/company/client/video"

// scrub replaces what differs from run to run by the names the recordings use.
func (f *fixture) scrub(t *testing.T, id, body string) string {
	t.Helper()
	v, err := f.Video(t.Context(), id)
	must(t, err)
	body = strings.NewReplacer(v.ObjectID(), "{objectid}", id, "{uuid}", f.server.URL, "{host}",
		f.project.Code[:8], "{code}", f.project.Code[8:], "{company}", f.master.PlaybackSignature(id), "{signature}").Replace(body)
	body = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`).ReplaceAllString(body, "{time}")
	var pretty bytes.Buffer
	must(t, json.Indent(&pretty, []byte(body), "", " "))
	return pretty.String() + "\n"
}

// Every state of a video as the vendor's clients read it: fields, order and nulls.
func TestVideoInEveryState(t *testing.T) {
	f := newFixture(t, nil)
	check := func(name, id string) {
		t.Helper()
		got := f.scrub(t, id, f.api(t, 200, "GET", videos+"/"+id, "").body)
		want, err := os.ReadFile("testdata/video-" + name + ".json")
		must(t, err)
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	created := f.newVideo(t)
	check("created", created)
	f.tus(t, "POST", "/tusupload", "", with(f.signed(created), "Upload-Length: 5")...).want(t, 201, "")
	check("created", created) // uploading looks the same
	id := f.uploadedVideo(t)
	check("uploaded", id)
	f.bring(t, id, media.Viewable)
	check("viewable", id)
	id = f.uploadedVideo(t)
	f.bring(t, id, media.Ready)
	check("ready", id)
	f.api(t, 204, "PUT", videos+"/"+id+"/privacy", `{"privacy":"public"}`)
	check("public", id)
	id = f.uploadedVideo(t)
	f.bring(t, id, media.Failed)
	check("failed", id)
}

func TestCreateVideo(t *testing.T) {
	f := newFixture(t, nil)
	made := f.api(t, 201, "POST", "/company/client/collections", `{"name":"Trips"}`).decode(t)["id"].(string)
	tests := []struct {
		sent    string
		status  int
		message string
	}{
		{`{"title":"Harbour walk","collection":null}`, 201, ""},
		{`{"title":"` + strings.Repeat("ä", 128) + `"}`, 201, ""},
		{`{"title":"in a collection","collection":"` + made + `"}`, 201, ""},
		{`{"title":"` + strings.Repeat("ä", 129) + `"}`, 400, "title is longer than 128 characters"},
		{`{"title":" \u0000 "}`, 400, "title is required"},
		{`{}`, 400, "title is required"},
		{`{"title":5}`, 400, "title has the wrong type"},
		{`{"title":"a"`, 400, "body is not valid JSON"},
		{``, 400, "body is not valid JSON"},
		{`{"title":"a","collection":"6a1f0d11aa22bb33cc44dd55"}`, 404, "collection not found"},
	}
	for _, tt := range tests {
		f.do(t, "POST", videos+"/", tt.sent, bearer).want(t, tt.status, tt.message)
	}
	f.do(t, "POST", videos, `{"title":"a"}`).want(t, 401, "unauthorized")
	f.do(t, "PATCH", videos+"/all", "", bearer).want(t, 404, "not found")
}

func TestUpdateVideo(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t)
	trips := f.api(t, 201, "POST", "/company/client/collections", `{"name":"Trips"}`).decode(t)["id"]
	for _, tt := range []struct {
		sent       string
		title      string
		collection any
	}{
		{`{"title":"Pier"}`, "Pier", nil},
		{fmt.Sprintf(`{"collection":%q}`, trips), "Pier", trips},
		{`{}`, "Pier", trips},
		{`{"title":"Quay","collection":null}`, "Quay", nil},
	} {
		got := f.api(t, 200, "PUT", videos+"/"+id, tt.sent).decode(t)
		if got["title"] != tt.title || got["collection_id"] != tt.collection {
			t.Errorf("%s: %v in %v", tt.sent, got["title"], got["collection_id"])
		}
	}
	f.api(t, 404, "PUT", videos+"/"+id, `{"collection":"6a1f0d11aa22bb33cc44dd55"}`)
	f.api(t, 400, "PUT", videos+"/"+id+"/privacy", `{"privacy":"unlisted"}`)
	f.api(t, 404, "GET", videos+"/"+id+"/privacy", "")
	f.api(t, 404, "GET", videos+"/6a1f0c3e5b7d9a2c4e6f8091", "")
}

func TestListVideos(t *testing.T) {
	f := newFixture(t, nil)
	var ids []string
	for range 3 {
		ids = append(ids, f.newVideo(t))
	}
	f.bring(t, f.uploadedVideo(t), media.Processing)
	viewable, ready, bad := f.uploadedVideo(t), f.uploadedVideo(t), f.uploadedVideo(t)
	f.bring(t, viewable, media.Viewable)
	f.bring(t, ready, media.Ready)
	f.bring(t, bad, media.Failed)

	page := f.api(t, 200, "GET", videos+"?limit=1&page=7", "")
	want := `{"data":[{"id":"{objectid}","created_at":"{time}","updated_at":"{time}","deleted_at":null,"uuid":"{uuid}",` +
		`"coid":"omega-cop-{company}","title":"Harbour walk","status":"ready-to-upload","privacy":"private","duration":null,"size":0,` +
		`"ready_to_stream":false,"thumbnail":null,"thumbnail_timestamp_pct":null,"collection_id":null}],` +
		`"total":7,"page":7,"per_page":1,"prev":6,"next":0,"total_page":7}`
	if diff := cmp.Diff(f.scrub(t, ids[0], want), f.scrub(t, ids[0], page.body)); diff != "" {
		t.Error(diff)
	}
	for query, want := range map[string]int{
		"": 7, "?status=ready-to-upload": 3, "?status=uploaded": 1, "?status=in-progress": 1, "?status=process-completed": 1,
		"?status=process-failed": 1, "?limit=500": 7, "?page=-3": 7, "?limit=0": 7, "?page=99999999999999": 0, "?limit=2&page=4": 1,
		"?collection=6a1f0d11aa22bb33cc44dd55": 0,
	} {
		got := f.api(t, 200, "GET", videos+query, "").decode(t)
		if len(got["data"].([]any)) != want {
			t.Errorf("%s lists %d, want %d", query, len(got["data"].([]any)), want)
		}
	}
	for _, query := range []string{"?page=x", "?limit=1.5", "?status=ready", "?limit=99999999999999999999"} {
		f.api(t, 400, "GET", videos+query, "")
	}
	var all []map[string]any
	must(t, json.Unmarshal([]byte(f.api(t, 200, "GET", videos+"/all/", "").body), &all))
	if len(all) != 7 || all[0]["uuid"] != bad || all[6]["uuid"] != ids[0] {
		t.Errorf("all: %v", all)
	}
}

func TestBin(t *testing.T) {
	f := newFixture(t, func(c *omegastream.Config) {
		c.Settings.DeleteFailedAfter = 4 * time.Hour
		c.Now = time.Now
	})
	uploading := f.tus(t, "POST", v1, "", bearer, "Upload-Length: 5").header.Get("stream-media-id")
	created, processing, viewable, ready, bad := f.newVideo(t), f.uploadedVideo(t), f.uploadedVideo(t), f.uploadedVideo(t), f.uploadedVideo(t)
	f.bring(t, viewable, media.Viewable)
	f.bring(t, ready, media.Ready)
	f.bring(t, bad, media.Failed)
	f.do(t, "DELETE", videos+"/"+uploading, "", bearer).want(t, 409, "video is still uploading")
	f.do(t, "DELETE", videos+"/"+processing, "", bearer).want(t, 409, "video is still processing")
	f.do(t, "DELETE", videos+"/"+viewable, "", bearer).want(t, 409, "video is still processing")
	f.do(t, "DELETE", videos+"/"+bad, "", bearer).want(t, 409, "video has failed only just now")
	f.api(t, 204, "DELETE", videos+"/"+ready, "")
	f.do(t, "DELETE", videos+"/"+ready, "", bearer).want(t, 404, "video not found")

	unknown := media.NewUUID()
	got := f.api(t, 200, "DELETE", videos+"/delete_videos", fmt.Sprintf(`{"uuids":[%q,%q,%q,%q]}`, created, processing, unknown, created))
	want := map[string]any{"has_error": true, "videos_count": 3.0, "updated_count": 1.0, "failed_count": 2.0,
		"failed_videos": map[string]any{processing: "still processing", unknown: "video not found"}}
	if diff := cmp.Diff(want, got.decode(t)); diff != "" {
		t.Error(diff)
	}
	bin := f.api(t, 200, "GET", videos+"/deleted?limit=1", "").decode(t)
	item := bin["data"].([]any)[0].(map[string]any)
	if bin["total"] != 2.0 || bin["next"] != 2.0 || item["deleted_at"] == nil {
		t.Errorf("bin %v", bin)
	}
	var old []any
	must(t, json.Unmarshal([]byte(f.api(t, 200, "POST", videos+"/deleted", "").body), &old))
	if len(old) != 2 {
		t.Errorf("old bin %v", old)
	}
	f.api(t, 400, "POST", videos+"/revert_deletion/"+ready+"?status=gone", "")
	f.api(t, 204, "POST", videos+"/revert_deletion/"+ready+"?status=process-completed", "")
	f.do(t, "POST", videos+"/revert_deletion/"+ready, "", bearer).want(t, 404, "video not found")
	if got := f.api(t, 200, "GET", videos+"/"+ready, "").decode(t)["status"]; got != "process-completed" {
		t.Errorf("reverted to %s", got)
	}
	_, err := f.BeginPurge(t.Context(), created)
	must(t, err)
	f.do(t, "POST", videos+"/revert_deletion/"+created, "", bearer).want(t, 409, "video is purged")
}

func TestUUIDLists(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t)
	trips := f.api(t, 201, "POST", "/company/client/collections", `{"name":"Trips"}`).decode(t)["id"].(string)
	many := `"` + strings.Repeat(id+`","`, 50) + id + `"`
	for _, call := range [][2]string{{"DELETE", videos + "/bulk_delete"}, {"POST", videos + "/traffic"},
		{"POST", "/company/client/collections/move"}, {"POST", "/company/client/collections/move_root"}} {
		for _, list := range []string{``, `"x"`, `1`, `"` + trips + `"`, many} {
			f.api(t, 400, call[0], call[1], `{"id":"`+trips+`","uuids":[`+list+`]}`)
		}
	}
	both := fmt.Sprintf(`{"id":%q,"uuids":[%q,%q]}`, trips, id, media.NewUUID())
	f.do(t, "POST", "/company/client/collections/move", both, bearer).want(t, 404, "video not found")
	collection := func() any { return f.api(t, 200, "GET", videos+"/"+id, "").decode(t)["collection_id"] }
	if collection() != nil {
		t.Error("a refused move moved")
	}
	f.api(t, 204, "POST", "/company/client/collections/move", fmt.Sprintf(`{"id":%q,"uuids":[%q]}`, trips, strings.ToUpper(id)))
	if collection() != trips {
		t.Errorf("in %v, want %s", collection(), trips)
	}
	f.api(t, 204, "POST", "/company/client/collections/move_root", fmt.Sprintf(`{"uuids":[%q]}`, id))
	if collection() != nil {
		t.Errorf("in %v, want none", collection())
	}
}

func TestCollections(t *testing.T) {
	f := newFixture(t, nil)
	const base = "/company/client/collections"
	made := f.api(t, 201, "POST", base, `{"name":"Trips"}`).decode(t)
	id := made["id"].(string)
	if !media.IsObjectID(id) || made["name"] != "Trips" || made["coid"] != "omega-cop-"+f.project.Code[8:] {
		t.Errorf("made %v", made)
	}
	for i, call := range [][2]string{{base + "/" + id, `{"name":"N0"}`}, {base, `{"name":"N1","id":"` + id + `"}`}, {base + "?id=" + id, `{"name":"N2"}`}} {
		if got := f.api(t, 201, "PUT", call[0], call[1]).decode(t)["name"]; got != fmt.Sprintf("N%d", i) {
			t.Errorf("renamed to %v", got)
		}
	}
	f.do(t, "PUT", base, `{"name":"x"}`, bearer).want(t, 400, "id is required")
	f.do(t, "PUT", base+"/6a1f0d11aa22bb33cc44dd55", `{"name":"x"}`, bearer).want(t, 404, "collection not found")
	f.do(t, "POST", base, `{"name":"`+strings.Repeat("x", 129)+`"}`, bearer).want(t, 400, "name is longer than 128 characters")
	page := f.api(t, 200, "GET", base+"?limit=5", "").decode(t)
	if page["total"] != 1.0 || page["per_page"] != 5.0 || page["data"].([]any)[0].(map[string]any)["name"] != "N2" {
		t.Errorf("page %v", page)
	}
	video := f.api(t, 201, "POST", videos, `{"title":"a","collection":"`+id+`"}`).decode(t)["uuid"].(string)
	f.api(t, 200, "GET", base+"/"+id, "")
	f.api(t, 204, "DELETE", base+"/"+id, "")
	f.api(t, 404, "GET", base+"/"+id, "")
	if got := f.api(t, 200, "GET", videos+"/"+video, "").decode(t)["collection_id"]; got != nil {
		t.Errorf("collection of a video that was in the deleted one: %v", got)
	}
}

func TestTraffic(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t)
	hour := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	must(t, f.AddTraffic(t.Context(), hour, map[string]media.Traffic{id: {Requests: 812, Bytes: 7_345_000_000}}))
	got := f.api(t, 200, "POST", videos+"/traffic", `{"uuids":["`+id+`"]}`)
	want := `{"checked_uuids":["` + id + `"],"start_time":null,"end_time":null,"queried_at":"` + f.clock.now().UTC().Format(time.RFC3339) +
		`","videos_traffic":{"number_of_requests":812,"traffic_in_bytes":7345000000,"traffic_in_gb":7.35,"traffic_in_tb":0.01}}`
	if got.body != want {
		t.Errorf("got  %s\nwant %s", got.body, want)
	}
	later := f.api(t, 200, "POST", videos+"/traffic?start_time=2026-03-02T10:00:00Z", `{"uuids":["`+id+`"]}`).decode(t)
	if later["start_time"] != "2026-03-02T10:00:00Z" || later["videos_traffic"].(map[string]any)["number_of_requests"] != 0.0 {
		t.Errorf("later %v", later)
	}
	f.api(t, 400, "POST", videos+"/traffic?end_time=yesterday", `{"uuids":["`+id+`"]}`)
}

func TestAccount(t *testing.T) {
	f := newFixture(t, nil)
	made := f.project.CreatedAt.Format("2006-01-02T15:04:05.000Z")
	want := fmt.Sprintf(`{"id":"%08x%s","created_at":%q,"updated_at":%q,"deleted_at":null,"ocid":"omega-cop-%s","title":"Harbour films",`+
		`"email":null,"phone_number":null,"storage_code":%q,"address":{"address_1":null,"country":null,"city":null,"state":null,"zip":null},"Metadata":null}`,
		f.project.CreatedAt.Unix(), f.project.Code, made, made, f.project.Code[8:], f.project.Code[:8])
	for _, path := range []string{"/company/client/account/data", "/client/data/"} {
		if got := f.api(t, 200, "GET", path, "").body; got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", path, got, want)
		}
	}
	f.do(t, "POST", "/client/revoke-api-key", `{"key":"nonsense"}`, bearer).want(t, 404, "key not found")
}
