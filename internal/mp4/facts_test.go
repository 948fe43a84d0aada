package mp4_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
	"github.com/tributary-video/tributary/internal/testkit"
)

// TestFactsOfCorpus compares what Open finds with the manifest, which ffprobe made.
func TestFactsOfCorpus(t *testing.T) {
	type facts struct {
		Width, Height, Rotation, Channels, Samples int
	}
	// Samples stored but not shown, or not decodable.
	hidden := map[string]int{"iphone-dolbyvision-mebx.mov": 1, "hevc-hlg-edit-list-rotated.mov": 9,
		"h264-444-1fps-edit-list.mp4": 1, "broken-invalid-nalu.mp4": 1}
	for _, file := range testkit.Corpus(t) {
		if file.Container != "mov,mp4,m4a,3gp,3g2,mj2" || file.Expect != "ready" {
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
			v := mustOpen(t, file.Path).Video()
			want := facts{Width: file.Width, Height: file.Height, Rotation: file.Rotation, Samples: file.Frames + hidden[file.Name]}
			got := facts{Width: v.Width, Height: v.Height, Rotation: v.Rotation, Samples: v.Len()}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("facts (-manifest +got):\n%s", diff)
			}
		})
	}
}

func TestCodecs(t *testing.T) {
	for name, want := range map[string][2]string{
		"clip-1080p30-speech-faststart.mp4": {"avc1.640028", "mp4a.40.2"},
		"hevc-hlg10.mp4":                    {"hvc1.2.4.L153", "mp4a.40.2"},
		"av1-aac.mp4":                       {"av01.0.05M.08", "mp4a.40.2"},
		"mov-prores-pcm.mov":                {"apco", "in24"},
	} {
		f := mustOpen(t, testkit.CorpusFile(t, name))
		if got := [2]string{f.Video().Codecs(), f.Audio()[0].Codecs()}; got != want {
			t.Errorf("%s: codecs %q, want %q", name, got, want)
		}
	}
}

func TestAVC(t *testing.T) {
	f := mustOpen(t, testkit.CorpusFile(t, "h264-444-1fps-edit-list.mp4"))
	a := f.Video().AVC
	if a == nil || a.ChromaFormat != 3 || a.BitDepth != 8 || !a.FrameMBsOnly || a.Profile != 244 || !a.ParameterSets {
		t.Errorf("4:4:4 clip: %+v", a)
	}
	v := mustOpen(t, testkit.CorpusFile(t, "h264-anamorphic-sar-4x3.mp4")).Video()
	if want := (media.Rational{Num: 4, Den: 3}); v.SAR != want || v.AVC.ChromaFormat != 1 {
		t.Errorf("anamorphic clip: SAR %v, %+v", v.SAR, v.AVC)
	}
}

func TestCadence(t *testing.T) {
	for rate, want := range map[string]media.Rational{
		"30": {Num: 30, Den: 1}, "30000/1001": {Num: 30000, Den: 1001}, "24000/1001": {Num: 24000, Den: 1001},
		"25": {Num: 25, Den: 1}, "60": {Num: 60, Den: 1},
	} {
		c := mustOpen(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 5, Width: 160, Height: 90, Rate: rate, GOP: 48})).Video().Cadence()
		if !c.Constant || c.Rate != want {
			t.Errorf("%s: %+v", rate, c)
		}
	}
	c := mustOpen(t, testkit.CorpusFile(t, "h264-vfr.mp4")).Video().Cadence()
	if c.Constant || c.LongestGap < 2200*time.Millisecond || c.LongestGap > 2400*time.Millisecond {
		t.Errorf("variable clip: %+v", c)
	}
	c = mustOpen(t, testkit.CorpusFile(t, "h264-720p-12.5fps.mp4")).Video().Cadence()
	if want := (media.Rational{Num: 25, Den: 2}); !c.Constant || c.Rate != want {
		t.Errorf("12.5 fps clip: %+v", c)
	}
}

// TestCuts proves the greedy rule with the two GOPs that tell it from others.
func TestCuts(t *testing.T) {
	for _, test := range []struct {
		name    string
		gop     int // at 5 frames a second
		seconds float64
		want    []int
	}{
		{"5 s GOPs make 5 s segments", 25, 17, []int{0, 25, 50, 75, 85}},
		{"2 s GOPs make 6 s segments", 10, 20, []int{0, 30, 60, 90, 100}},
		{"a long GOP stays whole", 50, 21, []int{0, 50, 100, 105}},
	} {
		t.Run(test.name, func(t *testing.T) {
			clip := testkit.Clip(t, testkit.ClipSpec{Seconds: test.seconds, Width: 64, Height: 64, Rate: "5", GOP: test.gop, AudioCodec: "none"})
			track := mustOpen(t, clip).Video()
			if diff := cmp.Diff(test.want, pictureCuts(t, track, mp4.MaxSegment)); diff != "" {
				t.Errorf("cuts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestVerifyIDRs uses open GOPs, whose later sync samples are no IDRs.
func TestVerifyIDRs(t *testing.T) {
	open := testkit.ClipSpec{Seconds: 4, Width: 160, Height: 90, GOP: 30, AudioCodec: "none",
		Args: []string{"-x264-params", "open-gop=1:scenecut=0:bframes=2"}}
	track := mustOpen(t, testkit.Clip(t, open)).Video()
	got, err := track.VerifyIDRs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{0}, got.Samples); diff != "" || got.Longest != 4*time.Second {
		t.Errorf("open GOPs: %+v", got)
	}
	closed := mustOpen(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 4, Width: 160, Height: 90, GOP: 30, AudioCodec: "none"})).Video()
	if got, err = closed.VerifyIDRs(t.Context()); err != nil || got.Longest != time.Second || len(got.Samples) != 4 || got.Claimed != 4 {
		t.Errorf("closed GOPs: %+v, %v", got, err)
	}
}

// TestInitIsAnonymous looks for what a phone says about its owner.
func TestInitIsAnonymous(t *testing.T) {
	f := mustOpen(t, testkit.CorpusFile(t, "iphone-dolbyvision-mebx.mov"))
	whole, err := mp4.Progressive(f.Video(), f.Audio()[0])
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	if _, err := whole.WriteTo(&all); err != nil {
		t.Fatal(err)
	}
	for _, track := range []*mp4.Track{f.Video(), f.Audio()[0]} {
		init, err := track.Init()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(init)
	}
	for _, word := range []string{"Apple", "iPhone", "location", "udta", "appl", "Core Media", "HEVC\x00"} {
		if bytes.Contains(all.Bytes(), []byte(word)) {
			t.Errorf("%q of the original reaches viewers", word)
		}
	}
}

// TestRetime joins clips that were each encoded from zero, as segments of one rendition.
func TestRetime(t *testing.T) {
	spec := testkit.ClipSpec{Seconds: 2, Width: 160, Height: 90, GOP: 30, AudioCodec: "none",
		Args: []string{"-movflags", "empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets"}}
	path := testkit.Clip(t, spec)
	track := mustOpen(t, path).Video()
	init, err := track.Init()
	if err != nil {
		t.Fatal(err)
	}
	var whole mp4.Splice
	whole.AppendBytes(init)
	for k := range 3 {
		s, err := track.Segment(0, track.Len(), uint32(k+1), int64(k)*2*track.Timescale)
		if err != nil {
			t.Fatal(err)
		}
		whole.Append(s, 0, s.Size())
	}
	joined := reopen(t, &whole).Video()
	if c := joined.Cadence(); !c.Constant || joined.Len() != 180 || joined.Duration() != 6*time.Second || joined.Shown(0) != 0 {
		t.Errorf("joined: %d samples, %s, %+v", joined.Len(), joined.Duration(), c)
	}
	one := sums(decode(t, path, "0:v:0"))
	want := append(append(append([]string{}, one...), one...), one...)
	if diff := cmp.Diff(want, sums(decode(t, store(t, &whole), "0:v:0"))); diff != "" {
		t.Errorf("joined pictures:\n%s", diff)
	}
}

// TestRanges serves a segment over HTTP and compares ranges with the whole.
func TestRanges(t *testing.T) {
	track := mustOpen(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 5, Width: 160, Height: 90, GOP: 48})).Video()
	s, err := track.Segment(0, track.Len(), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	if _, err := s.WriteTo(&whole); err != nil {
		t.Fatal(err)
	}
	if int64(whole.Len()) != s.Size() {
		t.Fatalf("wrote %d of %d bytes", whole.Len(), s.Size())
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "1.m4s", time.Time{}, s.Reader())
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		header   string
		from, to int
	}{
		{"bytes=0-0", 0, 1}, {"bytes=100-2099", 100, 2100}, {"bytes=-7", whole.Len() - 7, whole.Len()}, {"bytes=3000-", 3000, whole.Len()},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Range", test.header)
		answer, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusPartialContent || !bytes.Equal(got, whole.Bytes()[test.from:test.to]) {
			t.Errorf("%s: status %d, %d bytes, %v", test.header, answer.StatusCode, len(got), err)
		}
	}
}

// BenchmarkFirstSegment is what a viewer waits for: the index of a 10-minute file and one segment of it.
func BenchmarkFirstSegment(b *testing.B) {
	path := testkit.Clip(b, testkit.ClipSpec{Seconds: 600, Width: 320, Height: 180, GOP: 60})
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		file, err := mp4.Open(b.Context(), f, info.Size())
		if err != nil {
			b.Fatal(err)
		}
		s, err := file.Video().Segment(9000, 9180, 51, file.Video().DTS(9000))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
