// Package picture makes pictures that strangers send fit for viewers: read whatever
// their name, bounded before they are decoded, stood upright and written anew, so that
// nobody is given metadata or bytes that the sender chose.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"

	"golang.org/x/image/webp"
)

// MaxPixels is the largest picture decoded. A few hundred bytes can claim to be a
// picture of gigabytes; no camera in a phone takes more than this.
const MaxPixels = 50_000_000

// jpegQuality is where artefacts of text and faces stop being seen.
const jpegQuality = 90

// Why a picture is refused.
var (
	ErrFormat   = errors.New("not a JPEG, PNG or WebP picture")
	ErrTooLarge = errors.New("picture of more than 50 megapixels")
	ErrDamaged  = errors.New("damaged picture")
)

// Desk makes pictures anew, one at a time: the largest decoded fills 400 MB, however
// short its file is. It is safe for concurrent use.
type Desk struct{ turn chan struct{} }

// NewDesk makes a Desk.
func NewDesk() Desk { return Desk{make(chan struct{}, 1)} }

// JPEG returns the picture as a JPEG. What is transparent becomes white. raw is a JPEG, PNG
// or WebP picture, told by its first bytes; errors are ErrFormat, ErrTooLarge, ErrDamaged and
// the end of ctx, which is watched while the picture waits for its turn.
func (d Desk) JPEG(ctx context.Context, raw []byte) ([]byte, error) {
	return d.anew(ctx, raw, encodeJPEG)
}

// PNG is JPEG for pictures whose transparency counts.
func (d Desk) PNG(ctx context.Context, raw []byte) ([]byte, error) {
	return d.anew(ctx, raw, encodePNG)
}

func (d Desk) anew(ctx context.Context, raw []byte, encode func(io.Writer, image.Image) error) ([]byte, error) {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn to decode: %w", context.Cause(ctx))
	}
	decoded, err := decode(raw)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := encode(&out, decoded); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// codec is how pictures of one format are read.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// decode reads a picture as its sender saw it.
func decode(raw []byte) (image.Image, error) {
	known := map[string]codec{
		"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
		"image/png":  {png.DecodeConfig, png.Decode},
		"image/webp": {webpConfig, webp.Decode},
	}
	kind := http.DetectContentType(raw)
	c, ok := known[kind]
	if !ok {
		return nil, ErrFormat
	}
	size, err := c.config(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > MaxPixels/size.Height {
		return nil, ErrTooLarge
	}
	picture, err := c.decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if kind == "image/jpeg" {
		picture = turned(picture, orientation(raw))
	}
	return picture, nil
}

func encodeJPEG(w io.Writer, picture image.Image) error {
	if opaque, ok := picture.(interface{ Opaque() bool }); !ok || !opaque.Opaque() {
		flat := image.NewRGBA(picture.Bounds())
		draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Over)
		picture = flat
	}
	return jpeg.Encode(w, picture, &jpeg.Options{Quality: jpegQuality})
}

func encodePNG(w io.Writer, picture image.Image) error { return png.Encode(w, picture) }
