package ffmpeg

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/testkit"
)

// A white overlay covers its place in every rung and every segment as much as its opacity
// says, and nothing beside it.
func TestOverlay(t *testing.T) {
	r := newRunner(t, Config{})
	in := input(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 4, Width: 320, Height: 180, Rate: "25", GOP: 50}))
	p, err := r.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	white := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range white.Pix {
		white.Pix[i] = 0xff
	}
	var mark bytes.Buffer
	if err := png.Encode(&mark, white); err != nil {
		t.Fatal(err)
	}
	rungs := []Rung{
		{Width: 320, Height: 180, Rate: ratio("25"), Frames: 25, Cap: 2000, Overlay: Place{X: 40, Y: 20, Width: 80, Height: 40, Opacity: 1}},
		{Width: 160, Height: 90, Rate: ratio("25"), Frames: 25, Cap: 1000, Overlay: Place{X: 100, Y: 50, Width: 40, Height: 30, Opacity: 0}},
	}
	for _, start := range []time.Duration{0, 2 * time.Second} {
		seg, err := r.EncodeSegment(t.Context(), in, SegmentSpec{Source: p, Origin: p.Origin(), Start: start, Rungs: rungs, Overlay: mark.Bytes()})
		if err != nil {
			t.Fatal(err)
		}
		plain, err := r.EncodeSegment(t.Context(), in, SegmentSpec{Source: p, Origin: p.Origin(), Start: start, Rungs: rungs})
		if err != nil {
			t.Fatal(err)
		}
		for i, rung := range rungs {
			got, want := rawFrames(t, []string{seg.Files[i].Path}, rung), rawFrames(t, []string{plain.Files[i].Path}, rung)
			if len(got) != len(want) {
				t.Fatalf("%d bytes of frames, want %d", len(got), len(want))
			}
			checkOverlay(t, rung, got, want)
		}
		if err := seg.Close(); err != nil {
			t.Error(err)
		}
		if err := plain.Close(); err != nil {
			t.Error(err)
		}
	}
	leftover(t, r)
}

// checkOverlay looks at the first and the last frame, away from the edges, which are coded softly.
func checkOverlay(t *testing.T, rung Rung, got, want []byte) {
	t.Helper()
	size := rung.Width * rung.Height
	for _, base := range []int{0, len(got) - size} {
		o := rung.Overlay
		inside := base + (o.Y+o.Height/2)*rung.Width + o.X + o.Width/2
		if bright := got[inside] > 225; bright != (o.Opacity == 1) {
			t.Errorf("%dp at byte %d: luma %d under opacity %.1f", rung.Height, inside, got[inside], o.Opacity)
		}
		beside := base + 4*rung.Width
		if here := psnr(got[base:beside], want[base:beside]); here < 24 {
			t.Errorf("%dp: the first lines changed: %.1f dB", rung.Height, here)
		}
	}
}
