package hls

import (
	"math"

	"github.com/Eyevinn/hls-m3u8/m3u8"
)

// checkGroups applies the rules of audio and subtitle groups.
func (c *checker) checkGroups(a *asset) {
	seen := map[*m3u8.Alternative]bool{}
	defaults := map[[2]string]int{}
	for _, r := range a.variants {
		for _, m := range r.Alternatives {
			if seen[m] {
				continue
			}
			seen[m] = true
			if m.Default {
				defaults[[2]string{m.Type, m.GroupId}]++
			}
			c.checkMember(a.uri, m)
		}
		c.checkSound(r)
	}
	for group, n := range defaults {
		if n > 1 {
			c.report.fail(ruleSyntax, a.uri, "%d defaults in the %s group %q", n, group[0], group[1])
		}
	}
}

func (c *checker) checkMember(master string, m *m3u8.Alternative) {
	switch {
	case m.Name == "":
		c.report.fail(ruleSyntax, master, "EXT-X-MEDIA without NAME")
	case m.Language == "" && m.Type == "SUBTITLES":
		c.report.fail("4.7", master, "subtitles %q have no LANGUAGE", m.Name)
	case m.Language == "" && m.Type == "AUDIO":
		c.report.fail("8.10", master, "audio %q has no LANGUAGE", m.Name)
	case m.URI == "" && m.Type == "AUDIO":
		c.report.warn("9.5", master, "audio %q is inside the variant", m.Name)
	}
}

// checkSound wants stereo AAC of a sensible rate among the tracks of a variant.
func (c *checker) checkSound(r rung) {
	stereo, known := false, len(r.audio) > 0
	for _, t := range r.audio {
		if !t.sound() {
			known = false
			continue
		}
		f := t.head().format
		stereo = stereo || f.object == 2 && f.channels == 2
		_, average := Measure(nil, t.measured())
		if f.object > 2 && average > 64_000 {
			c.report.warn("2.4", t.uri, "HE-AAC of %d bit/s", average)
		}
		if average < 32_000 || average > 160_000 {
			c.report.warn("2.9", t.uri, "audio of %d bit/s", average)
		}
	}
	if !known || stereo {
		return
	}
	if f := r.audio[0].head().format; f.object == 2 && f.channels == 1 { // a mono source stays mono
		c.report.warn("2.3", r.uri, "no stereo AAC, only mono")
		return
	}
	c.report.fail("2.3", r.uri, "no stereo AAC")
}

// checkAlignment compares the playlists of an asset with its first variant:
// the same target, the same length, the same cuts, to within one frame of its pictures.
func (c *checker) checkAlignment(a *asset) {
	if len(a.variants) == 0 || !a.variants[0].main.whole {
		return
	}
	first := a.variants[0].main
	frame := first.sampleSeconds()
	for _, t := range c.order {
		if !t.whole || t == first {
			continue
		}
		longer := t.listedSeconds() - first.listedSeconds()
		switch t.kind {
		case subtitleTrack:
			if longer < -frame-rounding {
				c.report.fail("5.5", t.uri, "subtitles end %.6f s before the pictures", -longer)
			}
		case iframeTrack:
		default:
			if t.list.target != first.list.target {
				c.report.fail("8.2", t.uri, "target duration %d beside %d", t.list.target, first.list.target)
			}
			c.checkCuts(t, first)
		}
		if math.Abs(longer) > frame+rounding {
			c.report.fail(lengthRule(t), t.uri, "lasts %.6f s longer than the first variant; one frame is %.6f", longer, frame)
		}
	}
}

// lengthRule is the rule that wants a track of t's sort as long as the pictures.
func lengthRule(t *track) string {
	if t.sound() {
		return "8.3"
	}
	return "8.7"
}

// checkCuts wants segment boundaries in the same places. Sound is cut at the frame
// nearest to the cut of the pictures, so one sample of each track is allowed.
func (c *checker) checkCuts(t, first *track) {
	if len(t.parts) != len(first.parts) {
		c.report.warn("8.22", t.uri, "%d segments beside %d", len(t.parts), len(first.parts))
		return
	}
	allowed := t.sampleSeconds() + first.sampleSeconds()
	var here, there float64
	for i, s := range t.list.segments {
		if math.Abs(here-there) > allowed {
			c.report.warn("8.22", t.parts[i].uri, "starts at %.6f s, the first variant's at %.6f", here, there)
			return
		}
		here += s.duration
		there += first.list.segments[i].duration
	}
}
