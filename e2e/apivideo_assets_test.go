package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// texts adds captions and chapters.
func (c *sdk) texts(t *testing.T) {
	v := c.film(t, "with words")
	path := filepath.Join(t.TempDir(), "fr.vtt")
	words := []byte("WEBVTT\n\n00:00.000 --> 00:01.000\nLe port.\n")
	if err := os.WriteFile(path, words, 0o600); err != nil {
		t.Fatal(err)
	}
	var track struct {
		URI, Src, Srclang, Language string
		Default                     bool `json:"_default"`
	}
	var list struct{ Data []struct{ URI string } }
	for _, kind := range []string{"captions", "chapters"} {
		c.call(t, &track, kind+".upload", v.VideoID, "fr", path)
		if track.URI != "/videos/"+v.VideoID+"/"+kind+"/fr" || c.text(t, track.Src) != string(words) {
			t.Errorf("%s %+v", kind, track)
		}
		c.call(t, nil, kind+".get", v.VideoID, "fr")
		c.call(t, &list, kind+".list", map[string]any{"videoId": v.VideoID})
		if len(list.Data) != 1 {
			t.Errorf("%s: %+v", kind, list)
		}
	}
	c.call(t, &track, "captions.update", v.VideoID, "fr", map[string]any{"_default": true})
	if !track.Default || track.Srclang != "fr" {
		t.Errorf("default caption %+v", track)
	}
	for _, kind := range []string{"captions", "chapters"} {
		c.call(t, nil, kind+".delete", v.VideoID, "fr")
		c.refused(t, 404, "resource-not-found", kind+".get", v.VideoID, "fr")
		c.refused(t, 400, "invalid-attribute", kind+".upload", v.VideoID, "no language", path)
	}
}

// picture is a PNG of one colour.
func picture(t *testing.T, width, height int, c color.Color) file {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return write(t, out.Bytes())
}

// thumbnails chooses the poster of a video: a picture of its own, then a place in it.
func (c *sdk) thumbnails(t *testing.T) {
	v := c.film(t, "with a face")
	c.call(t, nil, "videos.upload", v.VideoID, video(t, 1_000_000).path)
	c.encoded(t, v.VideoID)
	green := color.NRGBA{G: 200, A: 255}
	c.call(t, nil, "videos.uploadThumbnail", v.VideoID, picture(t, 320, 180, green).path)
	if got := pixel(t, c.fetch(t, v.Assets.Thumbnail), 160, 90); !alike(got, green) {
		t.Errorf("the poster is %v, want green", got)
	}
	c.call(t, nil, "videos.pickThumbnail", v.VideoID, map[string]any{"timecode": "00:00:00.500"})
	eventually(t, readyTime, "the poster is of the video", func(context.Context) error {
		if got := pixel(t, c.fetch(t, v.Assets.Thumbnail), 160, 90); alike(got, green) {
			return fmt.Errorf("it is still %v", got)
		}
		return nil
	})
}

// pixel is a colour, red, green and blue, of a picture or of the first frame of a video.
func pixel(t *testing.T, path string, x, y int) color.NRGBA {
	t.Helper()
	rgb := tool(t, "ffmpeg", "-v", "error", "-i", path, "-frames:v", "1", "-vf", fmt.Sprintf("crop=2:2:%d:%d", x, y),
		"-f", "rawvideo", "-pix_fmt", "rgb24", "-")
	if len(rgb) != 12 {
		t.Fatalf("%d bytes of 4 pixels", len(rgb))
	}
	return color.NRGBA{R: rgb[0], G: rgb[1], B: rgb[2], A: 255}
}

// alike reports whether two colours are the same but for what encoding does to them.
func alike(a, b color.NRGBA) bool {
	near := func(a, b byte) bool { return max(a, b)-min(a, b) < 50 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B)
}

// fetch keeps what is at an address in a file.
func (s *server) fetch(t *testing.T, address string) string {
	t.Helper()
	return write(t, []byte(s.text(t, address))).path
}
