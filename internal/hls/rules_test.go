package hls

import (
	"testing"

	"github.com/Eyevinn/hls-m3u8/m3u8"

	"github.com/tributary-video/tributary/internal/testkit"
)

func TestCheckProfile(t *testing.T) {
	for _, tt := range []struct {
		name         string
		format       format
		fails, warns string
	}{
		{name: "High 5.0", format: format{profile: 100, level: 50}},
		{name: "Main", format: format{profile: 77, level: 31}, warns: "1.4"},
		{name: "level 5.1", format: format{profile: 100, level: 51}, warns: "1.3b"},
		{name: "level 6.0", format: format{profile: 100, level: 60}, fails: "1.3b"},
		{name: "High 10", format: format{profile: 110, level: 40}, fails: "1.3b"},
		{name: "interlaced", format: format{profile: 100, level: 40, interlaced: true}, fails: "1.14"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := checker{report: &Report{}}
			c.checkProfile("720p", tt.format)
			expect(t, *c.report, tt.fails, tt.warns)
		})
	}
}

func TestCheckFrameRate(t *testing.T) {
	// Parts of samples and ticks, at 60 000 ticks a second.
	for _, tt := range []struct {
		name         string
		parts        [][2]int
		fails, warns string
	}{
		{name: "60", parts: [][2]int{{360, 360_000}, {360, 360_000}, {7, 7_000}}},
		{name: "59.94", parts: [][2]int{{360, 360_360}, {360, 360_360}}},
		{name: "120", parts: [][2]int{{720, 360_000}}, fails: "1.19"},
		{name: "15", parts: [][2]int{{90, 360_000}}, warns: "1.18"},
		{name: "30, then 60", parts: [][2]int{{180, 360_000}, {360, 360_000}}, fails: "8.14"},
		{name: "no duration", parts: [][2]int{{180, 0}}, fails: "1.19"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			video := &track{uri: "720p", headers: []header{{timescale: 60_000}}}
			for _, p := range tt.parts {
				video.parts = append(video.parts, part{fragment: fragment{samples: p[0], length: int64(p[1])}})
			}
			c := checker{report: &Report{}}
			c.checkFrameRate(video)
			expect(t, *c.report, tt.fails, tt.warns)
		})
	}
}

func TestCheckRangeOfPictures(t *testing.T) {
	pictures := func(transfer int) *track {
		return &track{whole: true, headers: []header{{handler: pictureHandler, format: format{transfer: transfer}}}}
	}
	for _, tt := range []struct {
		name     string
		transfer int
		declared string
		fails    string
	}{
		{name: "SDR, not declared", transfer: 1},
		{name: "SDR", transfer: 1, declared: "SDR"},
		{name: "SDR as PQ", transfer: 1, declared: "PQ", fails: "9.16"},
		{name: "HLG alone", transfer: transferHLG, declared: "HLG", fails: "1.24"},
		{name: "PQ, not declared", transfer: transferPQ, fails: "9.16"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rung{Variant: &m3u8.Variant{}, main: pictures(tt.transfer)}
			r.VideoRange = tt.declared
			c := checker{report: &Report{}}
			c.checkRange(&asset{variants: []rung{r}})
			if got := has(c.report.Errors, tt.fails); got != (tt.fails != "") {
				t.Errorf("errors %v, want rule %q", c.report.Errors, tt.fails)
			}
		})
	}
}

func TestCheckMuxed(t *testing.T) {
	tr := newTree(t)
	clip := testkit.Clip(t, testkit.ClipSpec{
		Seconds: clipSeconds, Width: 426, Height: 240,
		Args: []string{"-movflags", "frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets"},
	})
	tr.cut(t, "240p", clip, 3)
	report := tr.check(t)
	if !has(report.Errors, "9.7") {
		t.Errorf("sound inside a variant beside audio renditions passes: %v", report.Errors)
	}
}

// expect wants one finding of the rule, or none when the rule is "", in each list.
func expect(t *testing.T, got Report, fails, warns string) {
	t.Helper()
	for _, list := range []struct {
		name     string
		findings []Finding
		rule     string
	}{{"errors", got.Errors, fails}, {"warnings", got.Warnings, warns}} {
		if list.rule == "" && len(list.findings) > 0 || list.rule != "" && (len(list.findings) != 1 || list.findings[0].Rule != list.rule) {
			t.Errorf("%s %v, want rule %q", list.name, list.findings, list.rule)
		}
	}
}
