package ffmpeg

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// checkPictures refuses pictures over the caps before anything decodes one.
// Covers count: they are decoded for the poster.
func (r *Runner) checkPictures(p Probe) error {
	c := r.cfg.Caps
	for _, s := range p.Streams {
		if s.Kind != Video {
			continue
		}
		if err := c.checkSize(s.Width, s.Height); err != nil {
			return err
		}
		if s.isFilm() && (s.Width == 0 || s.Height == 0) {
			return media.Refuse(media.MediaDamaged, "", fmt.Errorf("stream %d has no size", s.Index))
		}
	}
	return nil
}

func (c Caps) checkSize(width, height int) error {
	switch {
	case width > c.Side || height > c.Side:
		text := fmt.Sprintf("The picture is %d × %d pixels; the limit of a side is %d.", width, height, c.Side)
		return media.Refuse(media.TooManyPixels, text, nil)
	case int64(width)*int64(height) > c.Pixels:
		text := fmt.Sprintf("The picture is %d × %d pixels; the limit is %d pixels.", width, height, c.Pixels)
		return media.Refuse(media.TooManyPixels, text, nil)
	}
	return nil
}

// checkStill reads the size of a picture file from its header: ffprobe could only
// find it by decoding, and under the limit of pixels would find none.
func (r *Runner) checkStill(in Input) error {
	if in.Demuxer != "png_pipe" && in.Demuxer != "jpeg_pipe" {
		return nil
	}
	f, err := os.Open(in.Path)
	if err != nil {
		return fmt.Errorf("probe: %w", media.Refuse(media.SourceUnreadable, "", err))
	}
	defer f.Close()
	var size image.Config
	if in.Demuxer == "png_pipe" {
		size, err = png.DecodeConfig(f)
	} else {
		size, err = jpeg.DecodeConfig(f)
	}
	if err != nil {
		return media.Refuse(media.MediaDamaged, "", err)
	}
	return r.cfg.Caps.checkSize(size.Width, size.Height)
}

// tooLarge finds a better reason than cause, if there is one, why ffprobe would
// not read a source: it ends when a decoder refuses the size of the pictures. This
// query decodes nothing, so the decoders' limit can be lifted.
func (r *Runner) tooLarge(ctx context.Context, in Input, cause error) error {
	p, err := r.probeHeader(ctx, in, "-nofind_stream_info", "-max_pixels", strconv.Itoa(math.MaxInt32))
	if err != nil {
		return cause
	}
	if err := r.checkPictures(p); err != nil {
		return err
	}
	return cause
}

// checkTimes refuses what is too long or too fast, after measuring.
func (r *Runner) checkTimes(p Probe) error {
	c := r.cfg.Caps
	if d := max(p.Duration, p.Length()); d > c.Duration {
		text := fmt.Sprintf("The media lasts %s; the limit is %s.", d.Round(time.Second), c.Duration)
		return media.Refuse(media.TooLong, text, nil)
	}
	if v, ok := p.Video(); ok && v.Rate.Float() > float64(c.Rate) {
		text := fmt.Sprintf("The film has %.0f pictures per second; the limit is %d.", v.Rate.Float(), c.Rate)
		return media.Refuse(media.TooManyPixels, text, nil)
	}
	return nil
}
