package ffmpeg

import (
	"math"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Kind sorts streams.
type Kind string

// The kinds of stream. What is none of the first three is Data.
const (
	Video    Kind = "video"
	Audio    Kind = "audio"
	Subtitle Kind = "subtitle"
	Data     Kind = "data"
)

// Stream is one track of a source. Fields the container says nothing about, or
// nothing believable, are zero.
type Stream struct {
	Index    int           `json:"index"` // in the container, as ffmpeg counts
	Kind     Kind          `json:"kind"`
	Codec    string        `json:"codec,omitempty"` // ffmpeg's name: h264, hevc, aac …
	Profile  string        `json:"profile,omitempty"`
	Level    int           `json:"level,omitempty"`  // the codec's own number: 41 for H.264 4.1
	Usable   bool          `json:"usable,omitempty"` // video or audio that is decoded here
	Start    time.Duration `json:"start"`            // presentation time of its first frame, may be negative
	Duration time.Duration `json:"duration,omitempty"`
	Frames   int64         `json:"frames,omitempty"` // an estimate: declared, or duration × rate
	Language string        `json:"language"`         // as the container says, "und" when it does not
	Default  bool          `json:"default,omitempty"`

	// Pictures.
	Cover      bool           `json:"cover,omitempty"`        // an attached picture, not a film
	Width      int            `json:"width,omitempty"`        // as coded
	Height     int            `json:"height,omitempty"`       // as coded
	PixelRatio media.Rational `json:"pixel_ratio,omitzero"`   // width to height of one pixel; 1/1 unless said otherwise
	Rotation   int            `json:"rotation,omitempty"`     // degrees clockwise for display: 0, 90, 180, 270
	Rate       media.Rational `json:"rate,omitzero"`          // mean frames per second, measured where the container's figure is useless
	BaseRate   media.Rational `json:"base_rate,omitzero"`     // lowest rate on whose grid all frames lie; of interlaced video too, frames not fields
	PixFmt     string         `json:"pix_fmt,omitempty"`      // ffmpeg's name: yuv420p …
	BitDepth   int            `json:"bit_depth,omitempty"`    // of one component
	Interlaced bool           `json:"interlaced,omitempty"`   // two fields a frame
	Transfer   string         `json:"transfer,omitempty"`     // ffmpeg's names: smpte2084, arib-std-b67, bt709 …
	Primaries  string         `json:"primaries,omitempty"`    // bt2020, bt709 …
	Matrix     string         `json:"matrix,omitempty"`       // bt2020nc, bt709 …
	FullRange  bool           `json:"full_range,omitempty"`   // samples use all values
	Variable   bool           `json:"variable,omitempty"`     // mean and base rate differ by over 1 %
	HasBFrames bool           `json:"has_b_frames,omitempty"` // pictures are stored out of display order

	// Sound.
	Channels   int `json:"channels,omitempty"`
	SampleRate int `json:"sample_rate,omitempty"`
}

// Display is the size a viewer sees: after pixel ratio and rotation, rounded.
// As coded size, pixels that are not square widen the picture.
func (s Stream) Display() (width, height int) {
	width, height = s.Width, s.Height
	if ratio := s.PixelRatio.Float(); ratio > 0 {
		width = max(1, int(math.Round(float64(width)*ratio)))
	}
	if s.Rotation == 90 || s.Rotation == 270 {
		width, height = height, width
	}
	return width, height
}

// HDR reports whether the picture uses the PQ or HLG transfer function, so that
// it must be tone mapped for ordinary displays.
func (s Stream) HDR() bool {
	return s.Transfer == "smpte2084" || s.Transfer == "arib-std-b67"
}

// end is when the stream stops; its start when it does not say.
func (s Stream) end() time.Duration { return s.Start + s.Duration }

// isFilm reports whether the stream is video that can be encoded.
func (s Stream) isFilm() bool { return s.Kind == Video && s.Usable && !s.Cover }
