package ffmpeg

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

func TestProbeOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for _, f := range testkit.Corpus(t) {
		if strings.HasPrefix(f.Name, "hostile-") || strings.HasPrefix(f.Name, "not-video-") {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			p, err := r.Probe(t.Context(), input(t, f.Path))
			if f.Expect == "failed" {
				if v, _ := media.RefusalOf(err); v.Code != media.MediaDamaged {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			compareFacts(t, f, p)
			compareJSON(t, p)
		})
	}
}

// compareFacts holds a probe against the manifest: the same size, turn and codecs, times to
// a frame, rates to one percent.
func compareFacts(t *testing.T, f testkit.File, p Probe) {
	t.Helper()
	type facts struct {
		Codec, Sound                 string
		Width, Height, DispW, DispH  int
		Rotation                     int
		RateOff, DurationOff, Usable bool
	}
	want := facts{f.VideoCodec, f.AudioCodec, f.Width, f.Height, f.DisplayWidth, f.DisplayHeight, f.Rotation, false, false, true}
	if strings.HasPrefix(f.AudioCodec, "[") { // a track without its description
		want.Sound = ""
	}
	got := facts{Usable: true}
	v, film := p.Video()
	if film {
		got.Codec, got.Width, got.Height, got.Rotation = v.Codec, v.Width, v.Height, v.Rotation
		got.DispW, got.DispH = v.Display()
		got.RateOff = math.Abs(v.Rate.Float()-f.FPS) > 0.01*f.FPS
	}
	if a := p.Audio(); len(a) > 0 {
		got.Sound = a[0].Codec
	}
	got.DurationOff = math.Abs(p.Duration.Seconds()-f.Duration) > 0.07
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\nduration %s, manifest %gs; rate %s, manifest %g", diff, p.Duration, f.Duration, v.Rate, f.FPS)
	}
	if wantHDR := strings.Contains(f.Name, "hdr10") || strings.Contains(f.Name, "hlg") || strings.Contains(f.Name, "dolby"); film && v.HDR() != wantHDR {
		t.Errorf("HDR %v, transfer %q", v.HDR(), v.Transfer)
	}
	if film && v.Interlaced != strings.Contains(f.Name, "interlaced") {
		t.Errorf("interlaced %v", v.Interlaced)
	}
}

func compareJSON(t *testing.T, p Probe) {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back Probe
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, back); diff != "" {
		t.Error(diff)
	}
}

func TestProbeOriginAndLength(t *testing.T) {
	r := newRunner(t, Config{})
	for name, want := range map[string][2]time.Duration{
		"h264-first-pts-10s.mp4":      {10 * time.Second, 4 * time.Second},
		"h264-aac-shorter-audio.mp4":  {0, 1200 * time.Millisecond},
		"h264-interlaced-1080i25.mts": {1480 * time.Millisecond, 3 * time.Second},
	} {
		p, err := r.Probe(t.Context(), input(t, testkit.CorpusFile(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]time.Duration{p.Origin(), p.Length()}; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// What ffprobe says of a hostile file is bounded, whatever it says.
func TestStreamBounds(t *testing.T) {
	var j probeJSON
	err := decodeJSON([]byte(`{"streams":[{"index":0,"codec_type":"video","codec_name":"h264","width":-5,"height":"99999999999999999999",
		"sample_aspect_ratio":"1:2147483647","avg_frame_rate":"1/0","r_frame_rate":"x","start_time":"NaN","duration":"1e300","nb_frames":"N/A",
		"has_b_frames":null,"tags":{"language":"../../etc"},"disposition":{"default":7},"side_data_list":[{"rotation":"inf"},{}],"level":-99}],
		"format":{"nb_streams":"1","start_time":"-inf","duration":-3}}`), &j)
	if err != nil {
		t.Fatal(err)
	}
	want := Stream{Kind: Video, Codec: "h264", Usable: true, Language: "und", PixelRatio: media.Rational{Num: 1, Den: 1}}
	if diff := cmp.Diff(want, j.Streams[0].stream(0)); diff != "" {
		t.Error(diff)
	}
	if j.Format.Start.time() != 0 || j.Format.Duration.time() != -3*time.Second {
		t.Errorf("format %+v", j.Format)
	}
}

func TestClockwise(t *testing.T) {
	for in, want := range map[value]int{"-90": 90, "90": 270, "180": 180, "-180": 180, "0": 0, "-270": 270, "1": 0, "-89.9": 90, "NaN": 0, "720": 0, "": 0} {
		if got := clockwise(in); got != want {
			t.Errorf("%s: got %d, want %d", in, got, want)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add([]byte(`{"streams":[{"codec_type":"video","width":1,"side_data_list":[{"rotation":-90}]}],"format":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var j probeJSON
		if decodeJSON(b, &j) != nil {
			return
		}
		for i, s := range j.Streams {
			got := s.stream(i)
			if w, h := got.Display(); got.Duration < 0 || got.Frames < 0 || got.Width < 0 || w < 0 || h < 0 || got.Rotation%90 != 0 {
				t.Errorf("%+v", got)
			}
		}
	})
}
