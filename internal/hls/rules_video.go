package hls

import (
	"math"
	"slices"
)

// Levels of H.264, times ten.
const (
	levelLimit = 52 // rule 1.3b, in general
	levelMacOS = 50 // rule 1.3b, on macOS: a warning, because 2160p needs 5.1
	levelEasy  = 41 // rule 1.3a, for some variant
)

// idrSpacing is the longest wait for an IDR that rule 1.13 wants, in seconds.
const idrSpacing = 2

// checkPictures applies the rules of section 1 to pictures that were read whole.
func (c *checker) checkPictures(t *track) {
	h := t.head()
	if h.format.entry != "avc1" {
		return
	}
	width, height := h.format.width, h.format.height
	if h.turned {
		width, height = height, width
	}
	if h.format.square && (width != h.width || height != h.height) {
		c.report.fail("9.1-9.4", t.uri, "track header says %dx%d, parameter sets %dx%d", h.width, h.height, width, height)
	}
	if t.kind == iframeTrack {
		return
	}
	c.checkProfile(t.uri, h.format)
	for _, p := range t.parts {
		if !p.startIDR {
			c.report.fail("7.4", p.uri, "segment does not start with an IDR frame")
		}
	}
	c.checkFrameRate(t)
	if longest := longestWait(t); longest > idrSpacing+t.sampleSeconds() {
		c.report.warn("1.13", t.uri, "IDR frames are up to %.3f s apart", longest)
	}
}

func (c *checker) checkProfile(uri string, f format) {
	if !slices.Contains([]int{66, 77, 88, 100}, f.profile) { // Baseline, Main, Extended, High
		c.report.fail("1.3b", uri, "H.264 profile %d is above High", f.profile)
	} else if f.profile != 100 {
		c.report.warn("1.4", uri, "H.264 profile %d, not High", f.profile)
	}
	switch {
	case f.level > levelLimit:
		c.report.fail("1.3b", uri, "H.264 level %d is over %d", f.level, levelLimit)
	case f.level > levelMacOS:
		c.report.warn("1.3b", uri, "H.264 level %d is over %d, the limit of macOS", f.level, levelMacOS)
	}
	if f.interlaced {
		c.report.fail("1.14", uri, "the pictures may be interlaced")
	}
}

// checkFrameRate wants at most 60 frames per second, and a constant rate: every
// segment lasts as many mean frames as it holds.
func (c *checker) checkFrameRate(t *track) {
	frame := t.sampleSeconds()
	if frame <= 0 {
		c.report.fail("1.19", t.uri, "frames without duration")
		return
	}
	switch rate := 1 / frame; {
	case rate > 60.01:
		c.report.fail("1.19", t.uri, "%.3f frames per second", rate)
	case rate < 23.97:
		c.report.warn("1.18", t.uri, "%.3f frames per second", rate)
	}
	for _, p := range t.parts {
		if math.Abs(t.seconds(p.length)-float64(p.samples)*frame) > frame {
			c.report.fail("8.14", p.uri, "frame rate changes without a discontinuity")
			return
		}
	}
}

// longestWait is the longest time from one IDR frame to the next, or to the end, in seconds.
func longestWait(t *track) float64 {
	var longest int64
	last := t.parts[0].start
	for _, p := range t.parts {
		for _, at := range p.idrs {
			longest, last = max(longest, at-last), at
		}
	}
	return t.seconds(max(longest, t.parts[len(t.parts)-1].end-last))
}
