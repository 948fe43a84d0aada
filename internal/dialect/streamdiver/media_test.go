package streamdiver_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// The media column of the contract, section 4.
func TestMediaStates(t *testing.T) {
	f := newFixture(t, nil)
	u := f.newUpload(t, "")
	hidden, err := f.catalog.Create(t.Context(), f.catalog.NewVideo(f.project.ID, "Elsewhere", media.Public))
	must(t, err)
	f.as(t, f.key, "GET", "/v2/media/"+hidden.ID, "").wantBody(t, 404, `{"status":"fail","message":"media not found","data":null}`)
	if list := f.api(t, 200, "GET", "/v2/media", "").list(t); len(list) != 0 {
		t.Errorf("media without a file: %v", list)
	}
	f.store(t, u, "bytes")
	id := text(t, f.api(t, 200, "POST", uploadPath(t, u)+"/complete", "").data(t), "mediaId")
	is := func(state, playable, playlist any) {
		t.Helper()
		got := f.api(t, 200, "GET", "/v2/media/"+id, "").data(t)
		want := map[string]any{"status": state, "playable": playable, "playlistUrl": playlist}
		if diff := cmp.Diff(want, pick(got, "status", "playable", "playlistUrl")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
	}
	is("processing", false, nil)
	f.bring(t, id, media.Viewable)
	v, err := f.Video(t.Context(), id)
	must(t, err)
	playlist := f.url + "/stream/company/project-1/" + f.project.Code[:8] + "/video/" + id + "/playlist.m3u8?s=" + f.cfg.Master.PlaybackSignature(v.ID)
	is("processing", true, playlist)
	f.chunk(t, id, "720p")
	is("ready", true, playlist)
	f.api(t, 200, "DELETE", "/v2/media/"+id, "").wantBody(t, 200, `{"status":"success","message":null,"data":null}`)
	is("softDeleted", false, nil)

	failed := f.newMedia(t, "")
	f.bring(t, failed, media.Failed)
	got := f.api(t, 200, "GET", "/v2/media/"+failed, "").data(t)
	want := map[string]any{"status": "failed", "playable": false, "failure": media.NotMedia.Text()}
	if diff := cmp.Diff(want, pick(got, "status", "playable", "failure")); diff != "" {
		t.Errorf("failed (-want +got):\n%s", diff)
	}
}

func TestMediaBody(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, `{"name":"Harbour walk","tags":["sea"]}`)
	f.bring(t, id, media.Ready)
	got := f.api(t, 200, "GET", "/v2/media/"+id, "").data(t)
	standard := f.api(t, 200, "GET", "/v2/channels", "").list(t)[0]
	for _, name := range []string{"created", "updated", "playlistUrl", "uploadId"} {
		text(t, got, name)
		delete(got, name)
	}
	sign := "?s=" + f.cfg.Master.PlaybackSignature(id)
	want := map[string]any{
		"id": id, "type": "video", "status": "ready", "name": "Harbour walk", "description": nil, "tags": []any{"sea"},
		"channelIds": []any{standard["id"]}, "fileName": "harbour.mp4", "fileSize": 18.0, "duration": 83.4, "width": 1280.0, "height": 720.0,
		"playable": true, "thumbnailUrl": f.url + "/v2/media/" + id + "/thumbnail" + sign, "embedUrl": f.url + "/player/" + id + "/embedded" + sign,
		"failure": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("media (-want +got):\n%s", diff)
	}
	body := f.api(t, 200, "GET", "/v2/media/"+id+"?channelId="+text(t, standard, "id"), "").data(t)
	if design, there := body["playerDesign"]; !there || design != nil {
		t.Errorf("playerDesign %v, %v", design, there)
	}
	f.as(t, f.key, "GET", "/v2/media/"+id+"?channelId=x", "").wantBody(t, 400,
		`{"status":"fail","message":"invalid request","data":{"channelId":"unknown"}}`)
	for _, path := range []string{"", "/thumbnail", "/metadata", "/metadata/transcripts"} {
		if a := f.as(t, f.foreign, "GET", "/v2/media/"+id+path, ""); a.status != 404 {
			t.Errorf("%s of another project: %d %s", path, a.status, a.body)
		}
	}
}

func TestUpdateMedia(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newMedia(t, "")
	for _, method := range []string{"PATCH", "PUT"} {
		got := f.api(t, 200, method, "/v2/media/"+id, `{"name":"Pier","description":"two\nlines","tags":["a","a","b"],"more":1}`).data(t)
		want := map[string]any{"name": "Pier", "description": "two\nlines", "tags": []any{"a", "b"}}
		if diff := cmp.Diff(want, pick(got, "name", "description", "tags")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", method, diff)
		}
	}
	if got := f.api(t, 200, "PATCH", "/v2/media/"+id, `{}`).data(t); got["name"] != "Pier" {
		t.Errorf("nothing changed the name to %v", got["name"])
	}
	for body, want := range map[string]string{
		`{"name":""}`:    `{"name":"must not be empty"}`,
		`{"name":5}`:     `{"name":"must be a text"}`,
		`{"tags":"sea"}`: `{"tags":"must be an array of texts"}`,
		`{"channelIds":["` + media.NewUUID() + `"]}`:         `{"channelIds":"unknown"}`,
		`{"channelIds":["` + strings.Repeat("x", 10) + `"]}`: `{"channelIds":"unknown"}`,
	} {
		f.as(t, f.key, "PATCH", "/v2/media/"+id, body).wantBody(t, 400, `{"status":"fail","message":"invalid request","data":`+want+`}`)
	}
	if a := f.as(t, f.foreign, "PATCH", "/v2/media/"+id, `{"name":"Mine"}`); a.status != 404 {
		t.Errorf("another project changes it: %d", a.status)
	}
	f.api(t, 200, "DELETE", "/v2/media/"+id, "")
	f.as(t, f.key, "PATCH", "/v2/media/"+id, `{}`).wantBody(t, 409, `{"status":"fail","message":"media is softDeleted","data":{"status":"softDeleted"}}`)
}

func TestListMedia(t *testing.T) {
	f := newFixture(t, nil)
	group := text(t, f.api(t, 201, "POST", "/v2/channels", `{"name":"Group"}`).data(t), "id")
	demo := f.newMedia(t, `{"name":"Demo","tags":["a","b"]}`)
	second := f.newMedia(t, `{"name":"Demo 2","tags":["a"],"channelId":"`+group+`"}`)
	f.bring(t, demo, media.Ready)
	binned := f.newMedia(t, `{"name":"Old"}`)
	f.api(t, 200, "DELETE", "/v2/media/"+binned, "")
	for query, want := range map[string][]any{
		"":                                    {second, demo},
		"perpage=1":                           {second},
		"perpage=1&page=1":                    {demo},
		"page=7":                              {},
		"sort=name":                           {demo, second},
		"sort=created:desc":                   {second, demo},
		"filter=name=Demo":                    {demo},
		"filter=name=demo%202":                {second},
		"filter=tags=a%2btags=b":              {demo},
		"filter=tags=a":                       {second, demo},
		"filter=status=ready":                 {demo},
		"filter=status=processing":            {second},
		"filter=status=softDeleted":           {binned},
		"filter=status=ready+status=failed":   {},
		"filter=type=video":                   {second, demo},
		"filter=type=audio":                   {},
		"filter=type=image":                   {},
		"filter=channelId=" + group:           {second},
		"filter=channelId=" + media.NewUUID(): {},
	} {
		a := f.api(t, 200, "GET", "/v2/media?"+query, "")
		if diff := cmp.Diff(want, ids(a.list(t))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	a := f.api(t, 200, "GET", "/v2/media?perpage=1", "")
	want := map[string]any{"page": 0.0, "perpage": 1.0, "total": 2.0, "totalPages": 2.0}
	if diff := cmp.Diff(want, a.decode(t)["pagination"]); diff != "" || a.header.Get("X-Total-Count") != "2" {
		t.Errorf("total %s (-want +got):\n%s", a.header.Get("X-Total-Count"), diff)
	}
	for _, query := range []string{"sort=size", "filter=size=1", "filter=" + url.QueryEscape("type=book"), "filter=status=gone", "perpage=0", "page=-1"} {
		if a := f.as(t, f.key, "GET", "/v2/media?"+query, ""); a.status != 400 {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestMediaTags(t *testing.T) {
	f := newFixture(t, nil)
	one, two := f.newMedia(t, `{"tags":["a"]}`), f.newMedia(t, `{"tags":["b"]}`)
	both := `"ids":["` + one + `","` + two + `"]`
	f.api(t, 200, "POST", "/v2/media/tags", `{`+both+`,"tags":["b","sea"]}`).wantBody(t, 200,
		`{"status":"success","message":null,"data":{"all":["a","b","sea"],"common":["b","sea"]}}`)
	f.api(t, 200, "GET", "/v2/media/tags?ids="+one+"&ids="+two, "").wantBody(t, 200,
		`{"status":"success","message":null,"data":{"all":["a","b","sea"],"common":["b","sea"]}}`)
	f.api(t, 404, "POST", "/v2/media/tags", `{"ids":["`+one+`","`+media.NewUUID()+`"],"tags":["c"]}`)
	f.api(t, 200, "GET", "/v2/media/tags?ids="+one, "").wantBody(t, 200,
		`{"status":"success","message":null,"data":{"all":["a","b","sea"],"common":["a","b","sea"]}}`)
	for _, body := range []string{`{}`, `{"ids":[],"tags":["a"]}`, `{` + both + `}`, `{` + both + `,"tags":[""]}`, `{"ids":5,"tags":["a"]}`} {
		f.api(t, 400, "POST", "/v2/media/tags", body)
	}
	f.api(t, 400, "GET", "/v2/media/tags", "")
}

func TestMediaMetadata(t *testing.T) {
	f := newFixture(t, nil)
	path := "/v2/media/" + f.newMedia(t, "") + "/metadata"
	f.api(t, 200, "GET", path, "").wantBody(t, 200, `{"status":"success","message":null,"data":{}}`)
	f.api(t, 200, "GET", path+"/transcripts", "").wantBody(t, 200, `{"status":"success","message":null,"data":[]}`)
	f.api(t, 200, "PUT", path, `{"place":{"pier":[1,2]}}`)
	f.api(t, 200, "GET", path, "").wantBody(t, 200, `{"status":"success","message":null,"data":{"place":{"pier":[1,2]}}}`)
	f.api(t, 400, "PUT", path, `[]`)
	f.api(t, 400, "PUT", path, `{"a":"`+strings.Repeat("x", 65<<10)+`"}`)
	f.api(t, 413, "PUT", path, `{"a":"`+strings.Repeat("x", 1<<20)+`"}`)
}

func TestNotOffered(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{"downloads", "livestreams", "livestreams/1/start", "stories", "entries", "search", "analytics"} {
		f.as(t, f.key, "POST", "/v2/"+path, "").wantBody(t, 501, `{"status":"error","message":"not supported by this server"}`)
	}
}
