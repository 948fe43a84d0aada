package apivideo_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/testkit"
)

// newViewers is a fixture whose private videos can be watched.
func newViewers(t *testing.T) *fixture {
	t.Helper()
	return newFixture(t, func(c *apivideo.Config) { c.Viewers = c.Endpoints.(apivideo.Viewers) })
}

// playing makes a video of a real clip that is ready, its source the only quality.
func (f *fixture) playing(t *testing.T, body string) (videoID string) {
	t.Helper()
	videoID = f.newVideo(t, body)
	id := uuid(t, videoID)
	raw, err := os.ReadFile(testkit.Clip(t, testkit.ClipSpec{AudioCodec: "none"}))
	must(t, err)
	f.sourced(t, videoID, string(raw))
	_, err = f.StartProcessing(t.Context(), id)
	must(t, err)
	file, err := mp4.Open(t.Context(), strings.NewReader(string(raw)), int64(len(raw)))
	must(t, err)
	rate := media.Rational{Num: 30, Den: 1}
	must(t, f.SavePlan(t.Context(), id, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 640, Height: 360, Duration: 2 * time.Second},
		Plan: media.Plan{Rate: rate, Cuts: []int{0, 60}, SourceCuts: []int{0, file.Video().Len()}},
		Renditions: []media.Rendition{
			{Name: media.SourceName, Kind: media.VideoRendition, State: media.Complete, Repackaged: true, Width: 640, Height: 360, Rate: rate, Codecs: "avc1.64001e"},
			{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: 1},
		},
		Published: []media.ChunkOutput{{Rendition: media.SourceName, Segments: []media.Segment{{Duration: 2 * time.Second, Bytes: int64(len(raw))}}}},
	}))
	_, err = f.blobs.Put(t.Context(), media.PosterKey(id), strings.NewReader("poster"))
	must(t, err)
	f.complete(t, videoID, media.PosterName, 6)
	return videoID
}

// nothing fails unless there is nothing at an address: 404 without a body (client rule 18).
func (f *fixture) nothing(t *testing.T, path string, headers ...string) {
	t.Helper()
	a := f.do(t, "GET", path, "", headers...)
	if a.status != 404 || a.body != "" || a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %d %.60q, %v", path, a.status, a.body, a.header)
	}
}

// watch fails unless there is something at an address, which it returns.
func (f *fixture) watch(t *testing.T, path string, headers ...string) answer {
	t.Helper()
	a := f.do(t, "GET", path, "", headers...)
	if a.status != 200 {
		t.Errorf("%s: %d %.60q", path, a.status, a.body)
	}
	return a
}

// asset is the path of one of a video's addresses, fresh from the API.
func (f *fixture) asset(t *testing.T, videoID, name string) string {
	t.Helper()
	url, _ := testkit.At(f.api(t, 200, "GET", "/videos/"+videoID, "").decode(t), "assets", name).(string)
	path, found := strings.CutPrefix(url, f.server.URL)
	if !found {
		t.Fatalf("%s is %q", name, url)
	}
	return path
}

// TestMediaByState is the table of section 3.5 against every state.
func TestMediaByState(t *testing.T) {
	f := newViewers(t)
	processing := func(state media.State) string {
		id := f.newVideo(t, "")
		f.sourced(t, id, "bytes of "+string(state))
		f.bring(t, id, state)
		return id
	}
	deleted := f.newVideo(t, "")
	f.api(t, 204, "DELETE", "/videos/"+deleted, "")
	plain := f.playing(t, "")
	audioless := f.playing(t, `{"title":"No file","mp4Support":false}`)
	for name, tt := range map[string]struct {
		id   string
		want []int // manifest, mp4, thumbnail, page
	}{
		"created":    {f.newVideo(t, ""), []int{202, 202, 200, 200}},
		"processing": {processing(media.Processing), []int{202, 202, 200, 200}},
		"viewable":   {processing(media.Viewable), []int{200, 202, 200, 200}},
		"failed":     {processing(media.Failed), []int{404, 404, 200, 200}},
		"ready":      {plain, []int{200, 200, 200, 200}},
		"no mp4":     {audioless, []int{200, 404, 200, 200}},
		"deleted":    {deleted, []int{404, 404, 404, 404}},
		"unknown":    {"vi" + media.RandomID(), []int{404, 404, 404, 404}},
		"malformed":  {"vi1", []int{404, 404, 404, 404}},
		"token":      {plain + "/token/whatever", []int{200, 200, 200, 404}}, // public videos ignore it
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for _, file := range []string{"/hls/manifest.m3u8", "/mp4/source.mp4", "/thumbnail.jpg", ""} {
				a := f.do(t, "GET", "/vod/"+tt.id+file, "")
				got = append(got, a.status)
				if a.status != 200 && file != "" && a.body != "" {
					t.Errorf("%s has a body: %.40q", file, a.body)
				}
				if a.status == 202 && a.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s may be kept: %v", file, a.header)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPublicPlayback(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, "")
	list := f.watch(t, f.asset(t, id, "hls"))
	if !strings.HasSuffix(list.body, "\nsource/index.m3u8") || list.header.Get("Content-Type") != "application/vnd.apple.mpegurl" {
		t.Errorf("%v\n%s", list.header, list.body)
	}
	for _, file := range []string{"source/index.m3u8", "source/init.mp4", "source/0.m4s"} {
		f.watch(t, "/vod/"+id+"/hls/"+file)
	}
	for _, path := range []string{
		"/vod/" + id + "/hls/master.m3u8", "/vod/" + id + "/hls/360p.mp4", "/vod/" + id + "/hls", "/vod/" + id + "/hls/status.json",
		"/vod/" + id + "/mp4/360p.mp4", "/vod/" + id + "/x", "/vod/" + id + "/captions/en.vtt", "/vod/" + id + "/captions/en",
		"/live/li1.m3u8", "/live/li1", "/live/li1/hls/manifest.m3u8", "/player/pl1", "/vod",
	} {
		f.nothing(t, path)
	}
	if a := f.do(t, "POST", "/vod/"+id, ""); a.status != 405 || a.header.Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("POST: %d %v", a.status, a.header)
	}
	a := f.do(t, "OPTIONS", "/vod/"+id+"/hls/manifest.m3u8", "", "Origin: https://x.test", "Access-Control-Request-Headers: x-token-session")
	if a.status != 204 || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "X-Token-Session") {
		t.Errorf("preflight: %d %v", a.status, a.header)
	}
}

func TestVodDownload(t *testing.T) {
	f := newViewers(t)
	path := f.asset(t, f.playing(t, `{"title":"Größe \"1\"/2"}`), "mp4")
	whole := f.watch(t, path)
	if whole.header.Get("Content-Type") != "video/mp4" || whole.header.Get("Content-Disposition") != "" {
		t.Errorf("headers %v", whole.header)
	}
	a := f.do(t, "GET", path, "", "Range: bytes=4-7")
	if a.status != 206 || a.body != "ftyp" {
		t.Errorf("range: %d %q", a.status, a.body)
	}
	if got := f.watch(t, path+"?dl=1").header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe") {
		t.Errorf("disposition %q", got)
	}
}

func TestThumbnailAddress(t *testing.T) {
	f := newViewers(t)
	waiting := f.watch(t, f.asset(t, f.newVideo(t, ""), "thumbnail"))
	if waiting.header.Get("Content-Type") != "image/jpeg" || waiting.header.Get("Cache-Control") != "no-store" || len(waiting.body) < 1000 {
		t.Errorf("placeholder of %d bytes: %v", len(waiting.body), waiting.header)
	}
	id := f.playing(t, "")
	if a := f.watch(t, f.asset(t, id, "thumbnail")); a.body != "poster" {
		t.Errorf("poster: %.40q", a.body)
	}
}

// TestWords: captions and chapters lie where the API says, and captions are a rendition.
func TestVodWords(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, "")
	for _, kind := range []string{"captions", "chapters"} {
		_, err := f.blobs.Put(t.Context(), "texts/"+kind+".vtt", strings.NewReader(vtt))
		must(t, err)
		_, err = f.PutText(t.Context(), f.project.ID, uuid(t, id), media.Text{
			Kind: media.TextKind(kind), Language: "fr", Default: true, Key: "texts/" + kind + ".vtt", Size: int64(len(vtt)), UpdatedAt: time.Now(),
		})
		must(t, err)
		a := f.watch(t, "/vod/"+id+"/"+kind+"/fr.vtt")
		if a.body != strings.TrimSpace(vtt) || a.header.Get("Content-Type") != "text/vtt" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v\n%s", kind, a.header, a.body)
		}
		f.nothing(t, "/vod/"+id+"/"+kind+"/de.vtt")
	}
	list := f.watch(t, "/vod/"+id+"/hls/manifest.m3u8").body
	want := `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="français",LANGUAGE="fr",DEFAULT=YES,AUTOSELECT=YES,URI="subs-fr/index.m3u8"`
	if !strings.Contains(list, want) {
		t.Errorf("no %s in\n%s", want, list)
	}
	f.watch(t, "/vod/"+id+"/hls/subs-fr/index.m3u8")
	if a := f.watch(t, "/vod/"+id+"/hls/subs-fr/0.vtt"); !strings.Contains(a.body, "X-TIMESTAMP-MAP=") {
		t.Errorf("segment:\n%s", a.body)
	}
}

func TestPlayerJSON(t *testing.T) {
	f := newViewers(t)
	id := f.playing(t, "")
	got := f.watch(t, "/vod/"+id+"/player.json")
	base := f.server.URL + "/vod/" + id
	want := `{"id":"` + id + `","title":"Harbour","description":"","video":{"src":"` + base + `/hls/manifest.m3u8","poster":"` + base +
		`/thumbnail.jpg","mp4":"` + base + `/mp4/source.mp4"},"chapters":{},"panoramic":false,"live":false,"autoplay":false,"loop":false,` +
		`"visible-controls":true,"visible-title":true,"api":true}`
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Error(diff)
	}
	if got.header.Get("X-Token-Session") != "" {
		t.Error("a public video has a session")
	}
}

// TestPage: the page is found, dressed in the video's player, and says nothing of what may not be seen.
func TestVodPage(t *testing.T) {
	f := newViewers(t)
	look := f.api(t, 201, "POST", "/players", `{"trackPlayed":"rgba(1, 2, 3, .5)","hideTitle":true,"forceAutoplay":true}`).decode(t)
	id := f.playing(t, `{"title":"<b>Harbour","playerId":"`+look["playerId"].(string)+`"}`)
	a := f.watch(t, "/vod/"+id)
	for _, want := range []string{
		`data-master-url="/vod/` + id + `/hls/manifest.m3u8"`, `data-look-track-played="rgba(1, 2, 3, .5)"`, "data-hide-title", "data-autoplay",
		"data-fragment", "data-messages", "&lt;b&gt;Harbour",
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in\n%s", want, a.body)
		}
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") {
		t.Errorf("policy %q", policy)
	}
	absent := f.do(t, "GET", "/vod/vi"+media.RandomID(), "")
	hidden := f.do(t, "GET", "/vod/"+f.playing(t, `{"title":"Secret","public":false}`), "")
	if absent.status != http.StatusNotFound || absent.status != hidden.status || absent.body != hidden.body {
		t.Errorf("absent: %d, hidden: %d\n%s", absent.status, hidden.status, cmp.Diff(absent.body, hidden.body))
	}
}
