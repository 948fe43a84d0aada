package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

// film is a probe of one picture stream and, optionally, sound.
func film(width, height int, rate media.Rational, seconds float64, change func(*ffmpeg.Stream), sound bool) ffmpeg.Probe {
	length := time.Duration(seconds * float64(time.Second))
	v := ffmpeg.Stream{Kind: ffmpeg.Video, Usable: true, Codec: "hevc", Width: width, Height: height,
		PixelRatio: media.Rational{Num: 1, Den: 1}, Rate: rate, Duration: length}
	if change != nil {
		change(&v)
	}
	p := ffmpeg.Probe{Demuxer: "matroska", Duration: length, Streams: []ffmpeg.Stream{v}}
	if sound {
		p.Streams = append(p.Streams, ffmpeg.Stream{Index: 1, Kind: ffmpeg.Audio, Usable: true, Codec: "opus", Language: "en", Duration: length})
	}
	return p
}

// TestPlan is the golden table of what is made of a source that has to be encoded.
func TestPlan(t *testing.T) {
	thirty := media.Rational{Num: 30, Den: 1}
	tests := []struct {
		name  string
		probe ffmpeg.Probe
		want  string // rate, segments and chunks; renditions; jobs
	}{
		{"1080p30, 20 s", film(1920, 1080, thirty, 20, nil, true),
			"30/1 [0 180 360 540 600] 2 chunks; 240p 426x240 360p 640x360 480p 854x480 720p 1280x720 1080p 1920x1080 audio-1 poster; audio stills stills encode encode"},
		{"portrait phone", film(1920, 1080, thirty, 6, func(s *ffmpeg.Stream) { s.Rotation = 90 }, false),
			"30/1 [0 180] 2 chunks; 240p 240x426 360p 360x640 480p 480x854 720p 720x1280 1080p 1080x1920 poster; stills stills encode encode"},
		{"between two rungs", film(853, 479, media.Rational{Num: 25, Den: 1}, 5, nil, false),
			"25/1 [0 125] 2 chunks; 240p 428x240 360p 642x360 479p 852x478 poster; stills stills encode encode"},
		{"smaller than all", film(176, 144, media.Rational{Num: 15, Den: 1}, 5, nil, false),
			"15/1 [0 75] 1 chunks; 144p 176x144 poster; stills stills encode"},
		{"one pixel", film(1, 1, media.Rational{Num: 25, Den: 1}, 1, nil, false),
			"25/1 [0 25] 1 chunks; 1p 2x2 poster; stills stills encode"},
		{"120 fps is halved, small rungs again", film(1280, 720, media.Rational{Num: 120, Den: 1}, 6, nil, false),
			"60/1 [0 360] 2 chunks; 240p 426x240@30 360p 640x360@30 480p 854x480@30 720p 1280x720 poster; stills stills encode encode"},
		{"interlaced: fields become frames", film(1920, 1080, media.Rational{Num: 25, Den: 1}, 6, func(s *ffmpeg.Stream) { s.Interlaced = true }, false),
			"50/1 [0 300] 2 chunks; 240p 426x240@25 360p 640x360@25 480p 854x480@25 720p 1280x720 1080p 1920x1080 poster; stills stills encode encode"},
		{"anamorphic", film(1440, 1080, thirty, 6, func(s *ffmpeg.Stream) { s.PixelRatio = media.Rational{Num: 4, Den: 3} }, false),
			"30/1 [0 180] 2 chunks; 240p 426x240 360p 640x360 480p 854x480 720p 1280x720 1080p 1920x1080 poster; stills stills encode encode"},
		{"two and a half minutes", film(426, 240, thirty, 150, nil, false),
			"30/1 25 segments 3 chunks; 240p 426x240 poster; stills stills encode encode encode"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := plan(facts{container: "matroska", probe: tt.probe})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(tt.want, "; "), strings.Split(describe(p), "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// describe writes a plan as one line.
func describe(p media.Planning) string {
	var b strings.Builder
	cuts := fmt.Sprint(p.Plan.Cuts)
	if len(p.Plan.Cuts) > 8 {
		cuts = fmt.Sprintf("%d segments", p.Plan.Segments())
	}
	fmt.Fprintf(&b, "%s %s %d chunks;", p.Plan.Rate, cuts, len(p.Plan.Chunks))
	for _, r := range p.Renditions {
		fmt.Fprintf(&b, " %s", r.Name)
		if r.Kind == media.VideoRendition {
			fmt.Fprintf(&b, " %dx%d", r.Width, r.Height)
			if r.Rate.Float() != p.Plan.Rate.Float() {
				fmt.Fprintf(&b, "@%g", r.Rate.Float())
			}
		}
	}
	b.WriteString(";")
	for _, j := range p.Jobs {
		fmt.Fprintf(&b, " %s", j.Kind)
	}
	return b.String()
}

func TestSoundOnly(t *testing.T) {
	probe := film(0, 0, media.Rational{}, 13, nil, true)
	probe.Streams = probe.Streams[1:]
	p, err := plan(facts{container: "ogg", probe: probe})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Renditions) != 1 || p.Renditions[0].Kind != media.AudioRendition || p.Picture.Width != 0 || p.Plan.Segments() != 3 {
		t.Errorf("sound only: %s, %d segments", describe(p), p.Plan.Segments())
	}
	if got := p.Plan.CutTime(1); (got - 6*time.Second).Abs() > 11*time.Millisecond {
		t.Errorf("cut at %s, want the AAC frame nearest to 6 s", got)
	}
}

func TestNothingToPlay(t *testing.T) {
	_, err := plan(facts{container: "matroska"})
	if r, ok := media.RefusalOf(err); !ok || r.Code != media.NoTracks {
		t.Errorf("plan of nothing: %v", err)
	}
}

// TestFramesOfHalvedRungs proves that a rung at half the rate has every frame once,
// whatever the cuts.
func TestFramesOfHalvedRungs(t *testing.T) {
	p := media.Plan{Rate: media.Rational{Num: 60, Den: 1}, Cuts: []int{0, 361, 720, 1083, 1100}}
	half := media.Rendition{Rate: media.Rational{Num: 60, Den: 2}}
	next := 0
	for n := range p.Segments() {
		first, end := frames(p, half, n)
		if first != next || end <= first {
			t.Errorf("segment %d has frames %d to %d, want from %d", n, first, end, next)
		}
		next = end
	}
	if next != 550 {
		t.Errorf("%d frames, want 550", next)
	}
}

func TestUsualRate(t *testing.T) {
	tests := []struct{ in, want media.Rational }{
		{media.Rational{Num: 29970, Den: 1000}, media.Rational{Num: 30000, Den: 1001}},
		{media.Rational{Num: 27521, Den: 1000}, media.Rational{Num: 30000, Den: 1001}},
		{media.Rational{Num: 25, Den: 2}, media.Rational{Num: 25, Den: 2}},
		{media.Rational{Num: 60058, Den: 1000}, media.Rational{Num: 60, Den: 1}},
		{media.Rational{Num: 1, Den: 3}, media.Rational{Num: 1, Den: 1}},
	}
	for _, tt := range tests {
		if got := usualRate(tt.in); got != tt.want {
			t.Errorf("usualRate(%s) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestCapsGrowWithSize(t *testing.T) {
	last := 0
	for side := 2; side <= 2400; side += 2 {
		c := capFor(side)
		if c < last || c < 100 || c > 18000 {
			t.Fatalf("cap of %dp is %d after %d", side, c, last)
		}
		last = c
	}
	for _, r := range ladder() {
		if capFor(r.side) != r.cap {
			t.Errorf("cap of %dp is %d, want %d", r.side, capFor(r.side), r.cap)
		}
	}
}

// A clip is planned like a source that begins and ends where it does, and nothing of the
// source itself is shown.
func TestPlanOfClip(t *testing.T) {
	thirty := media.Rational{Num: 30, Den: 1}
	end := media.Timecode{Time: 12 * time.Second, Frame: 15}
	f := facts{container: "matroska", probe: film(426, 240, thirty, 60, nil, true),
		wishes: media.Wishes{Clip: &media.Clip{Start: media.Timecode{Time: 5 * time.Second}, End: &end}}}
	p, err := plan(f)
	if err != nil {
		t.Fatal(err)
	}
	if p.Plan.Start != 5*time.Second || p.Picture.Duration != 7500*time.Millisecond || p.Plan.Cuts[len(p.Plan.Cuts)-1] != 225 {
		t.Errorf("begins at %s, lasts %s, cuts %v", p.Plan.Start, p.Picture.Duration, p.Plan.Cuts)
	}
	for name, clip := range map[string]media.Clip{
		"begins after the end": {Start: media.Timecode{Time: time.Minute}},
		"ends where it begins": {Start: end, End: &end},
	} {
		f.wishes.Clip = &clip
		_, err := plan(f)
		if refusal, _ := media.RefusalOf(err); refusal.Code != media.EmptyClip {
			t.Errorf("%s: %v", name, err)
		}
	}
}
