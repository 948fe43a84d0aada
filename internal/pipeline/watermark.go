package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

// maxOverlay bounds the picture of a watermark, in bytes: what comes in is made anew as a
// PNG of at most this.
const maxOverlay = 64 << 20

// overlay is a watermark with its picture.
type overlay struct {
	media.Watermark

	png           []byte
	width, height int // of the picture
}

// overlayOf loads the watermark of a video; nil for a video without one.
func (p *Pipeline) overlayOf(ctx context.Context, v media.Video) (*overlay, error) {
	mark := v.Wishes.Watermark
	if mark == nil {
		return nil, nil //nolint:nilnil // no watermark is the ordinary case
	}
	r, err := p.cfg.Blobs.Open(ctx, mark.Key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, media.Refuse(media.SourceUnreadable, "The watermark could not be read.", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open watermark %s: %w", mark.ID, err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(io.NewSectionReader(r, 0, r.Size()), maxOverlay))
	if err != nil {
		return nil, fmt.Errorf("read watermark %s: %w", mark.ID, err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("size of watermark %s: %w", mark.ID, err)
	}
	return &overlay{Watermark: *mark, png: raw, width: size.Width, height: size.Height}, nil
}

// place is where the watermark lies in a rung. Pixels are those of the video at its own
// width shown; per cent are of the frame's side along which they are measured. One
// length of the size leaves the other to the picture's shape; neither, to its size.
func (o *overlay) place(r media.Rendition, shown media.Picture) ffmpeg.Place {
	scale := 1.0
	if shown.Width > 0 {
		scale = float64(r.Width) / float64(shown.Width)
	}
	w, fixedWidth := length(o.Width, r.Width, scale)
	h, fixedHeight := length(o.Height, r.Height, scale)
	shape := float64(o.height) / float64(o.width)
	switch {
	case !fixedWidth && !fixedHeight:
		w, h = float64(o.width)*scale, float64(o.height)*scale
	case !fixedWidth:
		w = h / shape
	case !fixedHeight:
		h = w * shape
	}
	at := ffmpeg.Place{
		Width: bound(w, r.Width), Height: bound(h, r.Height), Opacity: opacity(o.Opacity),
	}
	at.X = edge(o.Left, o.Right, r.Width, at.Width, scale)
	at.Y = edge(o.Top, o.Bottom, r.Height, at.Height, scale)
	return at
}

// edge is where the overlay begins along one side: so far from the near edge, else from the
// far one, else at the near one.
func edge(near, far string, frame, size int, scale float64) int {
	if d, ok := length(near, frame, scale); ok {
		return int(math.Round(d))
	}
	if d, ok := length(far, frame, scale); ok {
		return frame - size - int(math.Round(d))
	}
	return 0
}

// length reads "10px" or "20%"; false for one that is left open.
func length(text string, frame int, scale float64) (float64, bool) {
	if number, ok := strings.CutSuffix(text, "px"); ok {
		n, err := strconv.ParseFloat(number, 64)
		return n * scale, err == nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		n, err := strconv.ParseFloat(number, 64)
		return n / 100 * float64(frame), err == nil
	}
	return 0, false
}

func bound(x float64, frame int) int { return max(1, min(2*frame, int(math.Round(x)))) }

// opacity reads per cent; all of it unless told.
func opacity(text string) float64 {
	number, ok := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil {
		return 1
	}
	return max(0, min(1, n/100))
}
