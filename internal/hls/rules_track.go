package hls

import "math"

const (
	// rounding covers EXTINF's six decimals, in seconds.
	rounding = 2e-6
	// nominal is the segment length that rules 7.5 and 7.6 want, in seconds.
	nominal = 6
	// priming is the longest lead of sound that an edit entry may trim, in
	// seconds: four AAC frames at 44.1 kHz.
	priming = 0.1
)

// checkTrack applies the rules that one media playlist can break alone.
func (c *checker) checkTrack(t *track) {
	if len(t.list.segments) == 0 {
		return
	}
	if !t.list.vod || !t.list.ended {
		c.report.fail("8.6", t.uri, "not a VOD playlist with an end")
	}
	if t.list.version < 6 && t.list.initURI != "" {
		c.report.fail(ruleSyntax, t.uri, "EXT-X-MAP needs EXT-X-VERSION 6 or higher, not %d", t.list.version)
	}
	c.checkTarget(t)
	if t.list.iframes != (t.kind == iframeTrack) {
		c.report.fail("6.8", t.uri, "EXT-X-I-FRAMES-ONLY stands in the playlists of I-frame variants and in no other")
	}
	if !t.whole || t.kind == subtitleTrack {
		return
	}
	if t.kind == iframeTrack {
		c.checkIFrames(t)
	} else {
		c.checkDurations(t)
		c.checkTimeline(t)
	}
	if t.pictures() {
		c.checkPictures(t)
	}
	for _, h := range t.headers {
		if h.format.codecs == "" {
			c.report.warn(ruleChecker, t.uri, "the rules of format %q are not checked", h.format.entry)
		}
	}
}

func (c *checker) checkTarget(t *track) {
	if t.list.target < 0 {
		c.report.fail(ruleSyntax, t.uri, "no EXT-X-TARGETDURATION, or not one whole number")
		return
	}
	for _, s := range t.list.segments {
		if int(math.Round(s.duration)) > t.list.target {
			c.report.fail(ruleSyntax, t.uri, "EXTINF %.6f is over the target duration %d", s.duration, t.list.target)
			return
		}
	}
	if t.kind == mainTrack && len(t.list.segments) > 1 && t.list.target != nominal {
		c.report.warn("7.5", t.uri, "target duration is %d, not %d", t.list.target, nominal)
	}
}

// checkDurations compares EXTINF with the samples. Over any contiguous group the
// two may differ by one frame; as the difference of a group is that of its
// ends, the spread of the running difference tells for all groups at once.
func (c *checker) checkDurations(t *track) {
	var listed, real, low, high float64
	for i, p := range t.parts {
		seconds := t.seconds(p.length)
		listed += t.list.segments[i].duration
		real += seconds
		low, high = min(low, listed-real), max(high, listed-real)
		if seconds > float64(t.list.target)+0.5 {
			c.report.fail("7.7", p.uri, "lasts %.6f s at a target duration of %d", seconds, t.list.target)
		}
	}
	if frame := t.sampleSeconds(); high-low > frame+rounding {
		c.report.fail("8.1", t.uri, "EXTINF of a group of segments is %.6f s off the samples; one frame is %.6f", high-low, frame)
	}
}

// checkTimeline wants decode times without a gap from segment to segment and
// a presentation that starts at 0.
func (c *checker) checkTimeline(t *track) {
	for i, p := range t.parts {
		if p.torn {
			c.report.fail("7.1", p.uri, "tfdt does not continue inside the segment")
		}
		if i > 0 && !t.list.segments[i].discontinuity && p.start != t.parts[i-1].end {
			c.report.fail("7.3", p.uri, "tfdt is %d, the segment before ends at %d", p.start, t.parts[i-1].end)
		}
		if p.tracks > 1 && t.sound() {
			c.report.fail("2.17", p.uri, "%d tracks in an audio segment", p.tracks)
		}
	}
	begin := t.seconds(t.parts[0].first - t.head().shift)
	early := t.sampleSeconds() / 2
	late := early
	if t.sound() {
		early = priming // trimmed by the edit list
		late = t.sampleSeconds()
	}
	if begin > late || begin < -early {
		c.report.fail(ruleTimeline, t.parts[0].uri, "presentation starts at %.6f s, not at 0", begin)
	}
}

// checkIFrames wants one IDR frame with its moof in each segment, at the time
// the playlist gives it.
func (c *checker) checkIFrames(t *track) {
	var at float64
	for i, p := range t.parts {
		if p.samples != 1 || !p.startIDR {
			c.report.fail("6.10", p.uri, "not one IDR frame with its moof")
		}
		if i > 0 && math.Abs(t.seconds(p.start-t.parts[0].start)-at) > t.seconds(p.length)/2+rounding {
			c.report.fail(ruleTimeline, p.uri, "I-frame of %.6f s is listed at %.6f", t.seconds(p.start), at)
		}
		at += t.list.segments[i].duration
	}
}
