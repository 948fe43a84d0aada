package hls

import (
	"math"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// tolerance of declared rates (rules 1.26 and 1.27).
const tolerance = 0.10

// checkRates compares BANDWIDTH and AVERAGE-BANDWIDTH with the segments.
func (c *checker) checkRates(r rung) {
	if !r.main.whole {
		return
	}
	var sound [][]media.Segment
	for _, t := range r.audio {
		if !t.whole {
			return
		}
		if t != r.main { // sound alone lists itself as its group's member
			sound = append(sound, t.measured())
		}
	}
	peak, average := Measure(r.main.measured(), sound...)
	if far(peak, r.Bandwidth) {
		c.report.fail("1.27", r.uri, "BANDWIDTH is %d, the peak %d", r.Bandwidth, peak)
	}
	if r.AverageBandwidth != 0 && far(average, r.AverageBandwidth) {
		c.report.fail("1.26", r.uri, "AVERAGE-BANDWIDTH is %d, the average %d", r.AverageBandwidth, average)
	}
	if peak > 2*average && !r.Iframe {
		c.report.warn("1.30", r.uri, "the peak %d is over twice the average %d", peak, average)
	}
}

func far(measured int, declared uint32) bool {
	return math.Abs(float64(measured)-float64(declared)) > tolerance*float64(declared)
}

// checkLadder applies the rules of the set of variants.
func (c *checker) checkLadder(a *asset) {
	var shown []rung
	for _, r := range a.variants {
		if r.main.pictures() {
			shown = append(shown, r)
		}
	}
	silent := slices.ContainsFunc(a.variants, func(r rung) bool { return r.main.sound() })
	switch {
	case len(shown) == 0 && silent:
		c.report.warn("9.20", a.uri, "sound only: tvOS does not play it")
		return
	case len(shown) == 0:
		return
	case silent:
		c.report.fail("9.20", a.uri, "an audio-only variant beside pictures")
	}
	if len(a.iframes) == 0 {
		c.report.fail("6.1", a.uri, "no I-frame playlist")
	}
	c.checkSizes(a, shown)
	if !slices.ContainsFunc(shown, func(r rung) bool { return r.main.head().format.level <= levelEasy }) {
		c.report.warn("1.3a", a.uri, "no variant is of H.264 level %d or lower", levelEasy)
	}
	if !slices.ContainsFunc(a.variants, func(r rung) bool { return r.Bandwidth <= 192_000 }) {
		c.report.warn("9.21", a.uri, "no variant of 192 kbit/s for cellular networks")
	}
	first, nearest := shown[0], shown[0]
	for _, r := range shown {
		if distance(int(r.AverageBandwidth)) < distance(int(nearest.AverageBandwidth)) {
			nearest = r
		}
	}
	if nearest.uri != first.uri {
		c.report.warn("1.32", a.uri, "the variant nearest to 2000 kbit/s, %s, is not listed first", nearest.name())
	}
}

// checkSizes compares the variants' picture sizes and colours.
func (c *checker) checkSizes(a *asset, shown []rung) {
	top := slices.MaxFunc(shown, func(x, y rung) int { return area(x) - area(y) })
	big := top.main.head()
	twins := 0
	for _, r := range shown {
		h := r.main.head()
		if area(r) == area(top) {
			twins++
		}
		// Sizes are even, so a small one may be two off the exact ratio.
		if d := h.width*big.height - h.height*big.width; max(d, -d) > 2*(big.width+big.height) {
			c.report.warn("1.33", a.uri, "%s is %dx%d beside %dx%d: another aspect ratio", r.name(), h.width, h.height, big.width, big.height)
		}
		if h.format.primaries != big.format.primaries || h.format.transfer != big.format.transfer {
			c.report.warn("1.21", a.uri, "%s has another colour space than %s", r.name(), top.name())
		}
	}
	if twins < 2 && min(big.width, big.height) >= 720 {
		c.report.warn("9.10", a.uri, "one variant at the top size")
	}
	if len(shown) > 1 {
		return
	}
	if min(big.width, big.height) <= 240 { // nothing is smaller that would be worth making
		c.report.warn("9.9", a.uri, "one bit rate")
		return
	}
	c.report.fail("9.9", a.uri, "one bit rate")
}

func area(r rung) int { return r.main.head().width * r.main.head().height }
