package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

func TestPlaceOfWatermark(t *testing.T) {
	shown := media.Picture{Width: 1920, Height: 1080}
	half := media.Rendition{Width: 960, Height: 540}
	for name, tt := range map[string]struct {
		mark media.Watermark
		want ffmpeg.Place
	}{
		"nothing said":           {media.Watermark{}, ffmpeg.Place{Width: 100, Height: 50, Opacity: 1}},
		"pixels":                 {media.Watermark{Top: "10px", Left: "20px", Width: "100px", Height: "100px"}, ffmpeg.Place{X: 10, Y: 5, Width: 50, Height: 50, Opacity: 1}},
		"a share of the frame":   {media.Watermark{Top: "10%", Left: "10%", Width: "20%", Height: "initial", Opacity: "70%"}, ffmpeg.Place{X: 96, Y: 54, Width: 192, Height: 96, Opacity: 0.7}},
		"from the far corner":    {media.Watermark{Bottom: "0px", Right: "10px", Height: "100px"}, ffmpeg.Place{X: 960 - 100 - 5, Y: 540 - 50, Width: 100, Height: 50, Opacity: 1}},
		"the near edge is first": {media.Watermark{Left: "0px", Right: "0px", Top: "0px"}, ffmpeg.Place{Width: 100, Height: 50, Opacity: 1}},
		"larger than the frame":  {media.Watermark{Width: "1000000px", Height: "1px"}, ffmpeg.Place{Width: 1920, Height: 1, Opacity: 1}},
		"nonsense":               {media.Watermark{Top: "tall", Width: "px", Opacity: "150%"}, ffmpeg.Place{Width: 100, Height: 50, Opacity: 1}},
	} {
		o := overlay{Watermark: tt.mark, width: 200, height: 100}
		if diff := cmp.Diff(tt.want, o.place(half, shown)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
