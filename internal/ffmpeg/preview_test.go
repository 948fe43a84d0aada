package ffmpeg

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// grey is a clip that gets lighter with time, so that a picture tells when it was taken.
func grey(seconds float64, gop int, extension string) testkit.ClipSpec {
	return testkit.ClipSpec{Seconds: seconds, Width: 320, Height: 180, Rate: "25", GOP: gop, Extension: extension,
		Args: []string{"-vf", "geq=lum='16+T*8':cb=128:cr=128"}}
}

// TestPreviewShowsItsTime reads from the lightness of screenshots and tiles when they were taken.
func TestPreviewShowsItsTime(t *testing.T) {
	r := newRunner(t, Config{})
	for _, ext := range []string{"mp4", "mkv", "ts"} {
		t.Run(ext, func(t *testing.T) {
			in := input(t, testkit.Clip(t, grey(20, 25, ext)))
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			made, err := r.Preview(t.Context(), in, PreviewSpec{
				Source: p, Origin: p.Origin(), Length: 20 * time.Second, Shots: 5, ShotWidth: 160,
				Sprite: media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 10, Interval: 2 * time.Second},
			})
			if err != nil {
				t.Fatal(err)
			}
			sprite := picture(t, made.Sprite, 700, 112)
			for n := range 10 {
				near(t, "tile", n, sprite, image.Pt(n%7*100+50, n/7*56+28), 2*float64(n)+1)
			}
			if len(made.Shots) != 5 {
				t.Fatalf("%d screenshots", len(made.Shots))
			}
			for n, shot := range made.Shots {
				near(t, "screenshot", n, picture(t, shot, 160, 90), image.Pt(80, 45), 4*float64(n)+2)
			}
		})
	}
}

func picture(t *testing.T, raw []byte, width, height int) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(width, height) {
		t.Fatalf("picture of %v, want %dx%d", size, width, height)
	}
	return img
}

// near wants a picture taken at most one and a half seconds before a time: key frames are one second apart.
func near(t *testing.T, what string, n int, img image.Image, at image.Point, seconds float64) {
	t.Helper()
	lightness := float64(color.GrayModel.Convert(img.At(at.X, at.Y)).(color.Gray).Y)
	taken := lightness * 219 / 255 / 8 // JPEGs have all 256 values, the clip 219
	if taken < seconds-1.5 || taken > seconds+0.3 {
		t.Errorf("%s %d shows %.2f s, want about %.2f s", what, n, taken, seconds)
	}
}

// TestPreviewOfLittle takes pictures where there are hardly any.
func TestPreviewOfLittle(t *testing.T) {
	r := newRunner(t, Config{})
	for name, spec := range map[string]testkit.ClipSpec{
		"one frame":         {Seconds: 0.04, Rate: "25", AudioCodec: "none"},
		"one key frame":     grey(3, 1000, "mp4"),
		"declared too long": grey(2, 25, "mp4"),
	} {
		t.Run(name, func(t *testing.T) {
			in := input(t, testkit.Clip(t, spec))
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			made, err := r.Preview(t.Context(), in, PreviewSpec{
				Source: p, Origin: p.Origin(), Length: 30 * time.Second, Shots: 3, ShotWidth: 64,
				Sprite: media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 6, Interval: 5 * time.Second},
			})
			if err != nil {
				t.Fatal(err)
			}
			picture(t, made.Sprite, 700, 56)
			if len(made.Shots) != 3 {
				t.Errorf("%d screenshots", len(made.Shots))
			}
		})
	}
}

func TestPreviewOfSoundIsRefused(t *testing.T) {
	r := newRunner(t, Config{})
	in := input(t, testkit.Clip(t, testkit.ClipSpec{VideoCodec: "none", Extension: "mp4"}))
	p, err := r.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Preview(t.Context(), in, PreviewSpec{Source: p, Length: time.Second, Shots: 1,
		Sprite: media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 1, Interval: time.Second}})
	if refusal, ok := media.RefusalOf(err); !ok || refusal.Code != media.NoTracks {
		t.Errorf("got %v", err)
	}
}

// TestPreviewOnCorpus takes pictures of whatever has a film, however odd.
func TestPreviewOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for _, file := range testkit.Corpus(t) {
		if file.Expect == "failed" {
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
			in := input(t, file.Path)
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Skipf("no probe: %v", err)
			}
			v, film := p.Video()
			if !film || p.Length() > 10*time.Minute {
				return
			}
			width, height := v.Display()
			made, err := r.Preview(t.Context(), in, PreviewSpec{
				Source: p, Origin: p.Origin(), Length: p.Length(), Shots: 2, ShotWidth: 320,
				Sprite: media.SpriteMap{Width: 100, Height: max(1, 100*height/width), Columns: 7, Tiles: 3, Interval: p.Length()/3 + 1},
			})
			if err != nil {
				t.Fatal(err)
			}
			picture(t, made.Sprite, 700, max(1, 100*height/width))
		})
	}
}
