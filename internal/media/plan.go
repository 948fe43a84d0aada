package media

import (
	"encoding/json"
	"time"
)

// PosterName is the pseudo-rendition that stands for the poster among what is planned.
const PosterName = "poster"

// Plan is what processing decided to make of a source. It is computed once,
// from the probe, and stored: every later step reads it and none decides again.
type Plan struct {
	// Rate is the frame rate of the full-rate rungs; Cuts counts in its frames.
	Rate Rational `json:"rate,omitzero"`
	// Cuts are the frame numbers at which segments begin, from 0; the last one is the
	// number of frames. Every rendition has the same cuts, to its nearest frame.
	Cuts []int `json:"cuts"`
	// Start is where the first frame lies on the source's own timeline.
	Start time.Duration `json:"start"`
	// SourceCuts are the samples, in decode order, at which segments of the source
	// rendition begin; the last one is the number of samples. Empty when the source
	// cannot be repackaged.
	SourceCuts []int `json:"source_cuts,omitempty"`
	// Video and Audio are the streams used, as ffmpeg numbers them; -1 = none.
	Video int `json:"video"`
	Audio int `json:"audio"`
	// Probe is what the prober found, in its own form: no job probes again.
	Probe json.RawMessage `json:"probe,omitempty"`
	// Chunks are the units of encoding, in the order they should be done.
	Chunks []Chunk `json:"chunks"`
}

// Segments is the number of media segments of every rendition.
func (p Plan) Segments() int { return max(0, len(p.Cuts)-1) }

// CutTime is where segment n begins, counted from the start of the presentation.
func (p Plan) CutTime(n int) time.Duration {
	if p.Rate.Num == 0 {
		return 0
	}
	return FrameTime(p.Cuts[n], p.Rate)
}

// CutTimes are the borders between segments, the end included, the start not.
func (p Plan) CutTimes() []time.Duration {
	var times []time.Duration
	for n := 1; n <= p.Segments(); n++ {
		times = append(times, p.CutTime(n))
	}
	return times
}

// FrameTime is when frame n of a constant rate is shown.
func FrameTime(n int, rate Rational) time.Duration {
	seconds, rest := int64(n)*rate.Den/rate.Num, int64(n)*rate.Den%rate.Num
	return time.Duration(seconds)*time.Second + time.Duration(rest*int64(time.Second)/rate.Num)
}

// Chunk is a run of segments that one job encodes, decoding once for all its renditions.
type Chunk struct {
	Renditions []string `json:"renditions"`
	First      int      `json:"first"` // segment
	End        int      `json:"end"`   // one past the last segment
}

// ChunkOutput is what a finished chunk adds to one rendition.
type ChunkOutput struct {
	Rendition string
	Segments  []Segment
	Codecs    string // RFC 6381
}

// Planning is everything that is known when a plan has been made.
type Planning struct {
	// Source is what was looked at: a video that has another one by now takes no plan of it. nil =
	// whatever it has.
	Source     *Source
	Container  string
	Picture    Picture
	Plan       Plan
	Renditions []Rendition
	// Published are the segments of renditions that are complete already: the source's.
	Published []ChunkOutput
	// Jobs make the rest.
	Jobs []Job
}
