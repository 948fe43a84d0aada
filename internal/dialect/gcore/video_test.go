package gcore_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// A new video has everything that the contract shows, as it shows it.
func TestCreateVideo(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 200, "POST", "/streaming/videos/", `{"video":{"name":"Demo","description":"From a bucket"}}`)
	got := a.decode(t)
	v := f.record(t, int64(got["id"].(float64)))
	b := fmt.Sprintf("%s/videos/%d_%s", f.url, f.project.ID, v.Slug)
	want := map[string]any{
		"id": float64(v.Seq), "uuid": v.ID, "name": "Demo", "description": "From a bucket", "client_id": float64(f.project.ID),
		"slug": v.Slug, "status": "empty", "error": nil, "duration": nil, "upload_progress": 0.0, "origin_url": nil, "origin_size": nil,
		"origin_video_duration": nil, "origin_width": nil, "origin_height": nil, "origin_audio_channels": nil,
		"created_at": v.CreatedAt.Format("2006-01-02T15:04:05.000Z"), "updated_at": v.UpdatedAt.Format("2006-01-02T15:04:05.000Z"),
		"screenshots": []any{}, "screenshot": nil, "screenshot_id": 0.0, "poster": nil, "poster_thumb": nil,
		"hls_url": b + "/master.m3u8", "hls_cmaf_url": b + "/master-cmaf.m3u8", "dash_url": b + "/master.mpd", "iframe_url": b,
		"iframe_embed_code": `<iframe src="` + b + `"></iframe>`, "sprite": nil, "sprite_vtt": nil, "views": 0.0, "cdn_views": 0.0,
		"priority": 0.0, "projection": "regular", "directory_id": nil, "quality_set_id": nil, "client_user_id": nil, "stream_id": nil,
		"ad_id": nil, "record_type": nil, "recording_started_at": nil, "share_url": nil, "custom_iframe_url": nil,
		"clip_start_seconds": nil, "clip_duration_seconds": nil, "folders": []any{}, "converted_videos": []any{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(v.Slug) != media.SlugLength || a.header.Get("Location") != "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("slug %q, header %v", v.Slug, a.header)
	}
	if diff := cmp.Diff(got, f.api(t, 200, "GET", video(v.Seq), "").decode(t)); diff != "" {
		t.Errorf("GET shows it otherwise:\n%s", diff)
	}
}

// The vendor's SDKs fail on an object, all others on a list.
func TestCreateReply(t *testing.T) {
	for _, tt := range []struct {
		setting, header string
		list            bool
	}{
		{"", "User-Agent: curl/8.5.0", false},
		{"", "User-Agent: Gcore/Go 0.50.0", true},
		{"", "User-Agent: gcore/python 0.53.0", true},
		{"", "User-Agent: AsyncGcore/Python 0.53.0", true},
		{"", "User-Agent: my Gcore/Go", false},
		{"", "X-Stainless-Lang: go", true},
		{gcore.ReplyObject, "X-Stainless-Lang: go", false},
		{gcore.ReplyArray, "User-Agent: curl/8.5.0", true},
	} {
		f := newFixture(t, func(c *gcore.Config) { c.Settings.CreateReply = tt.setting })
		got := f.api(t, 200, "POST", "/streaming/videos", `{"video":{"name":"a"}}`, tt.header).value(t)
		if list, isList := got.([]any); isList != tt.list || isList && len(list) != 1 {
			t.Errorf("%q, %s: %v", tt.setting, tt.header, got)
		}
	}
}

// What creation takes comes back, and goes where others read it.
func TestAttributes(t *testing.T) {
	f := newFixture(t, func(c *gcore.Config) { c.Settings.QualitySets = []gcore.QualitySet{{ID: 3, Name: "Small"}} })
	for name, tt := range map[string]struct{ sent, shown string }{
		"priority":          {`"priority":-10`, `"priority":-10`},
		"priority as text":  {`"priority":"7"`, `"priority":7`},
		"quality set":       {`"quality_set_id":3`, `"quality_set_id":3`},
		"clip":              {`"clip_start_seconds":5,"clip_duration_seconds":10`, `"clip_start_seconds":5,"clip_duration_seconds":10`},
		"no clip":           {`"clip_start_seconds":null,"clip_duration_seconds":null`, `"clip_start_seconds":null`},
		"user":              {`"client_user_id":1234`, `"client_user_id":1234`},
		"user as text":      {`"client_user_id":"1234"`, `"client_user_id":1234`},
		"user with zeros":   {`"client_user_id":"007"`, `"client_user_id":"007"`},
		"user as a name":    {`"client_user_id":"u-7"`, `"client_user_id":"u-7"`},
		"projection":        {`"projection":"vr360"`, `"projection":"vr360"`},
		"other projection":  {`"projection":"vr360tb"`, `"projection":"vr360tb"`},
		"share":             {`"share_url":"https://a.test/x?y=1&z=2"`, `"share_url":"https://a.test/x?y=1&z=2"`},
		"frame":             {`"custom_iframe_url":"https://a.test/f"`, `"custom_iframe_url":"https://a.test/f"`},
		"no frame":          {`"custom_iframe_url":""`, `"custom_iframe_url":null`},
		"bit rate limit":    {`"source_bitrate_limit":false`, `"priority":0`},
		"translation":       {`"auto_translate_subtitles_language":["eng","ger"]`, `"priority":0`},
		"translations":      {`"auto_translate_subtitles_language":"eng,ger"`, `"priority":0`},
		"no translation":    {`"auto_translate_subtitles_language":"disable"`, `"priority":0`},
		"transcription":     {`"auto_transcribe_audio_language":"ger"`, `"priority":0`},
		"no origin":         {`"origin_url":""`, `"origin_url":null`},
		"null everywhere":   {`"priority":null,"projection":null,"directory_id":null,"poster":null,"origin_url":null,"client_user_id":null`, `"client_user_id":null`},
		"screenshot":        {`"screenshot_id":99`, `"screenshot_id":0`},
		"poster screenshot": {`"screenshot_id":-1`, `"screenshot_id":-1`},
	} {
		t.Run(name, func(t *testing.T) {
			a := f.api(t, 200, "POST", "/streaming/videos", `{"name":"a",`+tt.sent+`}`)
			if !strings.Contains(a.body, tt.shown) {
				t.Errorf("no %s in %s", tt.shown, a.body)
			}
		})
	}
	v := f.record(t, f.newVideo(t, `{"name":"a","projection":"vr360","auto_transcribe_audio_language":"auto","clip_start_seconds":5,"clip_duration_seconds":10,"client_user_id":7}`))
	if w := v.Wishes; !w.Panoramic || !w.Transcript || w.Clip == nil || w.Clip.Start.Time != 5*time.Second || w.Clip.End.Time != 15*time.Second {
		t.Errorf("wishes %+v", w)
	}
	if v.Meta["client_user_id"] != "7" {
		t.Errorf("meta %v", v.Meta)
	}
}

func TestInvalidAttributes(t *testing.T) {
	f := newFixture(t, nil)
	foreign := f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"theirs"}`)
	if foreign.status != 200 {
		t.Fatal(foreign.body)
	}
	other, err := f.cfg.Catalog.CreateCollection(t.Context(), f.project.ID+1, "theirs", "")
	must(t, err)
	const blank, invalid = "can't be blank", "is invalid"
	long := strings.Repeat("é", 2049)
	for body, want := range map[string]string{
		``:                                       "name: " + blank,
		`{}`:                                     "name: " + blank,
		`{"video":{}}`:                           "name: " + blank,
		`{"video":null}`:                         "name: " + blank,
		`{"name":null}`:                          "name: " + blank,
		`{"video":{"name":" \t"}}`:               "name: " + blank,
		`{"name":7}`:                             "name: " + invalid,
		`{"name":"a\u0000b"}`:                    "name: " + invalid,
		`{"name":"` + long + `"}`:                "name: is too long",
		`{"video":[{"name":"a"}]}`:               "video: " + invalid,
		`{"video":"a"}`:                          "video: " + invalid,
		`{"name":"a","origin_url":["x"]}`:        "origin_url: " + invalid,
		`{"name":"a","priority":11}`:             "priority: " + invalid,
		`{"name":"a","priority":-11}`:            "priority: " + invalid,
		`{"name":"a","priority":1.5}`:            "priority: " + invalid,
		`{"name":"a","priority":"high"}`:         "priority: " + invalid,
		`{"name":"a","clip_start_seconds":5}`:    "clip_duration_seconds: " + blank,
		`{"name":"a","clip_start_seconds":-5}`:   "clip_start_seconds: " + invalid,
		`{"name":"a","clip_duration_seconds":5}`: "clip_start_seconds: " + blank,
		`{"name":"a","clip_start_seconds":0,"clip_duration_seconds":0}`: "clip_duration_seconds: " + invalid,
		`{"name":"a","directory_id":2147483647}`:                        "directory_id: not found",
		`{"name":"a","directory_id":0}`:                                 "directory_id: not found",
		fmt.Sprintf(`{"name":"a","directory_id":%d}`, other.Seq):        "directory_id: not found",
		`{"name":"a","directory_id":"x"}`:                               "directory_id: " + invalid,
		`{"name":"a","quality_set_id":9}`:                               "quality_set_id: not found",
		`{"name":"a","projection":"cube"}`:                              "projection: is not supported",
		`{"name":"a","share_url":"javascript:alert(1)"}`:                "share_url: " + invalid,
		`{"name":"a","custom_iframe_url":"//a.test"}`:                   "custom_iframe_url: " + invalid,
		`{"name":"a","client_user_id":1.5}`:                             "client_user_id: " + invalid,
		`{"name":"a","client_user_id":[]}`:                              "client_user_id: " + invalid,
		`{"name":"a","client_user_id":true}`:                            "client_user_id: " + invalid,
		`{"name":"a","auto_transcribe_audio_language":"german"}`:        "auto_transcribe_audio_language: " + invalid,
		`{"name":"a","auto_translate_subtitles_language":[7]}`:          "auto_translate_subtitles_language: " + invalid,
		`{"name":"a","auto_translate_subtitles_language":"eng,x"}`:      "auto_translate_subtitles_language: " + invalid,
		`{"name":"a","poster":"https://a.test/p.jpg"}`:                  "poster: " + invalid,
		`{"name":"a","poster":"data:image/png;base64,AAAA"}`:            "poster: " + invalid,
		`{"name":"a","poster":7}`:                                       "poster: " + invalid,
		`{"name":"a","remote_poster_url":"ftp://a.test/p.jpg"}`:         "remote_poster_url: " + invalid,
		`{"name":"a","description":{}}`:                                 "description: " + invalid,
	} {
		a := f.as(t, f.key, "POST", "/streaming/videos", body)
		if len(body) > 100 {
			body = body[:100]
		}
		t.Run(body, func(t *testing.T) { a.errors(t, want) })
	}
	all := f.as(t, f.key, "POST", "/streaming/videos", `{"name":"","priority":99,"share_url":7}`)
	all.errors(t, "name: "+blank, "priority: "+invalid, "share_url: "+invalid)
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 0 {
		t.Errorf("something was made: %v", got)
	}
}

func TestUpdateVideo(t *testing.T) {
	f := newFixture(t, nil)
	dir, err := f.cfg.Catalog.CreateCollection(t.Context(), f.project.ID, "Talks", "")
	must(t, err)
	id := f.newVideo(t, `{"name":"Harbour","description":"d","client_user_id":7,"share_url":"https://a.test/","priority":3}`)
	for _, tt := range []struct {
		sent string
		want map[string]any
	}{
		{`{}`, map[string]any{"name": "Harbour", "description": "d", "client_user_id": 7.0, "priority": 3.0}},
		{`{"name":"Pier"}`, map[string]any{"name": "Pier", "description": "d"}},
		{`{"video":{"name":"Quay"}}`, map[string]any{"name": "Quay"}},
		{`{"name":"","description":"e"}`, map[string]any{"name": "Quay", "description": "e", "share_url": "https://a.test/"}},
		{`{"name":null,"description":null}`, map[string]any{"name": "Quay", "description": nil}},
		{`{"client_user_id":null}`, map[string]any{"client_user_id": nil}},
		{`{"client_user_id":"u-8","share_url":null}`, map[string]any{"client_user_id": "u-8", "share_url": nil}},
		{`{"name":"","directory_id":` + fmt.Sprint(dir.Seq) + `}`, map[string]any{"directory_id": float64(dir.Seq)}},
		{`{"directory_id":null,"priority":null}`, map[string]any{"directory_id": nil, "priority": 0.0}},
		{`{"status":"ready","duration":5,"slug":"x","id":9}`, map[string]any{"status": "empty", "duration": nil, "id": float64(id)}},
	} {
		got := f.api(t, 200, "PATCH", video(id), tt.sent).decode(t)
		stored := f.api(t, 200, "GET", video(id), "").decode(t)
		for name, want := range tt.want {
			if got[name] != want || stored[name] != want {
				t.Errorf("%s: %s is %v, stored %v, want %v", tt.sent, name, got[name], stored[name], want)
			}
		}
	}
	f.as(t, f.key, "PATCH", video(id), `{"name":""}`).errors(t, "name: can't be blank")
	f.as(t, f.key, "PATCH", video(id), `{"name":null}`).errors(t, "name: can't be blank")
	f.as(t, f.key, "PATCH", video(id), `{"priority":12}`).errors(t, "priority: is invalid")
	f.as(t, f.foreign, "PATCH", video(id), `{"name":"x"}`).problem(t, 404, "Not Found")
}

// What is known to the catalog under another vendor's name stays as it is.
func TestUpdateLeavesOthersAlone(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	v := f.record(t, id)
	_, err := f.cfg.Catalog.Update(t.Context(), f.project.ID, v.ID, patchVendor("other", `{"a":1}`))
	must(t, err)
	f.api(t, 200, "PATCH", video(id), `{"priority":4,"client_user_id":9}`)
	w := f.record(t, id).Wishes
	if string(w.Vendor["other"]) != `{"a":1}` || !strings.Contains(string(w.Vendor["gcore"]), `"priority":4`) {
		t.Errorf("vendor %s", w.Vendor)
	}
}

func TestIDs(t *testing.T) {
	f := newFixture(t, nil)
	gone := f.newVideo(t, "")
	f.api(t, 204, "DELETE", video(gone), "")
	foreign := int64(f.as(t, f.foreign, "POST", "/streaming/videos", `{"name":"theirs"}`).decode(t)["id"].(float64))
	for _, id := range []string{
		"abc", "0", "-1", "2147483648", "99999999999999999999", "1.5", "+1", "%31%00", "2147483647", fmt.Sprint(gone), fmt.Sprint(foreign),
	} {
		for _, method := range []string{"GET", "PATCH", "DELETE"} {
			f.as(t, f.key, method, "/streaming/videos/"+id, "").problem(t, 404, "Not Found")
		}
	}
}

func TestDeleteVideo(t *testing.T) {
	f := newFixture(t, nil)
	for name, bring := range map[string]func(id int64){
		"empty":      func(int64) {},
		"processing": func(id int64) { f.sourced(t, id, "x") },
		"planned":    func(id int64) { f.sourced(t, id, "x"); f.planned(t, id) },
	} {
		id := f.newVideo(t, "")
		bring(id)
		if a := f.api(t, 204, "DELETE", video(id), ""); a.body != "" || a.header.Get("Content-Type") != "" {
			t.Errorf("%s: %q", name, a.body)
		}
		f.as(t, f.key, "DELETE", video(id), "").problem(t, 404, "Not Found")
	}
	if got := f.api(t, 200, "GET", "/streaming/videos", "").list(t); len(got) != 0 {
		t.Errorf("listed: %v", got)
	}
}

// A copy begins with the request that names its origin, and may begin again when it failed.
func TestOrigin(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, `{"name":"a","origin_url":"https://files.example.org/a.mp4","priority":5}`)
	got := f.api(t, 200, "GET", video(id), "").decode(t)
	if got["status"] != "empty" || got["error"] != nil || got["origin_url"] != "https://files.example.org/a.mp4" || got["upload_progress"] != 0.0 {
		t.Errorf("while it is copied: %v", got)
	}
	v := f.record(t, id)
	imp, err := f.importer.Progress(t.Context(), v.ID)
	if err != nil || imp.Host != "files.example.org" || imp.Priority != -5 {
		t.Fatalf("import %+v, %v", imp, err)
	}
	running := f.api(t, 200, "PATCH", video(id), `{"origin_url":"https://files.example.org/b.mp4"}`).decode(t)
	if running["origin_url"] != "https://files.example.org/a.mp4" {
		t.Errorf("a running copy was replaced: %v", running["origin_url"])
	}
	must(t, f.EndImport(t.Context(), imp.ID, pull.Failed, &media.Refusal{Code: "origin_not_found", Text: "no"}))
	failed := f.api(t, 200, "GET", video(id), "").decode(t)
	if failed["status"] != "empty" || failed["error"] != "The requested origin was not found" {
		t.Errorf("failed: %v", failed)
	}
	again := f.api(t, 200, "PATCH", video(id), `{"origin_url":"https://files.example.org/b.mp4"}`).decode(t)
	if again["error"] != nil || again["origin_url"] != "https://files.example.org/b.mp4" {
		t.Errorf("again: %v", again)
	}
	if next, err := f.importer.Progress(t.Context(), v.ID); err != nil || next.ID == imp.ID {
		t.Errorf("import %+v, %v", next, err)
	}
}

// A video with content keeps it.
func TestOriginTooLate(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "x")
	f.planned(t, id)
	got := f.api(t, 200, "PATCH", video(id), `{"name":"b","origin_url":"https://files.example.org/a.mp4","clip_start_seconds":1,"clip_duration_seconds":2}`).decode(t)
	if got["origin_url"] != nil || got["name"] != "b" || got["clip_start_seconds"] != nil || f.record(t, id).Wishes.Clip != nil {
		t.Errorf("%v", got)
	}
}

// pictureOf is a picture as a data URL.
func pictureOf(t *testing.T, kind string, width, height int) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		picture.Set(x, 0, color.RGBA{R: 200, A: 255})
	}
	var b bytes.Buffer
	switch kind {
	case "image/png":
		must(t, png.Encode(&b, picture))
	case "image/jpeg":
		must(t, jpeg.Encode(&b, picture, nil))
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

// posterOf reads the poster that somebody chose.
func (f *fixture) posterOf(t *testing.T, id int64) image.Config {
	t.Helper()
	stored, err := f.blobs.Open(t.Context(), f.record(t, id).Wishes.Thumbnail)
	must(t, err)
	defer stored.Close()
	size, kind, err := image.DecodeConfig(io.NewSectionReader(stored, 0, stored.Size()))
	if err != nil || kind != "jpeg" {
		t.Fatalf("stored %q, %v", kind, err)
	}
	return size
}

func TestPoster(t *testing.T) {
	f := newFixture(t, nil)
	for _, kind := range []string{"image/png", "image/jpeg"} {
		id := f.newVideo(t, `{"name":"a","screenshot_id":-1,"poster":"`+pictureOf(t, kind, 64, 36)+`"}`)
		got := f.api(t, 200, "GET", video(id), "").decode(t)
		page := got["iframe_url"].(string)
		if got["poster"] != page+"/poster.jpg" || got["poster_thumb"] != page+"/poster_thumb.jpg" || got["screenshot"] != got["poster"] {
			t.Errorf("%s: %v %v %v", kind, got["poster"], got["poster_thumb"], got["screenshot"])
		}
		if size := f.posterOf(t, id); size.Width != 64 || size.Height != 36 {
			t.Errorf("%s: %+v", kind, size)
		}
	}
	id := f.newVideo(t, `{"name":"a","poster":"`+pictureOf(t, "image/png", 64, 36)+`"}`)
	first := f.record(t, id).Wishes.Thumbnail
	f.api(t, 200, "PATCH", video(id), `{"poster":"`+pictureOf(t, "image/png", 32, 18)+`"}`)
	if size := f.posterOf(t, id); size.Width != 32 {
		t.Errorf("replaced: %+v", size)
	}
	if _, err := f.blobs.Open(t.Context(), first); err == nil {
		t.Error("the poster before is still stored")
	}
	if got := f.api(t, 200, "PATCH", video(id), `{"remove_poster":true}`).decode(t); got["poster"] != nil {
		t.Errorf("removed: %v", got["poster"])
	}
	var bomb bytes.Buffer
	must(t, png.Encode(&bomb, image.NewPaletted(image.Rect(0, 0, 10000, 5001), color.Palette{color.White})))
	sent := "data:image/png;base64," + base64.StdEncoding.EncodeToString(bomb.Bytes())
	f.as(t, f.key, "POST", "/streaming/videos", `{"name":"a","poster":"`+sent+`"}`).errors(t, "poster: is invalid")
	webp := "data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
	if size := f.posterOf(t, f.newVideo(t, `{"name":"a","poster":"`+webp+`"}`)); size.Width != 1 {
		t.Errorf("WebP: %+v", size)
	}
	large := `{"name":"a","poster":"data:image/png;base64,` + strings.Repeat("A", 1_400_000) + `"}`
	f.as(t, f.key, "POST", "/streaming/videos", large).errors(t, "poster: is too long")
}

// A poster that cannot be fetched is no fault of the video.
func TestRemotePoster(t *testing.T) {
	f := newFixture(t, nil)
	_, data, _ := strings.Cut(pictureOf(t, "image/png", 40, 30), ",")
	raw, err := base64.StdEncoding.DecodeString(data)
	must(t, err)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/p.png":
			_, _ = w.Write(raw)
		case "/page":
			_, _ = w.Write([]byte("<html>"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	id := f.newVideo(t, `{"name":"a","remote_poster_url":"`+site.URL+`/p.png"}`)
	if size := f.posterOf(t, id); size.Width != 40 {
		t.Errorf("%+v", size)
	}
	for _, path := range []string{"/page", "/nothing"} {
		got := f.api(t, 200, "POST", "/streaming/videos", `{"name":"a","remote_poster_url":"`+site.URL+path+`"}`).decode(t)
		if got["poster"] != nil {
			t.Errorf("%s: %v", path, got["poster"])
		}
	}
	got := f.api(t, 200, "POST", "/streaming/videos", `{"name":"a","remote_poster_url":"http://10.0.0.1/p.png"}`).decode(t)
	if got["poster"] != nil {
		t.Errorf("fetched from the inside: %v", got["poster"])
	}
}
