package omegastream_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func (f *fixture) folder(id string) string {
	return "/project-1/" + f.project.Code[:8] + "/video/" + id
}

// Every link in a video's JSON leads to the player, under our names for the files.
func TestLinksLead(t *testing.T) {
	f := newFixture(t, nil)
	id := f.uploadedVideo(t)
	f.bring(t, id, media.Ready)
	v := f.api(t, 200, "GET", videos+"/"+id, "").decode(t)
	links := v["playback_v2"].(map[string]any)
	for _, tt := range []struct {
		link any
		want string
	}{
		{links["hls"], "file master.m3u8"}, {links["r_720p"], "file 720p.mp4"}, {links["r_360p"], "file 360p.mp4"}, {v["thumbnail"], "file poster.jpg"},
	} {
		a := f.do(t, "GET", tt.link.(string), "")
		if a.status != 200 || a.body != tt.want || a.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %s", tt.link, a.status, a.body)
		}
	}
	download := f.api(t, 200, "GET", videos+"/"+id+"/src_download", "").decode(t)
	if raw := f.api(t, 200, "GET", videos+"/"+id+"/src_download", "").body; !strings.Contains(raw, "&s=") {
		t.Errorf("the link cannot be cut out of %s", raw)
	}
	if download["expires_in"] != 1800.0 || download["expires_at"] != f.clock.now().Add(30*time.Minute).UTC().Format(time.RFC3339) {
		t.Errorf("download %v", download)
	}
	link := download["url"].(string)
	if a := f.do(t, "GET", link, ""); a.body != "source "+id+".mp4" {
		t.Errorf("source: %d %s", a.status, a.body)
	}
	f.do(t, "GET", strings.Replace(link, ".mp4", ".html", 1), "").want(t, 404, "source not found")
	f.do(t, "GET", strings.Replace(link, "e=1", "e=2", 1), "").want(t, 403, "forbidden")
	f.do(t, "GET", link[:strings.Index(link, "?")], "").want(t, 403, "forbidden")
	f.clock.advance(30 * time.Minute)
	f.do(t, "GET", link, "").want(t, 403, "forbidden")
}

func TestPlaybackAddresses(t *testing.T) {
	f := newFixture(t, nil)
	id := f.uploadedVideo(t)
	f.bring(t, id, media.Ready)
	folder := f.folder(id)
	f.do(t, "GET", "/stream/company"+folder+"/playlist.m3u8", "").want(t, 403, "forbidden")
	f.api(t, 204, "PUT", videos+"/"+id+"/privacy", `{"privacy":"public"}`)
	tests := []struct {
		path   string
		status int
		body   string
	}{
		{"/stream/company" + folder + "/playlist.m3u8", 200, "file master.m3u8"}, // built by hand, without s
		{"/stream/company" + folder + "/720p/index.m3u8", 200, "file 720p/index.m3u8"},
		{"/stream/company" + folder + "/720p/3.m4s", 200, "file 720p/3.m4s"},
		{"/stream/dashboard" + folder + "/thumbnail.jpg", 200, "file poster.jpg"},
		{"/stream/dashboard" + folder + "/thumbnail.png", 200, "file poster.jpg"},
		{"/stream/dashboard" + folder + "/playlist.m3u8", 404, ""},
		{"/stream/company" + folder + "/playlist.mpd", 404, ""},
		{"/stream/company" + folder + "/audio.aac", 404, ""},
		{"/stream/company" + folder, 404, ""},
		{"/stream/company" + strings.Replace(folder, "project-1", "project-2", 1) + "/playlist.m3u8", 404, ""},
		{"/stream/company" + strings.Replace(folder, f.project.Code[:8], "00000000", 1) + "/playlist.m3u8", 404, ""},
		{"/stream/company" + f.folder(media.NewUUID()) + "/playlist.m3u8", 404, ""},
		{"/stream/company" + f.folder("x") + "/playlist.m3u8", 404, ""},
	}
	for _, tt := range tests {
		if a := f.do(t, "GET", tt.path, ""); a.status != tt.status || tt.body != "" && a.body != tt.body {
			t.Errorf("%s: %d %s", tt.path, a.status, a.body)
		}
	}
	a := f.do(t, "OPTIONS", "/stream/company"+folder+"/playlist.m3u8", "", "Origin: https://x.test")
	if a.status != 204 || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Range") {
		t.Errorf("preflight: %d %v", a.status, a.header)
	}
	f.api(t, 204, "DELETE", videos+"/"+id, "")
	f.do(t, "GET", "/stream/company"+folder+"/playlist.m3u8", "").want(t, 404, "video not found")
	f.do(t, "GET", "/player/"+id+"/embedded", "").want(t, 404, "video not found")
}

func TestSourceOnlyWhenReady(t *testing.T) {
	f := newFixture(t, nil)
	for _, state := range []media.State{media.Processing, media.Viewable, media.Failed} {
		id := f.uploadedVideo(t)
		f.bring(t, id, state)
		f.do(t, "GET", videos+"/"+id+"/src_download", "", bearer).want(t, 404, "source not found")
	}
	f.do(t, "GET", videos+"/"+f.newVideo(t)+"/src_download", "", bearer).want(t, 404, "source not found")
}

func TestEmbeddedPlayer(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t)
	at := "/player/" + id + "/embedded"
	s := f.master.PlaybackSignature(id)
	if a := f.do(t, "GET", at+"?autoplay", "", "Accept: text/html,*/*;q=0.8"); a.body != "page "+id || a.header.Get("Vary") != "Accept" {
		t.Errorf("page: %d %s", a.status, a.body)
	}
	f.do(t, "GET", at, "").want(t, 403, "forbidden") // or anybody could ask for the signature
	want := `{"uuid":"` + id + `","source":"` + at + `","signature":"` + s + `"}`
	for _, a := range []answer{f.do(t, "GET", at+"?s="+s, ""), f.do(t, "GET", at+"/", "", bearer)} {
		if a.body != want {
			t.Errorf("got %s, want %s", a.body, want)
		}
	}
	f.api(t, 204, "PUT", videos+"/"+id+"/privacy", `{"privacy":"public"}`)
	if a := f.do(t, "GET", at, ""); a.body != `{"uuid":"`+id+`","source":"`+at+`","signature":""}` {
		t.Errorf("public: %s", a.body)
	}
	f.do(t, "GET", "/player/12345/embedded", "").want(t, 404, "video not found")
}
