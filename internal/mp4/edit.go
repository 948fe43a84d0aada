package mp4

import (
	"errors"
	"fmt"
	"math"

	"github.com/tributary-video/tributary/internal/media"
)

// Edit is the shape of a track's edit list, which decides whether its samples
// may be served as they are.
type Edit int

const (
	// NoEdit: there is none, or it says nothing.
	NoEdit Edit = iota
	// TrimEdit: one entry that starts later than the first sample or ends before
	// the last: reordering delay, encoder delay, or a cut at either end.
	TrimEdit
	// DelayEdit: one empty entry, then one as in TrimEdit.
	DelayEdit
	// ComplexEdit: several pieces, a dwell or another speed. The track is presented
	// from the start of its first piece on; to show what the author meant, it has
	// to be transcoded.
	ComplexEdit
)

// editList is what an edit list says, reduced to what can be presented.
type editList struct {
	shape Edit
	delay int64 // ticks before the first sample
	start int64 // media time shown first, in ticks
	end   int64 // media time at which showing ends; MaxInt64 when it does not
}

// audioPreroll is how many frames before the first one heard are kept. AAC needs
// one to fill its overlap; two cover the 2112 samples of delay that Apple's encoder declares.
const audioPreroll = 2

// parseEdits reads an elst box. Durations in it count in the movie's timescale.
func parseEdits(elst []byte, movieScale, scale int64) (editList, error) {
	e := editList{end: math.MaxInt64}
	c := &cursor{b: elst}
	version, _ := c.header()
	width := 12
	if version > 0 {
		width = 20
	}
	pieces := 0
	for i := range c.table(width) {
		length, start := c.word(version), int64(c.i32())
		if version > 0 {
			start = start<<32 | int64(c.u32())
		}
		rate := c.u32()
		if length > maxSeconds*maxTimescale || start < -1 || start > math.MaxInt64/2 {
			return e, fmt.Errorf("edit %d: %d ticks from %d", i, length, start)
		}
		ticks := rescale(int64(length), movieScale, scale) //nolint:gosec // bounded above
		if start == -1 {
			if pieces > 0 && ticks > 0 {
				e.shape = ComplexEdit
			}
			if e.delay += ticks; ticks/scale > maxSeconds || e.delay/scale > maxSeconds {
				return e, media.Refuse(media.TooLong, "", fmt.Errorf("edit %d delays by %d ticks", i, ticks))
			}
			continue
		}
		if pieces++; pieces > 1 || rate != 1<<16 {
			e.shape = ComplexEdit
			continue
		}
		e.start = start
		if ticks > 0 {
			e.end = start + ticks
		}
	}
	if c.short {
		return e, errShort
	}
	e.classify(pieces)
	return e, nil
}

func (e *editList) classify(pieces int) {
	switch {
	case e.shape == ComplexEdit:
		e.end = math.MaxInt64
	case e.delay > 0:
		e.shape = DelayEdit
	case pieces > 0:
		e.shape = TrimEdit
	}
}

// present applies the edit list: it keeps the samples that are shown or needed,
// and places them on the timeline so that the media time start is shown after delay.
func (t *Track) present(e editList) error {
	t.Edit = e.shape
	s := &t.samples
	if len(s.dts) < 2 {
		return errors.New("no samples")
	}
	if err := s.checkTimes(t.Timescale); err != nil {
		return err
	}
	if e.delay/t.Timescale > maxSeconds || e.start/t.Timescale > maxSeconds {
		return media.Refuse(media.TooLong, "", errors.New("edit list"))
	}
	if s.raw() {
		t.presentRaw(e)
		return nil
	}
	first, end := t.firstShown(e.start), s.lastBefore(e.end)
	if first >= end || e.start >= max(s.end(), s.pts(first)+s.dts[first+1]-s.dts[first]) {
		return errors.New("edit list shows no sample")
	}
	trimmed := first > 0 || end < s.len()
	s.window(first, end)
	if t.Edit == TrimEdit && !trimmed && e.start == s.pts(0) && s.pts(0) == s.dts[0] {
		t.Edit = NoEdit
	}
	lead := s.pts(0) - e.start
	t.begin = e.delay + max(lead, 0)
	t.lasts = s.shownEnd() - max(s.pts(0), e.start)
	if e.end < math.MaxInt64 {
		t.lasts = min(t.lasts, e.end-e.start-max(lead, 0))
	}
	t.Preroll = max(-lead, 0)
	t.shift = s.dts[0] - s.pts(0)
	if t.shift > math.MaxInt32 || t.shift < math.MinInt32 {
		return errors.New("composition offset out of range")
	}
	return nil
}

// presentRaw trims raw sound, in which every tick is a sample of its own.
func (t *Track) presentRaw(e editList) {
	s := &t.samples
	s.dts[1] = min(s.dts[1], e.end)
	s.dts[0] = min(e.start, s.dts[1])
	t.begin, t.lasts = e.delay, s.dts[1]-s.dts[0]
}

// firstShown finds the sample to start decoding with when start is the first
// media time to be shown: for pictures the last sync sample at or before it.
func (t *Track) firstShown(start int64) int {
	s, first := &t.samples, 0
	if t.Kind == Audio {
		for first < s.len()-1 && s.dts[first+1] <= start {
			first++
		}
		return max(0, first-audioPreroll)
	}
	for i := range s.len() {
		if s.sync(i) && s.pts(i) <= start {
			first = i
		}
	}
	return first
}

// lastBefore returns the number of samples up to the last, in decode order, that is shown before end.
func (s *samples) lastBefore(end int64) int {
	n := s.len()
	for n > 0 && s.pts(n-1) >= end {
		n--
	}
	return n
}

// shownEnd is the media time at which the last sample has been shown. With
// reordered samples of different lengths that can be after the last is decoded.
func (s *samples) shownEnd() int64 {
	end := s.end()
	for i := range s.len() {
		end = max(end, s.pts(i)+s.dts[i+1]-s.dts[i])
	}
	return end
}

// checkTimes keeps every time within what the rest of the package, and a trun
// box, can count.
func (s *samples) checkTimes(scale int64) error {
	for i := range len(s.dts) - 1 {
		if d := s.dts[i+1] - s.dts[i]; d < 0 || !s.raw() && d > math.MaxUint32 {
			return media.Refuse(media.MediaDamaged, "", fmt.Errorf("sample %d lasts %d ticks", i, d))
		}
	}
	if length := s.end() - s.dts[0]; length/scale > maxSeconds {
		return media.Refuse(media.TooLong, "", fmt.Errorf("%d ticks of 1/%d s", length, scale))
	}
	return nil
}
