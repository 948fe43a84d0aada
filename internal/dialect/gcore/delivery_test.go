package gcore_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// get is a viewer's request for a file of a video; "" is its page.
func (f *fixture) get(t *testing.T, v media.Video, file string, headers ...string) answer {
	t.Helper()
	return f.do(t, "GET", "/videos/"+placeOf(v)+file, "", headers...)
}

func placeOf(v media.Video) string { return fmt.Sprintf("%d_%s", v.ProjectID, v.Slug) }

// TestDelivery fetches everything that the API says of a video, as its viewers do.
func TestDelivery(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	f := newFixture(t, nil)
	v := f.film(t, testkit.ClipSpec{Seconds: 8, GOP: 60})
	shown := f.api(t, 200, "GET", video(v.Seq), "").decode(t)

	t.Run("addresses", func(t *testing.T) {
		for name, want := range map[string]string{
			"hls_url": hls.PlaylistType, "hls_cmaf_url": hls.PlaylistType, "dash_url": "application/dash+xml", "iframe_url": "text/html; charset=utf-8",
			"sprite": "image/jpeg", "screenshot": "image/jpeg",
		} {
			f.fetches(t, at(shown, name), want)
		}
		for _, url := range at(shown, "screenshots").([]any) {
			f.fetches(t, url, "image/jpeg")
		}
		qualities := at(shown, "converted_videos").([]any)
		if len(qualities) < 2 {
			t.Fatalf("qualities: %v", qualities)
		}
		for _, q := range qualities {
			f.fetches(t, at(q, "mp4_url"), "video/mp4")
		}
		if diff := cmp.Diff(at(shown, "sprite_vtt"), any(f.get(t, v, "/sprite.vtt").body+"\n")); diff != "" {
			t.Errorf("sprite_vtt (-shown +served):\n%s", diff)
		}
		if code := at(shown, "iframe_embed_code"); code != `<iframe src="`+f.url+"/videos/"+placeOf(v)+`"></iframe>` {
			t.Errorf("embed code %s", code)
		}
	})
	t.Run("rules", func(t *testing.T) {
		for _, name := range []string{"/master.m3u8", "/master-cmaf.m3u8", "/master-cmaf-min-240-max-400-img-h264.m3u8", "/master-av1.m3u8"} {
			report, err := hls.Check(t.Context(), hls.HTTP{Client: http.DefaultClient}, f.url+"/videos/"+placeOf(v)+name)
			must(t, err)
			for _, fault := range report.Errors {
				t.Errorf("%s: %s", name, fault)
			}
		}
	})
	t.Run("downloads", func(t *testing.T) {
		f.downloads(t, v, strings.TrimPrefix(at(shown, "converted_videos", 0, "mp4_url").(string), f.url))
	})
	t.Run("page", func(t *testing.T) { f.pages(t, v) })
	t.Run("browser", func(t *testing.T) { f.inBrowser(t, v) })
	t.Run("private", func(t *testing.T) { f.privately(t, v) })
}

func (f *fixture) fetches(t *testing.T, url any, contentType string) {
	t.Helper()
	path, found := strings.CutPrefix(fmt.Sprint(url), f.url)
	if !found {
		t.Fatalf("address %v", url)
	}
	a := f.do(t, "GET", path, "")
	if a.status != 200 || a.header.Get("Content-Type") != contentType || a.body == "" {
		t.Errorf("%s: %d %s", path, a.status, a.header.Get("Content-Type"))
	}
	if a.header.Get("Access-Control-Allow-Origin") != "*" && !strings.HasPrefix(contentType, "text/html") {
		t.Errorf("%s is not for scripts of any site", path)
	}
}

func (f *fixture) downloads(t *testing.T, v media.Video, mp4 string) {
	t.Helper()
	a := f.do(t, "GET", mp4, "", "Range: bytes=0-99")
	if a.status != 206 || !strings.HasPrefix(a.header.Get("Content-Range"), "bytes 0-99/") || a.header.Get("Content-Length") != "100" {
		t.Errorf("range: %d %v", a.status, a.header)
	}
	if a := f.do(t, "HEAD", mp4, ""); a.status != 200 || a.body != "" || a.header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("HEAD: %d %v", a.status, a.header)
	}
	file := strings.TrimSuffix(mp4[strings.LastIndex(mp4, "/")+1:], ".mp4")
	for suffix, want := range map[string]string{
		"": "", "/download": file, "/download=talk-1": "talk-1", "/download=a.b_C": "a.b_C", "/download=" + strings.Repeat("n", 255): strings.Repeat("n", 255),
	} {
		a := f.do(t, "GET", mp4+suffix, "")
		if want != "" {
			want = `attachment; filename="` + want + `.mp4"`
		}
		if got := a.header.Get("Content-Disposition"); a.status != 200 || got != want {
			t.Errorf("%s: %d %q, want %q", suffix, a.status, got, want)
		}
		if !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "Content-Disposition") {
			t.Error("Content-Disposition is not exposed")
		}
	}
	for _, suffix := range []string{"/download=", "/download=.x", "/download=a%22b", "/download=a%0d%0ab", "/download=" + strings.Repeat("n", 256), "/other", "/download/x"} {
		if a := f.do(t, "GET", mp4+suffix, ""); a.status != 404 || a.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d", suffix, a.status)
		}
	}
	f.changed(t, v, func(w *media.Wishes) { w.NoDownload = true })
	if a := f.do(t, "GET", mp4+"/download", ""); a.status != 404 || a.header.Get("Content-Disposition") != "" {
		t.Errorf("a download that is not wanted: %d", a.status)
	}
	f.changed(t, v, func(w *media.Wishes) { w.NoDownload = false })
}

func (f *fixture) changed(t *testing.T, v media.Video, wishes func(*media.Wishes)) {
	t.Helper()
	_, err := f.UpdateVideo(t.Context(), v.ProjectID, v.ID, catalog.Patch{Wishes: wishes})
	must(t, err)
}

func (f *fixture) pages(t *testing.T, v media.Video) {
	t.Helper()
	base := "/videos/" + placeOf(v) + "/"
	for _, tt := range []struct {
		query string
		want  string
	}{
		{"", `"` + base + `master.m3u8"`},
		{"/", `"` + base + `master.m3u8"`},
		{"?sub_lang=de", base + "master.m3u8?sub_lang=de"},
		{"?sub_lang=ger", base + "master.m3u8?sub_lang=de"},
		{"?sub_lang=%22%3E%3Cscript%3E", `"` + base + `master.m3u8"`},
		{"?t=10", base + "sprite.vtt"},
	} {
		a := f.get(t, v, tt.query)
		if a.status != 200 || !strings.Contains(a.body, tt.want) {
			t.Errorf("page %s: %d, no %s in\n%.1500s", tt.query, a.status, tt.want, a.body)
		}
	}
	for language, text := range map[string]string{"de": "Hallo", "en": "Hi"} {
		_, err := f.blobs.Put(t.Context(), "texts/"+language+".vtt", strings.NewReader("WEBVTT\n\n00:01.000 --> 00:02.000\n"+text+"\n"))
		must(t, err)
		_, err = f.AddText(t.Context(), v.ProjectID, v.ID, media.Text{Kind: media.Captions, Language: language, Key: "texts/" + language + ".vtt", Size: 40})
		must(t, err)
	}
	list := f.get(t, v, "/master.m3u8?sub_lang=de").body
	if !strings.Contains(list, `NAME="Deutsch",LANGUAGE="de",DEFAULT=YES`) || strings.Contains(list, `LANGUAGE="en",DEFAULT`) {
		t.Errorf("captions asked for:\n%s", list)
	}
	if list := f.get(t, v, "/master.m3u8").body; strings.Contains(list, `LANGUAGE="de",DEFAULT`) {
		t.Errorf("captions nobody asked for:\n%s", list)
	}
	if list := f.get(t, v, "/master.mpd").body; !strings.Contains(list, "captions/de.vtt") {
		t.Errorf("manifest:\n%s", list)
	}
}

// privately: what another API made private stays so here.
func (f *fixture) privately(t *testing.T, v media.Video) {
	t.Helper()
	private := media.Private
	_, err := f.UpdateVideo(t.Context(), v.ProjectID, v.ID, catalog.Patch{Privacy: &private})
	must(t, err)
	right := "?s=" + f.cfg.Master.PlaybackSignature(v.ID)
	for _, file := range []string{"/master.m3u8", "/master.mpd", "/sprite.vtt", "/" + v.Slug + "_sprite.jpg", "/screenshots/0.jpg", "/poster.jpg", "/tiles.m3u8"} {
		if a := f.get(t, v, file); a.status != 403 {
			t.Errorf("%s without the right: %d", file, a.status)
		}
		if a := f.get(t, v, file+right); a.status != 200 || strings.HasSuffix(file, ".vtt") && !strings.Contains(a.body, "_sprite.jpg"+right+"#xywh=") {
			t.Errorf("%s with it: %d %.300s", file, a.status, a.body)
		}
	}
	if a := f.get(t, v, ""); a.status != 404 {
		t.Errorf("page: %d", a.status)
	}
	if a := f.get(t, v, right); a.status != 200 || !strings.Contains(a.body, "master.m3u8"+right) {
		t.Errorf("page with the right: %d", a.status)
	}
}

// TestDeliveryOfNothing: only the one spelling of each name exists, and nothing before it plays.
func TestDeliveryOfNothing(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	v := f.record(t, id)
	notYet := []string{"/master.m3u8", "/master.mpd", "/tiles.m3u8", "/sprite.vtt", "/" + v.Slug + "_sprite.jpg", "/screenshots/0.jpg", "/poster.jpg", "/poster_thumb.jpg", "/qid360v1_h264_800_360.mp4"}
	for _, file := range notYet {
		a := f.get(t, v, file)
		if a.status != 404 || a.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s of an empty video: %d", file, a.status)
		}
	}
	if a := f.get(t, v, ""); a.status != 200 {
		t.Errorf("page of an empty video: %d", a.status)
	}
	f.sourced(t, id, "content")
	f.planned(t, id)
	for _, part := range []struct {
		name  string
		chunk int
	}{{"360p", 0}, {"360p", 1}, {"audio-1", 0}} {
		f.complete(t, id, part.name, part.chunk, 9)
	}
	for _, file := range []string{"/master.m3u8", "/master-cmaf.m3u8", "/master-cmaf-min-720-max-1080-img-hevc.m3u8", "/master-max-240.m3u8", "/master-min-9999.mpd"} {
		if a := f.get(t, v, file); a.status != 200 || !strings.Contains(a.body, "360p/") {
			t.Errorf("%s: %d %s", file, a.status, a.body)
		}
	}
	for _, file := range []string{
		"/master.m3u8.json", "/MASTER.m3u8", "/master-cmaf-cmaf.m3u8", "/master-max-720-min-240.m3u8", "/master-max-239.m3u8", "/master-min-10000.m3u8",
		"/master-max-0720.m3u8", "/master-vp9.m3u8", "/master-img.mpd", "/master-cmaf.mpd", "/master-img-cmaf.m3u8", "/master", "/sprite", "/360p.mp4", "/360.mp4",
		"/poster.svg", "/poster-thumb.jpg", "/poster.", "/qid720v1_h264_800_720.mp4", "/qid360v1_h264_801_360.mp4", "/qid0360v1_h264_800_360.mp4",
		"/sprite.jpg", "/720p/index.m3u8", "/../" + v.Slug, "/%2e%2e/x", "/x/y/z",
	} {
		if a := f.get(t, v, file); a.status != 404 {
			t.Errorf("%s: %d %.200s", file, a.status, a.body)
		}
	}
	for _, place := range []string{"2147483647_" + v.Slug, "0" + placeOf(v), strings.ToUpper(placeOf(v)) + "x", fmt.Sprintf("%d_x", v.ProjectID)} {
		f.do(t, "GET", "/videos/"+place+"/master.m3u8", "").problem(t, 404, "Not Found")
	}
	if a := f.do(t, "OPTIONS", "/videos/"+placeOf(v)+"/master.m3u8", ""); a.status != 204 || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Range") {
		t.Errorf("preflight: %d", a.status)
	}
	f.do(t, "POST", "/videos/"+placeOf(v)+"/master.m3u8", "").problem(t, 405, "Method Not Allowed")
	f.api(t, 204, "DELETE", video(id), "")
	for _, file := range append(notYet, "") {
		if a := f.get(t, v, file); a.status != 404 {
			t.Errorf("%s of a deleted video: %d", file, a.status)
		}
	}
}

func TestDelivers(t *testing.T) {
	f := newFixture(t, nil)
	for path, want := range map[string]bool{
		"/videos/1234_Qm4tZp81sLd0WxYa": true, "/videos/1234_Qm4tZp81sLd0WxYa/": true, "//videos//1_a/master.m3u8": true, "/videos/1_a/x/y": true,
		"/videos": false, "/videos/": false, "/videos/vi4k0jvEUuaTdRAEjQ4Jfrgz": false, "/videos/vi4_x/source": false, "/videos/1_": false, "/videos/_a": false,
		"/videos/12345678901_a": false, "/videos/1_a-b": false, "/videos/1_" + strings.Repeat("a", 65): false, "/playlists/1_2": false, "/streaming/videos/1_a": false, "": false,
	} {
		if got := f.dialect.Delivers(path); got != want {
			t.Errorf("%q: %v", path, got)
		}
	}
}
