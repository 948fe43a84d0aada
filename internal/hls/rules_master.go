package hls

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/Eyevinn/hls-m3u8/m3u8"
)

// checkMaster applies the rules of the master playlist and of what it says of each variant.
func (c *checker) checkMaster(a *asset) {
	if len(a.variants) == 0 {
		c.report.fail(ruleSyntax, a.uri, "the playlist lists no variant")
		return
	}
	if !a.master.IndependentSegments() {
		c.report.warn("9.11", a.uri, "no EXT-X-INDEPENDENT-SEGMENTS")
	}
	for _, r := range a.variants {
		c.checkVariant(a, r)
		c.checkRates(r)
	}
	for _, r := range a.iframes {
		c.checkResolution(a.uri, r)
		c.checkCodecs(a.uri, r)
		c.checkRates(r)
	}
	c.checkLadder(a)
	c.checkRange(a)
}

func (c *checker) checkVariant(a *asset, r rung) {
	if r.AverageBandwidth == 0 {
		c.report.fail("9.14", a.uri, "%s has no AVERAGE-BANDWIDTH", r.name())
	}
	for _, group := range []struct{ kind, id string }{{"AUDIO", r.Audio}, {"SUBTITLES", r.Subtitles}} {
		listed := slices.ContainsFunc(r.Alternatives, func(m *m3u8.Alternative) bool { return m.Type == group.kind })
		if group.id != "" && !listed {
			c.report.fail(ruleSyntax, a.uri, "%s names the %s group %q, which has no member", r.name(), group.kind, group.id)
		}
	}
	c.checkCodecs(a.uri, r)
	if !r.main.pictures() {
		return
	}
	c.checkResolution(a.uri, r)
	if len(r.main.headers) > 1 {
		c.noteMuxed(r)
	}
	frame := r.main.sampleSeconds()
	switch {
	case r.FrameRate <= 0:
		c.report.fail("9.15", a.uri, "%s has no FRAME-RATE", r.name())
	case frame > 0 && math.Abs(r.FrameRate*frame-1) > 0.01:
		c.report.fail("9.15", a.uri, "%s has FRAME-RATE %.3f, the samples %.3f", r.name(), r.FrameRate, 1/frame)
	}
}

// noteMuxed tells of sound inside a variant: a fault beside alternatives, else only unwise.
func (c *checker) noteMuxed(r rung) {
	if len(r.audio) > 0 {
		c.report.fail("9.7", r.uri, "sound is inside the variant although there are audio renditions")
		return
	}
	c.report.warn("9.5", r.uri, "sound is inside the variant")
}

// checkCodecs compares CODECS with the sample descriptions of everything the
// variant may be played with.
func (c *checker) checkCodecs(master string, r rung) {
	if r.Codecs == "" {
		c.report.fail("9.1-9.4", master, "%s has no CODECS", r.name())
		return
	}
	var real []string
	for _, t := range append([]*track{r.main}, r.audio...) {
		for _, h := range t.headers {
			if h.format.codecs == "" {
				return // checkTrack has told
			}
			real = append(real, h.format.codecs)
		}
		if !t.whole {
			return
		}
	}
	declared := normal(strings.Split(r.Codecs, ","))
	if real = normal(real); !slices.Equal(declared, real) {
		c.report.fail("9.1-9.4", master, "%s has CODECS %q, the boxes say %q", r.name(), r.Codecs, strings.Join(real, ","))
	}
	if slices.ContainsFunc(declared, func(s string) bool { return strings.HasPrefix(s, "avc3") || strings.HasPrefix(s, "hev1") }) {
		c.report.warn("1.10", master, "%s has parameter sets in the samples: %q", r.name(), r.Codecs)
	}
}

// normal sorts codecs and drops repetitions; their hexadecimal digits have no case.
func normal(codecs []string) []string {
	var all []string
	for _, s := range codecs {
		all = append(all, strings.ToLower(strings.TrimSpace(s)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *checker) checkResolution(master string, r rung) {
	h := r.main.head()
	real := fmt.Sprintf("%dx%d", h.width, h.height)
	switch {
	case r.Resolution == "":
		c.report.fail("9.1-9.4", master, "%s has no RESOLUTION", r.name())
	case r.main.pictures() && r.Resolution != real:
		c.report.fail("9.1-9.4", master, "%s has RESOLUTION %s, the boxes say %s", r.name(), r.Resolution, real)
	}
}

// checkRange wants VIDEO-RANGE unless all is SDR, and an SDR version.
func (c *checker) checkRange(a *asset) {
	var all []rung
	sdr := false
	for _, r := range slices.Concat(a.variants, a.iframes) {
		if r.main.pictures() {
			all = append(all, r)
			sdr = sdr || r.main.head().format.videoRange() == "SDR"
		}
	}
	if len(all) == 0 {
		return
	}
	if !sdr {
		c.report.fail("1.24", a.uri, "no variant is SDR")
	}
	ranged := slices.ContainsFunc(all, func(r rung) bool { return r.main.head().format.videoRange() != "SDR" })
	for _, r := range all {
		real := r.main.head().format.videoRange()
		if (ranged || r.VideoRange != "") && r.VideoRange != real {
			c.report.fail("9.16", a.uri, "%s has VIDEO-RANGE %q, the boxes say %s", r.name(), r.VideoRange, real)
		}
	}
}
