package picture_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/tributary-video/tributary/internal/dialect/picture"
)

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestJPEG(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 16, 8)) // nothing but transparency
	raw, err := picture.NewDesk().JPEG(t.Context(), pngOf(t, clear))
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if size := got.Bounds().Size(); size != image.Pt(16, 8) {
		t.Errorf("size %v", size)
	}
	if r, g, b, _ := got.At(3, 3).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 {
		t.Errorf("transparency became %d %d %d, want white", r>>8, g>>8, b>>8)
	}
}

func TestPNGKeepsTransparency(t *testing.T) {
	half := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	half.SetNRGBA(1, 1, color.NRGBA{R: 200, A: 128})
	raw, err := picture.NewDesk().PNG(t.Context(), pngOf(t, half))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if c := color.NRGBAModel.Convert(got.At(1, 1)); c != (color.NRGBA{R: 200, A: 128}) {
		t.Errorf("became %v", c)
	}
}

func TestRefused(t *testing.T) {
	whole := pngOf(t, image.NewGray(image.Rect(0, 0, 100, 100)))
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing":    {nil, picture.ErrFormat},
		"text":       {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), picture.ErrFormat},
		"cut":        {whole[:len(whole)/2], picture.ErrDamaged},
		"claims":     {pngOf(t, image.NewPaletted(image.Rect(0, 0, 10_000, 5_001), color.Palette{color.White})), picture.ErrTooLarge},
		"small WebP": {webp, nil},
	} {
		if _, err := picture.NewDesk().JPEG(t.Context(), tt.raw); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

// A request that has ended does not wait for its turn.
func TestTurn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	desk := picture.NewDesk()
	raw := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	for range 100 { // the turn is free, and so either may happen; none may stay taken
		if _, err := desk.JPEG(ctx, raw); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if _, err := desk.JPEG(t.Context(), raw); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// FuzzJPEG: whatever comes in, out comes an error or a picture.
func FuzzJPEG(f *testing.F) {
	f.Add(pngOf(f, image.NewGray(image.Rect(0, 0, 3, 2))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := picture.NewDesk().JPEG(t.Context(), raw)
		if err != nil {
			return
		}
		if _, err := jpeg.DecodeConfig(bytes.NewReader(out)); err != nil {
			t.Errorf("unreadable: %v", err)
		}
	})
}
