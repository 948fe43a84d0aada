package e2e

import (
	"encoding/json"
	"image/color"
	"strconv"
	"testing"
)

// What a video is to look like is in its pixels: a watermark lies where it was put, a clip is as
// long as it was cut.
func TestNodeSDKEffects(t *testing.T) {
	t.Parallel()
	c := startSDK(t, start(t, options{}))
	t.Run("watermark", func(t *testing.T) {
		violet := color.NRGBA{R: 150, G: 60, B: 200, A: 255}
		var mark struct{ WatermarkID string }
		c.call(t, &mark, "watermarks.upload", picture(t, 50, 50, violet).path)
		f := video(t, 1_000_000)
		mp4 := c.fetch(t, c.made(t, f, map[string]any{"watermark": map[string]any{
			"id": mark.WatermarkID, "top": "20px", "left": "40px", "width": "100px", "height": "100px"}}))
		for _, at := range [][2]int{{46, 26}, {90, 70}, {132, 112}} {
			if got := pixel(t, mp4, at[0], at[1]); !alike(got, violet) {
				t.Errorf("in the watermark, at %v, it is %v", at, got)
			}
		}
		for _, at := range [][2]int{{20, 70}, {90, 8}, {160, 70}, {90, 140}} {
			if got, want := pixel(t, mp4, at[0], at[1]), pixel(t, f.path, at[0], at[1]); !alike(got, want) {
				t.Errorf("beside it, at %v, it is %v, want %v", at, got, want)
			}
		}
	})
	t.Run("clip", func(t *testing.T) {
		mp4 := c.made(t, long(t), map[string]any{"clip": map[string]string{"startTimecode": "00:00:05", "endTimecode": "00:00:08.500"}})
		var found struct{ Format struct{ Duration string } }
		out := tool(t, "ffprobe", "-v", "error", "-show_format", "-of", "json", c.fetch(t, mp4))
		if err := json.Unmarshal(out, &found); err != nil {
			t.Fatal(err)
		}
		if d, err := strconv.ParseFloat(found.Format.Duration, 64); err != nil || d < 3.3 || d > 3.7 {
			t.Errorf("3.5 s were cut, it takes %s s", found.Format.Duration)
		}
	})
}

// made brings a video with wishes to its end and returns the address of its MP4.
func (c *sdk) made(t *testing.T, f file, wishes map[string]any) string {
	t.Helper()
	wishes["title"] = "altered"
	var v film
	c.call(t, &v, "videos.create", wishes)
	c.call(t, nil, "videos.upload", v.VideoID, f.path)
	c.encoded(t, v.VideoID)
	c.holdsFilm(t, v.VideoID, f) // the original is what it was
	return v.Assets.Mp4
}
