package apivideo

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

	"golang.org/x/image/riff"
	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"
)

const (
	// maxPixels is the largest picture decoded. A few hundred bytes can claim to be a
	// picture of gigabytes; no camera in a phone takes more than this.
	maxPixels = 50_000_000
	// jpegQuality is where artefacts of text and faces stop being seen.
	jpegQuality = 90
)

// codec is how pictures of one format are read.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// pictures takes pictures in, one at a time: the largest decoded fills 400 MB, however
// short its file is. Use newPictures.
type pictures struct{ turn chan struct{} }

func newPictures() pictures { return pictures{make(chan struct{}, 1)} }

// receive reads a form with one picture and encodes that anew. Only the work waits for
// its turn, not the reading: a slow sender holds up nobody.
func (p pictures) receive(c call, encode func(image.Image) ([]byte, error)) (raw []byte, fields map[string]string, err error) {
	sent, err := c.attachment(maxPicture)
	if err != nil {
		return nil, nil, err
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-c.Context().Done():
		return nil, nil, fmt.Errorf("wait for a turn to decode: %w", context.Cause(c.Context()))
	}
	decoded, err := decodePicture(sent.file)
	if err != nil {
		return nil, nil, err
	}
	raw, err = encode(decoded)
	return raw, sent.fields, err
}

// decodePicture reads a JPEG, PNG or WebP picture, told by its first bytes and not by its
// name. The picture stands as its sender saw it. Anything else is a fault.
func decodePicture(raw []byte) (image.Image, error) {
	known := map[string]codec{
		"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
		"image/png":  {png.DecodeConfig, png.Decode},
		"image/webp": {webpConfig, webp.Decode},
	}
	kind := http.DetectContentType(raw)
	c, ok := known[kind]
	if !ok {
		return nil, fileFault("uploaded-file-extension-invalid", "The file must be a JPEG, PNG or WebP picture.")
	}
	size, err := c.config(bytes.NewReader(raw))
	if err != nil {
		return nil, brokenPicture()
	}
	if size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height {
		return nil, fileFault("uploaded-file-invalid-file", "The picture has more than 50 megapixels.")
	}
	picture, err := c.decode(bytes.NewReader(raw))
	if err != nil {
		return nil, brokenPicture()
	}
	if kind == "image/jpeg" {
		picture = turned(picture, orientation(raw))
	}
	return picture, nil
}

func brokenPicture() error {
	return fileFault("uploaded-file-invalid-file", "The picture is damaged.")
}

// encodeJPEG writes a picture without any metadata. What is transparent becomes white.
func encodeJPEG(picture image.Image) ([]byte, error) {
	if opaque, ok := picture.(interface{ Opaque() bool }); !ok || !opaque.Opaque() {
		flat := image.NewRGBA(picture.Bounds())
		draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Over)
		picture = flat
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, fmt.Errorf("encode JPEG: %w", err)
	}
	return out.Bytes(), nil
}

// encodePNG writes a picture without any metadata.
func encodePNG(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encode PNG: %w", err)
	}
	return out.Bytes(), nil
}

var errWebP = errors.New("unacceptable WebP picture")

// webpConfig is the size of a WebP picture. The canvas that an extended header claims and
// the frame that is decoded are two sizes in the file: where they differ, the small one
// would let the large one pass, and the planes of colour and transparency would not fit.
func webpConfig(r io.Reader) (image.Config, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, err
	}
	canvas, err := webp.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return image.Config{}, err
	}
	width, height, err := webpFrame(raw)
	if err == nil && (width != canvas.Width || height != canvas.Height) {
		err = errWebP
	}
	return canvas, err
}

func webpFrame(raw []byte) (width, height int, err error) {
	_, chunks, err := riff.NewReader(bytes.NewReader(raw))
	if err != nil {
		return 0, 0, err
	}
	for {
		id, length, chunk, err := chunks.Next()
		switch {
		case err != nil:
			return 0, 0, err
		case id == riff.FourCC{'V', 'P', '8', ' '}:
			d := vp8.NewDecoder()
			d.Init(chunk, int(length))
			frame, err := d.DecodeFrameHeader()
			return frame.Width, frame.Height, err
		case id == riff.FourCC{'V', 'P', '8', 'L'}:
			frame, err := vp8l.DecodeConfig(chunk)
			return frame.Width, frame.Height, err
		}
	}
}
