package hls

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestMasterGolden(t *testing.T) {
	ntsc := media.Rational{Num: 30000, Den: 1001}
	sixty := media.Rational{Num: 60, Den: 1}
	for file, spec := range map[string]MasterSpec{
		"master.m3u8": {
			Variants: []Variant{
				{URI: "240p/index.m3u8", Peak: 530000, Average: 400000, Codecs: "avc1.640015", Width: 426, Height: 240, Rate: ntsc},
				{URI: "720p/index.m3u8", Peak: 3100000, Average: 2400000, Codecs: "avc1.64001f", Width: 1280, Height: 720, Rate: ntsc},
				{URI: "1080p/index.m3u8", Peak: 6200000, Average: 5000000, Codecs: "avc1.640028", Width: 1920, Height: 1080, Rate: ntsc, Range: "SDR"},
			},
			Audio: []AudioTrack{
				{URI: "audio-1/index.m3u8", Name: "Original", Language: "und", Codecs: "mp4a.40.2", Channels: 2},
				{URI: "audio-2/index.m3u8", Name: "Director", Language: "en-GB", Codecs: "mp4a.40.2", Channels: 2},
				{URI: "audio-3/index.m3u8", Name: "Director", Language: "en-GB", Codecs: "mp4a.40.2", Channels: 2},
			},
			Subtitles: []SubtitleTrack{
				{URI: "subs-de/index.m3u8", Name: "Deutsch", Language: "de"},
				{URI: "subs-de-sdh/index.m3u8", Name: "Deutsch", Language: "de", HearingImpaired: true},
				{URI: "subs-fr/index.m3u8", Name: "français", Language: "fr", Default: true},
				{URI: "subs-it/index.m3u8", Name: "italiano", Language: "it", Default: true},
			},
			IFrames: []IFrameVariant{{URI: "720p/iframes.m3u8", Peak: 300000, Average: 200000, Codecs: "avc1.64001f", Width: 1280, Height: 720}},
			Query:   "?s=abc",
		},
		"master-audio.m3u8": {
			Variants: []Variant{{URI: "audio-1/index.m3u8", Peak: 130000, Average: 128000, Codecs: "mp4a.40.2"}},
		},
		"master-hdr.m3u8": {
			Variants: []Variant{
				{URI: "sdr/index.m3u8", Peak: 3100000, Average: 2400000, Codecs: "avc1.64001f", Width: 1280, Height: 720, Rate: sixty},
				{URI: "hdr/index.m3u8", Peak: 6200000, Average: 5000000, Codecs: "hvc1.2.4.L120.b0", Width: 1280, Height: 720, Rate: sixty, Range: "PQ"},
			},
		},
	} {
		t.Run(file, func(t *testing.T) {
			if diff := cmp.Diff(golden(t, file), string(Master(spec))); diff != "" {
				t.Errorf("Master (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMediaGolden(t *testing.T) {
	frame := float64(time.Second) * 1001 / 30000
	frames := func(n int) time.Duration { return time.Duration(float64(n) * frame) }
	for file, spec := range map[string]MediaSpec{
		"media-vod.m3u8": {
			Segments: []Segment{{"0.m4s", frames(180)}, {"1.m4s", frames(160)}, {"2.m4s", frames(160)}, {"3.m4s", frames(1)}},
			Init:     "init.mp4", Target: 6, Query: "s=abc",
		},
		"media-event.m3u8": {
			Segments: []Segment{{"0.m4s", 10 * time.Second}}, Init: "init.mp4", Target: 6, Growing: true,
		},
		"media-iframes.m3u8": {
			Segments: []Segment{{"i0.m4s", 2 * time.Second}, {"i1.m4s", 1500 * time.Millisecond}}, Init: "init.mp4", IFramesOnly: true,
		},
		"media-captions.m3u8": {Segments: []Segment{{"0.vtt", 16716700 * time.Microsecond}}},
	} {
		t.Run(file, func(t *testing.T) {
			if diff := cmp.Diff(golden(t, file), string(Media(spec))); diff != "" {
				t.Errorf("Media (-want +got):\n%s", diff)
			}
		})
	}
}

func golden(t *testing.T, file string) string {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(want)
}

// What Media writes, the strict parser reads back, whatever the durations; and
// no group of neighbours is off by more than a microsecond.
func TestMediaReadsBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		spec := MediaSpec{Init: "init.mp4", Growing: random.IntN(2) == 0, IFramesOnly: random.IntN(2) == 0, Query: "?s=x&e=1"}
		want := mediaList{version: 7, vod: !spec.Growing, ended: !spec.Growing, iframes: spec.IFramesOnly, initURI: "init.mp4?s=x&e=1"}
		for i := range random.IntN(3000) {
			d := time.Duration(1 + random.Int64N(int64(7*time.Second)))
			spec.Segments = append(spec.Segments, Segment{URI: fmt.Sprintf("%d.m4s", i), Duration: d})
			want.segments = append(want.segments, listed{uri: fmt.Sprintf("%d.m4s?s=x&e=1", i), duration: d.Seconds()})
			want.target = max(want.target, int(math.Round(d.Seconds())))
		}
		want.target = max(want.target, 1)
		got, err := parseMedia(Media(spec))
		if err != nil {
			t.Fatal(err)
		}
		within := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1.000001e-6 })
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(mediaList{}, listed{}), within); diff != "" {
			t.Fatalf("read back (-want +got):\n%s", diff)
		}
		assertNoDrift(t, spec.Segments, got.segments)
	}
}

func assertNoDrift(t *testing.T, want []Segment, got []listed) {
	t.Helper()
	var sum time.Duration
	var printed, low, high float64
	for i := range want {
		sum += want[i].Duration
		printed += got[i].duration
		low, high = min(low, printed-sum.Seconds()), max(high, printed-sum.Seconds())
	}
	if high-low > 1.1e-6 {
		t.Fatalf("a group of %d segments is %g s off", len(want), high-low)
	}
}

// A title can do nothing but be shown.
func TestMasterHostileText(t *testing.T) {
	for _, hostile := range []string{
		"a\"\n#EXT-X-ENDLIST\n", "\",URI=\"http://evil/", "line\r\nhttp://evil/index.m3u8", "\x00\x1b[31m", "\u2028\u202eabc\ufeff",
		"\xff\xfe", strings.Repeat("ä", 1000), "", " ", `\`, "a,b=c",
	} {
		spec := MasterSpec{
			Variants:  []Variant{{URI: hostile + "index.m3u8", Peak: 2, Average: 1, Codecs: hostile, Width: 2, Height: 2, Range: hostile}},
			Audio:     []AudioTrack{{URI: "a", Name: hostile, Language: hostile, Codecs: "mp4a.40.2"}, {URI: "b", Name: hostile, Language: hostile}},
			Subtitles: []SubtitleTrack{{URI: "s", Name: hostile, Language: hostile}},
			Query:     hostile,
		}
		out := Master(spec)
		if lines := strings.Count(string(out), "\n"); lines != 8 {
			t.Errorf("%q made %d lines:\n%s", hostile, lines, out)
		}
		m, err := parseMaster(out)
		if err != nil {
			t.Errorf("%q: %v\n%s", hostile, err, out)
			continue
		}
		all := m.Variants[0].Alternatives
		if len(all) != 3 || all[0].Name == all[1].Name || all[0].Name == "" || all[2].URI != address("s", hostile) {
			t.Errorf("%q: read back %+v", hostile, all)
		}
	}
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"de": "de", "zh-Hant-TW": "zh-Hant-TW", "": "und", "de--AT": "und", "de\"": "und", "toolongpart-x": "und", "dé": "und",
	} {
		if got := language(in); got != want {
			t.Errorf("language(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	six := func(bytes ...int64) (all []media.Segment) {
		for _, b := range bytes {
			all = append(all, media.Segment{Duration: 6 * time.Second, Bytes: b})
		}
		return all
	}
	for _, tt := range []struct {
		name          string
		video         []media.Segment
		audio         [][]media.Segment
		peak, average int
	}{
		{name: "nothing"},
		{name: "one rate", video: six(750_000, 750_000), peak: 1_000_000, average: 1_000_000},
		{name: "a burst", video: six(750_000, 1_500_000), peak: 2_000_000, average: 1_500_000},
		{
			name: "a last frame is no burst", video: append(six(750_000), media.Segment{Duration: 40 * time.Millisecond, Bytes: 100_000}),
			peak: 1_125_828, average: 1_125_828, // 850 000 bytes in 6.04 s
		},
		{name: "shorter than half a target", video: []media.Segment{{Duration: 400 * time.Millisecond, Bytes: 50_000}}, peak: 1_000_000, average: 1_000_000},
		{
			name: "the louder of two tracks", video: six(750_000), audio: [][]media.Segment{six(75_000), six(150_000)},
			peak: 1_200_000, average: 1_200_000,
		},
		{name: "sound alone", audio: [][]media.Segment{six(75_000)}, peak: 100_000, average: 100_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			peak, average := Measure(tt.video, tt.audio...)
			if peak != tt.peak || average != tt.average {
				t.Errorf("Measure = %d, %d, want %d, %d", peak, average, tt.peak, tt.average)
			}
		})
	}
}
