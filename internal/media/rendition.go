package media

import (
	"fmt"
	"time"
)

// SourceName names the rendition that is the original, repackaged and never re-encoded.
const SourceName = "source"

// SourceSoundName names the sound of the original where it plays only until an
// encoded one takes its place.
const SourceSoundName = "source-audio"

// RenditionKind tells pictures from sound.
type RenditionKind string

// The kinds of rendition.
const (
	VideoRendition RenditionKind = "video"
	AudioRendition RenditionKind = "audio"
	// StillRendition is not watched: it is the poster, counted with the rest of the work.
	StillRendition RenditionKind = "still"
)

// RenditionState is the life of one quality.
type RenditionState string

const (
	// Planned: some of its segments are not made yet.
	Planned RenditionState = "planned"
	// Complete: it plays from start to end.
	Complete RenditionState = "complete"
	// Dropped: it could not be made, or better ones replaced it; it is never listed.
	Dropped RenditionState = "dropped"
)

// Rational is an exact ratio, such as a frame rate of 30000/1001.
type Rational struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// Float returns the ratio, 0 when it is undefined.
func (r Rational) Float() float64 {
	if r.Den == 0 {
		return 0
	}
	return float64(r.Num) / float64(r.Den)
}

func (r Rational) String() string { return fmt.Sprintf("%d/%d", r.Num, r.Den) }

// Rendition is one quality of a video.
type Rendition struct {
	Name       string         `json:"name"` // "source", "720p", "audio-1"
	Kind       RenditionKind  `json:"kind"`
	State      RenditionState `json:"state"`
	Repackaged bool           `json:"repackaged,omitempty"` // served from the source's own samples; nothing stored
	Interim    bool           `json:"interim,omitempty"`    // plays at once, but leaves when encoded ones cover it
	Width      int            `json:"width,omitempty"`      // as encoded, before any rotation matrix
	Height     int            `json:"height,omitempty"`
	Rotation   int            `json:"rotation,omitempty"` // degrees clockwise the player must turn it
	Rate       Rational       `json:"rate,omitzero"`
	Channels   int            `json:"channels,omitempty"`
	Language   string         `json:"language,omitempty"` // RFC 5646; "und" when the container does not say
	Codecs     string         `json:"codecs,omitempty"`   // RFC 6381, known once a segment exists
	Cap        int            `json:"cap,omitempty"`      // kbit/s ceiling of an encoded rung
	Bytes      int64          `json:"bytes,omitempty"`    // of all its segments
	Chunks     int            `json:"chunks,omitempty"`   // units of work planned
	ChunksDone int            `json:"chunks_done,omitempty"`
}

// Size is the name a viewer knows a picture quality by: its short side as shown.
func (r Rendition) Size() string {
	return fmt.Sprintf("%dp", min(r.Width, r.Height))
}

// Segment is the measure of one media segment of a rendition. Its file is
// found by rendition name and number, counted from 0.
type Segment struct {
	Duration time.Duration `json:"d"` // exact to the nanosecond; playlists print six decimals
	Bytes    int64         `json:"b"`
	// IFrame is the size of its first picture as a segment of its own, for I-frame
	// playlists; 0 of sound.
	IFrame int64 `json:"i,omitempty"`
}

// Add counts a finished chunk; the last one completes the rendition.
func (r *Rendition) Add(out ChunkOutput) {
	r.ChunksDone++
	for _, g := range out.Segments {
		r.Bytes += g.Bytes
	}
	if out.Codecs != "" {
		r.Codecs = out.Codecs
	}
	if r.State == Planned && r.ChunksDone >= r.Chunks {
		r.State = Complete
	}
}

// Settle says what the renditions of a video being processed have earned it:
// [Processing] while nothing plays from start to end, [Viewable], [Ready], or
// [Failed] when nothing will ever play. When they make it ready, the interim ones
// are dropped; rs is changed in place.
func Settle(rs []Rendition) State {
	pictures, sound := tally(rs, VideoRendition), tally(rs, AudioRendition)
	stills := tally(rs, StillRendition)
	hasPicture := pictures.complete+pictures.planned > 0
	if !hasPicture && sound.complete+sound.planned == 0 {
		return Failed
	}
	audible := sound.complete > 0 || sound.planned == 0
	visible := pictures.complete > 0 || !hasPicture
	if !audible || !visible {
		return Processing
	}
	if pictures.planned+sound.planned+stills.planned > 0 {
		return Viewable
	}
	dropInterim(rs)
	return Ready
}

type count struct{ planned, complete int }

func tally(rs []Rendition, kind RenditionKind) (c count) {
	for _, r := range rs {
		switch {
		case r.Kind != kind:
		case r.State == Planned:
			c.planned++
		case r.State == Complete:
			c.complete++
		}
	}
	return c
}

// dropInterim drops interim renditions when a lasting one of their kind is there.
func dropInterim(rs []Rendition) {
	lasting := map[RenditionKind]bool{}
	for _, r := range rs {
		lasting[r.Kind] = lasting[r.Kind] || r.State == Complete && !r.Interim
	}
	for i, r := range rs {
		if r.Interim && lasting[r.Kind] {
			rs[i].State = Dropped
		}
	}
}
