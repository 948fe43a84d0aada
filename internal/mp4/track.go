package mp4

import (
	"io"
	"math/bits"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Kind says what a track carries.
type Kind int

const (
	// Other is everything that is neither picture nor sound: time codes, timed
	// metadata, hints, subtitles, or a handler nobody knows. Such tracks are
	// listed and have no samples.
	Other Kind = iota
	// Video is a picture track.
	Video
	// Audio is a sound track.
	Audio
)

// Track is one track of a file, with its times turned into times of the presentation.
type Track struct {
	ID        uint32
	Kind      Kind
	Enabled   bool
	Format    string // four-character code of the sample entry, "avc1", "mp4a"; never characters unfit for a playlist
	Timescale int64  // ticks per second, 1…10⁹
	Language  string // BCP 47; "und" when the container does not say

	Width, Height int            // as coded, before rotation and pixel aspect; 0 for sound
	Rotation      int            // degrees clockwise for display: 0, 90, 180 or 270
	Mirrored      bool           // flipped left to right before it is rotated
	SAR           media.Rational // pixel aspect; 1/1 when not given

	Channels   int // of sound, as the sample entry says; AAC tells more exactly
	SampleRate int // of sound, in Hz

	// Descriptions counts the sample descriptions that samples refer to. Segments
	// are cut only from tracks with one.
	Descriptions int
	Edit         Edit
	AVC          *AVC // of H.264, else nil
	AAC          *AAC // of MPEG-4 audio, else nil

	// Preroll is the time, in ticks, that is decoded before the first moment shown.
	Preroll int64

	src     io.ReaderAt
	entry   entry
	samples samples
	begin   int64 // DTS of the first sample, in ticks of the presentation
	lasts   int64 // ticks that are shown
	shift   int64 // added to stored composition offsets

	chapters []uint32 // ids of tracks that hold this one's chapter names or thumbnails
}

// Sample is one entry of the index. Its times are of the presentation, in ticks.
type Sample struct {
	Offset   int64 // in the file
	Size     uint32
	DTS      int64 // never negative
	CTO      int64 // shown at DTS + CTO - Preroll
	Duration uint32
	Sync     bool // as the container claims; see [Track.VerifyIDRs]
}

// Len is the number of samples shown, or needed to show others. It is 0 for
// tracks of kind Other and for raw sound (PCM), which is timed but not indexed.
func (t *Track) Len() int { return t.samples.len() }

// Sample returns sample i, 0 ≤ i < Len.
func (t *Track) Sample(i int) Sample {
	s := &t.samples
	return Sample{
		Offset:   s.offset[i],
		Size:     s.size[i],
		DTS:      t.DTS(i),
		CTO:      s.pts(i) - s.dts[i] + t.shift,
		Duration: t.length(i),
		Sync:     s.sync(i),
	}
}

// DTS returns the decode time of sample i in ticks, the tfdt of a segment that
// begins with it. DTS(Len) is the end of the last sample.
func (t *Track) DTS(i int) int64 { return t.samples.dts[i] - t.samples.dts[0] + t.begin }

// Shown returns the presentation time of sample i. It is negative for samples
// decoded before anything is shown.
func (t *Track) Shown(i int) time.Duration {
	return t.time(t.shown(i))
}

func (t *Track) shown(i int) int64 {
	s := &t.samples
	return s.pts(i) - s.dts[0] + t.begin + t.shift - t.Preroll
}

// Start is the presentation time at which the track begins to be shown.
func (t *Track) Start() time.Duration { return t.time(t.begin) }

// Duration is how long the track is shown from Start on. It can be shorter than
// the samples, when an edit list hides some of what has to be decoded.
func (t *Track) Duration() time.Duration { return t.time(t.lasts) }

// Span is the exact sum of the durations of samples [first, end), what EXTINF
// says of a segment that holds them.
func (t *Track) Span(first, end int) time.Duration {
	return t.time(t.samples.dts[end] - t.samples.dts[first])
}

// Bytes is the size of samples [first, end).
func (t *Track) Bytes(first, end int) int64 {
	var n int64
	for _, size := range t.samples.size[first:end] {
		n += int64(size)
	}
	return n
}

// length is the duration of sample i. Index checks keep it within 32 bits.
func (t *Track) length(i int) uint32 {
	return uint32(t.samples.dts[i+1] - t.samples.dts[i]) //nolint:gosec // see samples.checkTimes
}

// time converts ticks to a duration, rounded to the nearest nanosecond.
func (t *Track) time(ticks int64) time.Duration {
	return time.Duration(rescale(ticks, t.Timescale, int64(time.Second)))
}

// rescale converts v from one timescale to another, rounded to nearest. Values
// that do not fit 63 bits become the largest that do; maxSeconds keeps honest times far below.
func rescale(v, from, to int64) int64 {
	if v < 0 {
		return -rescale(-v, from, to)
	}
	hi, lo := bits.Mul64(uint64(v), uint64(to)) //nolint:gosec // neither is negative
	lo, carry := bits.Add64(lo, uint64(from)/2, 0)
	hi += carry
	if hi >= uint64(from) {
		return 1<<63 - 1
	}
	q, _ := bits.Div64(hi, lo, uint64(from))
	return int64(min(q, 1<<63-1)) //nolint:gosec // bounded on the line
}
