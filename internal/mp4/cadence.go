package mp4

import (
	"math"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Cadence is how regularly pictures follow each other.
type Cadence struct {
	// Rate is the grid: in a constant track the rate of its pictures, otherwise
	// the usual rate nearest to its typical gap. 0/1 for fewer than two pictures.
	Rate media.Rational
	// Constant: every picture is shown within half a frame of a grid of Rate, none is missing.
	Constant bool
	// LongestGap is the longest time one picture stands.
	LongestGap time.Duration
}

// usualRates are what cameras, films and screens run at.
func usualRates() []media.Rational {
	return []media.Rational{{Num: 5, Den: 1}, {Num: 6, Den: 1}, {Num: 15, Den: 2}, {Num: 8, Den: 1}, {Num: 10, Den: 1}, {Num: 12, Den: 1}, {Num: 25, Den: 2},
		{Num: 15000, Den: 1001}, {Num: 15, Den: 1}, {Num: 20, Den: 1},
		{Num: 24000, Den: 1001}, {Num: 24, Den: 1}, {Num: 25, Den: 1}, {Num: 30000, Den: 1001}, {Num: 30, Den: 1},
		{Num: 48000, Den: 1001}, {Num: 48, Den: 1}, {Num: 50, Den: 1}, {Num: 60000, Den: 1001}, {Num: 60, Den: 1},
		{Num: 90, Den: 1}, {Num: 100, Den: 1}, {Num: 120000, Den: 1001}, {Num: 120, Den: 1}, {Num: 240000, Den: 1001}, {Num: 240, Den: 1}}
}

// Cadence measures the track from the times its pictures are shown.
func (t *Track) Cadence() Cadence {
	n := t.Len()
	if n < 2 {
		return Cadence{Rate: media.Rational{Num: 0, Den: 1}, LongestGap: t.Duration()}
	}
	times := make([]int64, n)
	for i := range times {
		times[i] = t.shown(i)
	}
	slices.Sort(times)
	gaps := make([]int64, 0, n)
	for i := 1; i < n; i++ {
		gaps = append(gaps, times[i]-times[i-1])
	}
	last := int64(t.length(n - 1))
	slices.Sort(gaps)
	c := Cadence{LongestGap: t.time(max(gaps[len(gaps)-1], last))}
	if gaps[0] == gaps[len(gaps)-1] && gaps[0] > 0 {
		c.Rate, c.Constant = reduce(t.Timescale, gaps[0]), true
		return c
	}
	mean := float64(n-1) / (float64(times[n-1]-times[0]) / float64(t.Timescale))
	if rate, ok := t.grid(times, mean); ok {
		c.Rate, c.Constant = rate, true
		return c
	}
	c.Rate = nearestRate(float64(t.Timescale) / float64(max(1, gaps[len(gaps)/2])))
	return c
}

// grid returns the usual rate whose grid the times keep best, if they keep one
// within half a frame. When none fits, the mean rate itself, in thousandths, is tried.
func (t *Track) grid(times []int64, mean float64) (media.Rational, bool) {
	var best media.Rational
	least := 1.0 // spread of a whole frame is half a frame either side
	for _, rate := range append(usualRates(), reduce(int64(math.Round(mean*1000)), 1000)) {
		if math.Abs(mean-rate.Float())*float64(len(times)) > 2*mean {
			continue // a frame too many or too few at the end
		}
		if s := t.spread(times, rate.Float()); s < least {
			best, least = rate, s
		}
	}
	return best, least < 1
}

// spread is the distance, in frames, between the earliest and the latest that a
// picture is shown against the grid.
func (t *Track) spread(times []int64, rate float64) float64 {
	early, late := 0.0, 0.0
	for i, at := range times {
		d := float64(at-times[0])/float64(t.Timescale)*rate - float64(i)
		early, late = min(early, d), max(late, d)
	}
	return late - early
}

func nearestRate(rate float64) media.Rational {
	best := media.Rational{Num: 30, Den: 1}
	for _, r := range usualRates() {
		if math.Abs(math.Log(r.Float()/rate)) < math.Abs(math.Log(best.Float()/rate)) {
			best = r
		}
	}
	return best
}
