package apivideo

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// metadataBody is what was found in the source. Every key is always there, null until it
// is known. Whole numbers are a must: 29.97 breaks the Go SDK (client rule 9).
type metadataBody struct {
	Width       *int     `json:"width"`
	Height      *int     `json:"height"`
	Bitrate     *float64 `json:"bitrate"`  // kbit/s
	Duration    *int     `json:"duration"` // seconds
	Framerate   *int     `json:"framerate"`
	Samplerate  *int     `json:"samplerate"` // Hz
	VideoCodec  *string  `json:"videoCodec"`
	AudioCodec  *string  `json:"audioCodec"`
	AspectRatio *string  `json:"aspectRatio"`
}

// playedRate is the rate of all sound that is encoded here, in Hz.
const playedRate = 48000

func describe(v media.Video) metadataBody {
	var m metadataBody
	p := v.Picture
	if p.Width > 0 && p.Height > 0 {
		m.Width, m.Height = &p.Width, &p.Height
		m.AspectRatio = known(aspect(p.Width, p.Height))
		m.Framerate = known(frameRate(v.Renditions))
		m.VideoCodec = known(codecOf(v.Renditions, media.VideoRendition))
	}
	if p.Audio {
		m.Samplerate = known(playedRate)
		m.AudioCodec = known(codecOf(v.Renditions, media.AudioRendition))
	}
	if p.Duration > 0 {
		m.Duration = known(int(p.Duration.Round(time.Second) / time.Second))
		if v.Source != nil {
			rate := math.Round(float64(v.Source.Size)*8/p.Duration.Seconds()/100) / 10
			m.Bitrate = &rate
		}
	}
	return m
}

// known is nil for a value that says nothing.
func known[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func aspect(width, height int) string {
	a, b := width, height
	for b > 0 {
		a, b = b, a%b
	}
	return fmt.Sprintf("%d/%d", width/a, height/a)
}

// frameRate is the fastest there is: lower qualities may have half of it.
func frameRate(rs []media.Rendition) int {
	fastest := 0.0
	for _, r := range rs {
		if r.Kind == media.VideoRendition {
			fastest = max(fastest, r.Rate.Float())
		}
	}
	return int(math.Round(fastest))
}

// codecOf is the short name of what the first rendition of a kind is in: the source's if it
// is among them.
func codecOf(rs []media.Rendition, kind media.RenditionKind) string {
	for _, r := range rs {
		if r.Kind == kind && r.Codecs != "" {
			return codecName(r.Codecs)
		}
	}
	return ""
}

// codecName is what everybody calls the first codec of an RFC 6381 list.
func codecName(codecs string) string {
	first, _, _ := strings.Cut(codecs, ",")
	sample, _, _ := strings.Cut(strings.TrimSpace(first), ".")
	switch sample {
	case "avc1", "avc3":
		return "h264"
	case "hvc1", "hev1":
		return "hevc"
	case "av01":
		return "av1"
	case "vp09":
		return "vp9"
	case "mp4a":
		return "aac"
	}
	return strings.ToLower(sample)
}
