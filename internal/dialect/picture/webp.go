package picture

import (
	"bytes"
	"errors"
	"image"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"
)

var errWebP = errors.New("canvas and frame of different sizes")

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

// webpFrame is the size of the frame that will be decoded (RFC 9649, sections 2.5 and 2.6).
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
