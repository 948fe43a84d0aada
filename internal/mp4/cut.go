package mp4

import (
	"slices"
	"sort"
	"time"
)

// MaxSegment is the length below which a segment has to stay so that its rounded
// duration is 6 s, the target duration of every playlist.
const MaxSegment = 6500 * time.Millisecond

// Cuts returns the borders of segments: segment k holds the samples [cuts[k],
// cuts[k+1]). Each ends at the last of the idrs, or the end of the track, that keeps it
// shorter than limit; where there is none, at the next one, however late. Choosing the IDR
// nearest to a multiple of 6 s instead would make 10 s segments of 5 s GOPs.
//
// The first border is 0 even when sample 0 is not among idrs.
func (t *Track) Cuts(idrs []int, limit time.Duration) []int {
	if t.Len() == 0 {
		return nil
	}
	cuts := []int{0}
	borders := append(slices.Clone(idrs), t.Len())
	for i := 0; i < len(borders); i++ {
		start := cuts[len(cuts)-1]
		if borders[i] <= start {
			continue
		}
		for i+1 < len(borders) && t.Span(start, borders[i+1]) < limit {
			i++
		}
		cuts = append(cuts, borders[i])
	}
	return cuts
}

// Nearest returns the border between samples that is nearest to the presentation
// time at, from 0 to Len: where to cut sound that goes with a picture shown then. Of two
// equally near it is the earlier.
func (t *Track) Nearest(at time.Duration) int {
	n := t.Len()
	if n == 0 {
		return 0
	}
	border := func(i int) time.Duration { return t.time(t.DTS(i) - t.Preroll) }
	i := min(n, sort.Search(n+1, func(i int) bool { return border(i) >= at }))
	if i > 0 && at-border(i-1) <= border(i)-at {
		i--
	}
	return i
}

// CutsAt cuts sound where pictures are cut: the borders of its segments are those between
// samples nearest to the given presentation times, the last of which is the end of the
// pictures: all playlists of an asset have to end within one frame of each other. Where
// the sound has ended there are no further segments.
//
// What playlists add up is what is decoded, the encoder's delay included, so the
// end comes that much earlier: some 20 ms of sound, usually of silence.
func (t *Track) CutsAt(times []time.Duration) []int {
	cuts := []int{0}
	for i, at := range times {
		if i == len(times)-1 {
			at -= t.time(t.Preroll)
		}
		border := t.Nearest(at)
		if border > cuts[len(cuts)-1] {
			cuts = append(cuts, border)
		}
	}
	return cuts
}
