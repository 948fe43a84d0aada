package playback_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// addTexts gives the video captions in two languages and chapters.
func (r *rig) addTexts() {
	r.t.Helper()
	for _, x := range []struct {
		text media.Text
		vtt  string
	}{
		{media.Text{Kind: media.Captions, Language: "de", Key: "texts/de.vtt"}, "WEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nGuten Tag\r\n"},
		{media.Text{Kind: media.Captions, Language: "fr", Key: "texts/fr.vtt", Default: true}, "WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n"},
		{media.Text{Kind: media.Chapters, Language: "en", Key: "texts/en.vtt"}, "WEBVTT\n\n00:00.000 --> 00:01.000\nQuay\n"},
	} {
		_, err := r.blobs.Put(r.t.Context(), x.text.Key, strings.NewReader(x.vtt))
		must(r.t, err)
		r.store.texts = append(r.store.texts, x.text)
	}
}

func TestCaptionsAreRenditions(t *testing.T) {
	r := newRig(t, nil)
	r.addTexts()
	list := r.get("master.m3u8").want(200).body
	for _, want := range []string{
		`TYPE=SUBTITLES,GROUP-ID="subs",NAME="Deutsch",LANGUAGE="de",AUTOSELECT=YES,URI="subs-de/index.m3u8"`,
		`TYPE=SUBTITLES,GROUP-ID="subs",NAME="français",LANGUAGE="fr",DEFAULT=YES,AUTOSELECT=YES,URI="subs-fr/index.m3u8"`,
		`SUBTITLES="subs"`,
	} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in\n%s", want, list)
		}
	}
	want := "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:2.000000,\n0.vtt\n#EXT-X-ENDLIST\n"
	if diff := cmp.Diff(want, r.get("subs-de/index.m3u8").want(200).has("Content-Type: application/vnd.apple.mpegurl").body); diff != "" {
		t.Error(diff)
	}
	segment := r.get("subs-de/0.vtt").want(200).has("Content-Type: text/vtt", "Cache-Control: public, max-age=60", "X-Content-Type-Options: nosniff")
	if want := "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:00.000 --> 00:01.000\nGuten Tag\n"; segment.body != want {
		t.Errorf("segment %q", segment.body)
	}
	if a := r.get("captions/de.vtt").want(200).has("Content-Type: text/vtt"); a.body != "WEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nGuten Tag\r\n" {
		t.Errorf("captions as they were sent: %q", a.body)
	}
	r.get("subs-de/0.vtt", "If-None-Match: "+segment.header.Get("ETag")).want(304)
	for _, file := range []string{"subs-en/index.m3u8", "subs-/index.m3u8", "subs-DE/0.vtt", "subs-de/1.vtt", "subs-de/init.mp4", "captions/en.vtt", "captions/de",
		"captions/de.vtt.vtt", "captions/", "chapters/de.vtt", "texts/de.vtt"} {
		r.get(file).want(404)
	}
}

// Captions are as private as the pictures, and as long kept as a video is.
func TestPrivateCaptions(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Privacy = media.Private })
	r.addTexts()
	right := "?s=" + r.master.PlaybackSignature(videoID)
	for _, file := range []string{"subs-de/index.m3u8", "subs-de/0.vtt", "captions/de.vtt", "chapters/en.vtt"} {
		r.get(file).want(403)
		r.get(file + right).want(200)
	}
	for file, want := range map[string]string{"master.m3u8": `URI="subs-de/index.m3u8` + right + `"`, "subs-de/index.m3u8": "\n0.vtt" + right + "\n"} {
		if list := r.get(file + right).body; !strings.Contains(list, want) {
			t.Errorf("no %s in\n%s", want, list)
		}
	}
	r.store.video.State = media.Processing
	r.get("captions/de.vtt" + right).want(200)
	r.get("subs-de/0.vtt" + right).want(404)
	r.store.video.State = media.Deleted
	r.get("captions/de.vtt" + right).want(404)
}

// TestChaptersOnPage: the player page is told of the chapters.
func TestChaptersOnPage(t *testing.T) {
	r := newRig(t, nil)
	r.addTexts()
	if page := r.do("GET", "/embed/"+videoID).body; !strings.Contains(page, `kind="chapters" src="/media/`+videoID+`/chapters/en.vtt"`) {
		t.Errorf("page:\n%s", page)
	}
}

// TestPoster: one that was chosen takes the place of the one processing took, at the same address.
func TestPoster(t *testing.T) {
	r := newRig(t, nil)
	taken := r.get("poster.jpg").want(200).has("Content-Type: image/jpeg", "Cache-Control: public, max-age=60")
	png := "\x89PNG\r\n\x1a\n and so on"
	for key, content := range map[string]string{"chosen": png, "page": "<!doctype html><script>alert(1)</script>"} {
		_, err := r.blobs.Put(t.Context(), "thumbnails/"+key, strings.NewReader(content))
		must(t, err)
	}
	r.store.video.Poster, r.store.video.Wishes.Thumbnail = false, "thumbnails/chosen"
	chosen := r.get("poster.jpg", "If-None-Match: "+taken.header.Get("ETag")).want(200).has("Content-Type: image/png")
	if chosen.body != png {
		t.Errorf("body %q", chosen.body)
	}
	r.get("poster.jpg", "If-None-Match: "+chosen.header.Get("ETag")).want(304)
	for _, bad := range []string{"thumbnails/page", "thumbnails/none"} {
		r.store.video.Wishes.Thumbnail = bad
		r.get("poster.jpg").want(404)
	}
}

func TestNoDownload(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Renditions = v.Renditions[:1] })
	r.get("360p.mp4").want(200)
	r.store.video.Wishes.NoDownload = true
	r.get("360p.mp4").want(404)
	r.get("source/0.m4s").want(200)
}

// TestServeCarriesQuery: a place that knows its viewers in its own way finds its word in every address.
func TestServeCarriesQuery(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Privacy = media.Private })
	r.addTexts()
	for _, list := range []string{"master.m3u8", "360p/index.m3u8", "subs-fr/index.m3u8"} {
		w := httptest.NewRecorder()
		must(t, r.play.Serve(w, httptest.NewRequest("GET", "/vod/x?s=other", nil), r.store.video, list, "avh=1"))
		for line := range strings.SplitSeq(w.Body.String(), "\n") {
			named := strings.Contains(line, "URI=") || line != "" && !strings.HasPrefix(line, "#")
			if named && !strings.Contains(line, "?avh=1") || strings.Contains(line, "s=other") {
				t.Errorf("%s: %s", list, line)
			}
		}
	}
}

// The checker finds nothing wrong with captions of ours.
func TestCaptionsKeepTheRules(t *testing.T) {
	r := newRig(t, func(v *media.Video) { v.Renditions = v.Renditions[:1] })
	r.addTexts()
	report, err := hls.Check(t.Context(), hls.HTTP{Client: http.DefaultClient}, r.url+"/media/"+videoID+"/master.m3u8")
	must(t, err)
	for _, f := range append(report.Errors, report.Warnings...) {
		if strings.HasPrefix(f.Rule, "5.") || strings.Contains(f.URI, "subs-") && f.Rule != "11" || strings.Contains(f.Text, "subtitles") {
			t.Error(f)
		}
	}
}
