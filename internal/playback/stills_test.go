package playback_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// addPreview gives the video screenshots and a sprite.
func (r *rig) addPreview() {
	r.t.Helper()
	layout, err := json.Marshal(media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 1, Interval: 5 * time.Second, Length: 2 * time.Second, Bytes: 6})
	must(r.t, err)
	for key, content := range map[string]string{
		media.SpriteKey(videoID): "sprite", media.SpriteMapKey(videoID): string(layout), media.ScreenshotKey(videoID, 0): "shot 0", media.ScreenshotKey(videoID, 1): "shot 1",
	} {
		_, err := r.blobs.Put(r.t.Context(), key, strings.NewReader(content))
		must(r.t, err)
	}
	r.store.video.Renditions = append(r.store.video.Renditions,
		media.Rendition{Name: media.PosterName, Kind: media.StillRendition, State: media.Complete, Chunks: media.StillParts})
}

func TestStills(t *testing.T) {
	r := newRig(t, nil)
	stills := []string{"sprite.jpg", "sprite.vtt", "tiles.m3u8", "screenshots/0.jpg"}
	for _, file := range stills {
		r.get(file).want(404)
	}
	if list := r.get("master-img.m3u8").want(200).body; strings.Contains(list, "IMAGE") {
		t.Errorf("tiles that are not there:\n%s", list)
	}
	r.addPreview()
	r.get("sprite.jpg").want(200).has("Content-Type: image/jpeg", "Cache-Control: public, max-age=31536000, immutable", "Content-Length: 6")
	if got, want := r.get("sprite.vtt").want(200).body, "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nsprite.jpg#xywh=0,0,100,56\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got := r.get("screenshots/1.jpg").want(200).body; got != "shot 1" {
		t.Errorf("got %q", got)
	}
	for _, file := range []string{"screenshots/2.jpg", "screenshots/-1.jpg", "screenshots/00.jpg", "screenshots/0.png", "screenshots/", "screenshots/x/0.jpg", "screenshots/٠.jpg", "sprite.json", "screenshot-0.jpg"} {
		r.get(file).want(404)
	}
	if page := r.do("GET", "/embed/"+videoID).body; !strings.Contains(page, `label="thumbnails" default src="/media/`+videoID+`/sprite.vtt"`) {
		t.Errorf("page:\n%s", page)
	}
	r.store.video.Privacy = media.Private
	right := "?s=" + r.master.PlaybackSignature(videoID)
	for _, file := range stills {
		r.get(file).want(403)
		r.get(file + right).want(200)
	}
	if got := r.get("sprite.vtt" + right).body; !strings.Contains(got, "\nsprite.jpg"+right+"#xywh=0,0,100,56\n") {
		t.Errorf("got %q", got)
	}
	if got := r.get("tiles.m3u8" + right).body; !strings.Contains(got, "\nsprite.jpg"+right+"\n") {
		t.Errorf("got %q", got)
	}
	r.store.video.State = media.Deleted
	for _, file := range stills {
		r.get(file + right).want(404)
	}
}

// TestPosterMadeSmall: what can be is 200 lines high; what cannot, or hardly, is sent as it is.
func TestPosterMadeSmall(t *testing.T) {
	r := newRig(t, nil)
	white := image.NewNRGBA(image.Rect(0, 0, 1600, 800)) // transparent
	var large, small, bomb bytes.Buffer
	must(t, png.Encode(&large, white))
	must(t, png.Encode(&small, image.NewGray(image.Rect(0, 0, 300, 200))))
	must(t, png.Encode(&bomb, image.NewPaletted(image.Rect(0, 0, 8000, 8000), color.Palette{color.Black})))
	for name, tt := range map[string]struct {
		poster      []byte
		contentType string
		size        image.Point // zero: as it is
	}{
		"large":     {large.Bytes(), "image/jpeg", image.Pt(400, 200)},
		"small":     {small.Bytes(), "image/png", image.Point{}},
		"bomb":      {bomb.Bytes(), "image/png", image.Point{}},
		"broken":    {large.Bytes()[:100], "image/png", image.Point{}},
		"no format": {[]byte("GIF89a"), "image/gif", image.Point{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.blobs.Put(t.Context(), "posters/1", bytes.NewReader(tt.poster))
			must(t, err)
			r.store.video.Wishes.Thumbnail = "posters/1"
			a := r.get("poster-thumb.jpg").want(200).has("Content-Type: "+tt.contentType, "X-Content-Type-Options: nosniff")
			if tt.size == (image.Point{}) {
				if a.body != string(tt.poster) {
					t.Errorf("not as it is: %d bytes of %d", len(a.body), len(tt.poster))
				}
				return
			}
			got, err := jpeg.Decode(strings.NewReader(a.body))
			must(t, err)
			if got.Bounds().Size() != tt.size {
				t.Errorf("size %v", got.Bounds())
			}
			if grey := color.GrayModel.Convert(got.At(200, 100)).(color.Gray).Y; grey < 250 {
				t.Errorf("what is transparent became %d, not white", grey)
			}
		})
	}
	_, err := r.blobs.Put(t.Context(), "posters/1", strings.NewReader("<script>"))
	must(t, err)
	r.get("poster-thumb.jpg").want(404)
	r.store.video.Wishes.Thumbnail, r.store.video.Poster = "", false
	r.get("poster-thumb.jpg").want(404)
}

// TestIFramesOfOldSegments: segments that were made before their first pictures were measured
// have no I-frame playlist, and the master names none.
func TestIFramesOfOldSegments(t *testing.T) {
	r := newRig(t, nil)
	if list := r.get("master.m3u8").want(200).body; strings.Contains(list, "I-FRAME") {
		t.Errorf("I-frames that are not there:\n%s", list)
	}
	r.get("360p/iframes.m3u8").want(404)
	r.get("source/iframe-0.m4s").want(200).has("Content-Type: video/iso.segment")
	for _, file := range []string{"iframe-1.m4s", "iframe--1.m4s", "iframe-00.m4s", "iframe-.m4s", "iframe-0.mp4", "iframe-0", "iframe-99999999999999999999.m4s"} {
		r.get("source/" + file).want(404)
		r.get("144p/" + file).want(404)
	}
}

// TestRepeatedLanguage: tracks of one language have addresses of their own, and names that differ.
func TestRepeatedLanguage(t *testing.T) {
	r := newRig(t, nil)
	for _, x := range []struct {
		text media.Text
		vtt  string
	}{
		{media.Text{ID: 3, Kind: media.Captions, Language: "de", Key: "texts/3.vtt"}, "WEBVTT\n\n00:00.000 --> 00:01.000\neins\n"},
		{media.Text{ID: 17, Kind: media.Captions, Language: "de", Name: "Deutsch für Hörgeschädigte", Key: "texts/17.vtt"}, "WEBVTT\n\n00:00.000 --> 00:01.000\nzwei\n"},
		{media.Text{ID: 18, Kind: media.Captions, Language: "de", Key: "texts/18.vtt"}, "WEBVTT\n\n00:00.000 --> 00:01.000\ndrei\n"},
	} {
		_, err := r.blobs.Put(t.Context(), x.text.Key, strings.NewReader(x.vtt))
		must(t, err)
		r.store.texts = append(r.store.texts, x.text)
	}
	list := r.get("master.m3u8").want(200).body
	for name, track := range map[string]string{"Deutsch": "de", "Deutsch für Hörgeschädigte": "de.17", "Deutsch 2": "de.18"} {
		if !strings.Contains(list, `NAME="`+name+`"`) || !strings.Contains(list, `URI="subs-`+track+`/index.m3u8"`) {
			t.Errorf("no %s in\n%s", name, list)
		}
	}
	manifest := r.get("master.mpd").want(200).body
	for track, word := range map[string]string{"de": "eins", "de.17": "zwei", "de.18": "drei"} {
		r.get("subs-" + track + "/index.m3u8").want(200)
		if got := r.get("subs-" + track + "/0.vtt").want(200).body; !strings.Contains(got, word) {
			t.Errorf("%s: %q", track, got)
		}
		if got := r.get("captions/" + track + ".vtt").want(200).body; !strings.Contains(got, word) {
			t.Errorf("%s: %q", track, got)
		}
		if !strings.Contains(manifest, "<BaseURL>captions/"+track+".vtt</BaseURL>") {
			t.Errorf("no %s in\n%s", track, manifest)
		}
	}
	for _, file := range []string{"subs-de.3/0.vtt", "subs-de.4/0.vtt", "captions/de.017.vtt"} {
		r.get(file).want(404)
	}
	if list := r.get("master.m3u8?sub_lang=DE").body; !strings.Contains(list, `NAME="Deutsch",LANGUAGE="de",DEFAULT=YES`) || strings.Count(list, "DEFAULT=YES") != 1 {
		t.Errorf("captions asked for:\n%s", list)
	}
}
