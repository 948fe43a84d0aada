package playback

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // what owners choose as posters; of WebP the true size is hard to know before it is unpacked
	"net/http"

	"golang.org/x/image/draw"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// thumbHeight of a small poster, in lines.
	thumbHeight = 200
	// maxThumbPixels bounds what is unpacked to be made small: 64 MB in memory. A file of a few
	// kilobytes may claim any size.
	maxThumbPixels = 16 << 20
	// thumbsAtOnce bounds how many are.
	thumbsAtOnce = 2
	// thumbQuality of the JPEG, from 1 to 100.
	thumbQuality = 85
)

// servePosterThumb serves the poster made small. One that cannot be is sent as it is.
func (p *Playback) servePosterThumb(w http.ResponseWriter, r *http.Request, v media.Video) error {
	picture, contentType, err := p.poster(r.Context(), v)
	if err != nil {
		return err
	}
	small, err := p.small(r.Context(), picture)
	if err != nil {
		return err
	}
	if small != nil {
		picture, contentType = small, "image/jpeg"
	}
	serveChanging(w, r, v, picture, contentType)
	return nil
}

// small makes a picture thumbHeight high; nil when it is small, is none, or too large.
func (p *Playback) small(ctx context.Context, picture []byte) ([]byte, error) {
	head, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil || head.Height <= thumbHeight || head.Width < 1 || head.Width > maxThumbPixels/head.Height {
		return nil, nil //nolint:nilerr // not ours to judge
	}
	select {
	case p.thumbs <- struct{}{}:
		defer func() { <-p.thumbs }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	full, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, nil //nolint:nilerr // likewise
	}
	size := full.Bounds().Size()
	thumb := image.NewRGBA(image.Rect(0, 0, max(1, size.X*thumbHeight/size.Y), thumbHeight))
	draw.Draw(thumb, thumb.Bounds(), image.White, image.Point{}, draw.Src) // under what is transparent
	draw.BiLinear.Scale(thumb, thumb.Bounds(), full, full.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, thumb, &jpeg.Options{Quality: thumbQuality}); err != nil {
		return nil, fmt.Errorf("make poster small: %w", err)
	}
	return out.Bytes(), nil
}
