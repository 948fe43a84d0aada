package ffmpeg

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Four segments of a title, encoded apart and joined, hold the frames that one pass over the
// source gives: as many, and none off by one at a join.
func TestSegmentsJoin(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	r := newRunner(t, Config{})
	for _, rate := range []string{"30", "30000/1001", "24000/1001", "25", "50", "60000/1001"} {
		t.Run(rate, func(t *testing.T) {
			t.Parallel()
			q := ratio(rate)
			n := int(math.Round(2 * q.Float()))
			clip := testkit.Clip(t, testkit.ClipSpec{Seconds: 8.1, Width: 320, Height: 180, Rate: rate, GOP: 48})
			joined(t, r, clip, Rung{Width: 320, Height: 180, Rate: q, Frames: n, Cap: 2000}, 4)
		})
	}
	leftover(t, r)
}

func TestSegmentsJoinInOtherContainers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	r := newRunner(t, Config{})
	for _, ext := range []string{"mkv", "ts", "flv", "avi", "mpg"} {
		t.Run(ext, func(t *testing.T) {
			t.Parallel()
			spec := testkit.ClipSpec{Seconds: 8.1, Width: 320, Height: 180, GOP: 48, Extension: ext}
			if ext == "mpg" {
				spec.VideoCodec, spec.AudioCodec = "mpeg2video", "mp2"
			}
			joined(t, r, testkit.Clip(t, spec), Rung{Width: 320, Height: 180, Rate: ratio("30"), Frames: 60, Cap: 2000}, 4)
		})
	}
}

func TestSegmentsJoinOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for name, rung := range map[string]Rung{
		"h264-vfr.mp4":                   {Width: 640, Height: 360, Rate: ratio("60"), Frames: 117, Cap: 3000},
		"h264-interlaced-1080i25.mts":    {Width: 640, Height: 360, Rate: ratio("50"), Frames: 37, Cap: 3000},
		"h264-rotated-90.mp4":            {Width: 360, Height: 640, Rate: ratio("30"), Frames: 22, Cap: 3000},
		"h264-first-pts-10s.mp4":         {Width: 910, Height: 512, Rate: ratio("30"), Frames: 30, Cap: 3000},
		"webm-vp8-opus-no-duration.webm": {Width: 640, Height: 480, Rate: ratio("30"), Frames: 37, Cap: 3000},
	} {
		t.Run(name, func(t *testing.T) {
			joined(t, r, testkit.CorpusFile(t, name), rung, 4)
		})
	}
}

// joined encodes count segments, joins them and compares with one pass.
func joined(t *testing.T, r *Runner, path string, rung Rung, count int) {
	t.Helper()
	in := input(t, path)
	p, err := r.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for i := range count {
		start := time.Duration(math.Round(float64(i*rung.Frames) / rung.Rate.Float() * 1e9))
		seg, err := r.EncodeSegment(t.Context(), in, SegmentSpec{Source: p, Origin: p.Origin(), Start: start, Rungs: []Rung{rung}})
		if err != nil {
			t.Fatal(err)
		}
		defer seg.Close()
		if seg.Files[0].Frames != rung.Frames {
			t.Fatalf("segment %d has %d frames", i, seg.Files[0].Frames)
		}
		files = append(files, seg.Files[0].Path)
	}
	want := onePass(t, in, p, rung, count*rung.Frames)
	got := rawFrames(t, files, rung)
	if len(got) != len(want) {
		t.Fatalf("%d bytes of frames, want %d", len(got), len(want))
	}
	size := rung.Width * rung.Height
	for i := 0; i*size < len(got); i++ {
		// A frame off by one differs from its place more than from its neighbour.
		here := psnr(got[i*size:(i+1)*size], want[i*size:(i+1)*size])
		if here < 24 {
			t.Errorf("frame %d (segment %d, frame %d): %.1f dB", i, i/rung.Frames, i%rung.Frames, here)
		}
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || (j+1)*size > len(want) {
				continue
			}
			if there := psnr(got[i*size:(i+1)*size], want[j*size:(j+1)*size]); there > here+1 {
				t.Errorf("frame %d is frame %d: %.1f dB against %.1f", i, j, there, here)
			}
		}
	}
}

// onePass scales the source itself, unsandboxed and with ffmpeg's own reading, into luma planes.
func onePass(t *testing.T, in Input, p Probe, rung Rung, frames int) []byte {
	t.Helper()
	v, _ := p.Video()
	graph := segmentGraph(v, p.Origin(), []Rung{rung}, false)
	return run(t, "-copyts", "-f", in.Demuxer, "-i", "file:"+in.Path, "-filter_complex", graph+";[v0]format=gray[g]", "-map", "[g]",
		"-frames:v", fmt.Sprint(frames), "-f", "rawvideo", "-")
}

// rawFrames decodes each file on its own: independent segments need no other.
func rawFrames(t *testing.T, files []string, _ Rung) []byte {
	t.Helper()
	var all []byte
	for _, f := range files {
		all = append(all, run(t, "-i", f, "-pix_fmt", "gray", "-vsync", "passthrough", "-f", "rawvideo", "-")...)
	}
	return all
}

func run(t testing.TB, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-v", "error", "-nostdin"}, args...)...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out.Bytes()
}

func psnr(a, b []byte) float64 {
	sum := 0
	for i := range a {
		d := int(a[i]) - int(b[i])
		sum += d * d
	}
	if sum == 0 {
		return 100
	}
	return 10 * math.Log10(255*255*float64(len(a))/float64(sum))
}

func ratio(s string) media.Rational {
	var r media.Rational
	if n, _ := fmt.Sscanf(s, "%d/%d", &r.Num, &r.Den); n == 1 {
		r.Den = 1
	}
	return r
}

// Every film of the corpus encodes, in two sizes at once, upright and at the size asked for.
func TestEncodeSegmentOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for _, f := range testkit.Corpus(t) {
		if f.Expect != "ready" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			in := input(t, f.Path)
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			v, _ := p.Video()
			rate := ratio("30")
			frames := max(1, min(15, int(v.Duration.Seconds()*30)))
			if v.Duration == 0 {
				frames = 15
			}
			seg, err := r.EncodeSegment(t.Context(), in, SegmentSpec{Source: p, Origin: p.Origin(), Last: true, Rungs: []Rung{
				{Width: 128, Height: 72, Rate: rate, Frames: frames, Cap: 400}, {Width: 64, Height: 36, Rate: ratio("15"), Frames: (frames + 1) / 2, Cap: 200}}})
			if err != nil {
				t.Fatal(err)
			}
			defer seg.Close()
			if seg.Files[0].Frames != frames || seg.Files[1].Frames != (frames+1)/2 {
				t.Errorf("got %d and %d frames, planned %d", seg.Files[0].Frames, seg.Files[1].Frames, frames)
			}
			b, err := os.ReadFile(seg.Files[0].Path)
			if err != nil {
				t.Fatal(err)
			}
			for _, tag := range []string{"\xa9xyz", "com.apple", "udtameta", "GPS"} {
				if bytes.Contains(b, []byte(tag)) {
					t.Errorf("metadata %q left", tag)
				}
			}
		})
	}
	leftover(t, r)
}

// A source shorter than planned is damaged in the middle and merely ends in the last segment.
func TestEncodeSegmentEndsEarly(t *testing.T) {
	r := newRunner(t, Config{})
	in := input(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 2, Width: 320, Height: 180}))
	p, err := r.Probe(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	rung := Rung{Width: 320, Height: 180, Rate: ratio("30"), Frames: 62, Cap: 800}
	spec := SegmentSpec{Source: p, Rungs: []Rung{rung}}
	for _, tt := range []struct {
		start  time.Duration
		last   bool
		frames int // 0 = refused
	}{
		{0, false, 62},          // two frames held
		{time.Second, false, 0}, // a second missing
		{time.Second, true, 45}, // thirty and half a second held
		{1900 * time.Millisecond, true, 18},
		{10 * time.Second, true, 0},
	} {
		spec.Start, spec.Last = tt.start, tt.last
		seg, err := r.EncodeSegment(t.Context(), in, spec)
		if tt.frames == 0 {
			if v, _ := media.RefusalOf(err); v.Code != media.MediaDamaged {
				t.Errorf("at %s: got %v", tt.start, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := seg.Files[0].Frames; got != tt.frames {
			t.Errorf("at %s: got %d frames, want %d", tt.start, got, tt.frames)
		}
		if err := errors.Join(seg.Close(), seg.Close()); err != nil {
			t.Error(err)
		}
	}
	leftover(t, r)
}

func TestCountFrames(t *testing.T) {
	for name, b := range map[string]string{
		"short":          "\x00\x00\x00\x10moof",
		"too long":       "\x00\x00\xff\xffmoof\x00\x00",
		"size zero":      "\x00\x00\x00\x00moof",
		"inner too long": "\x00\x00\x00\x10moof\x00\x00\x00\x7ftraf",
	} {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if n, err := countFrames(path); !errors.Is(err, errBoxes) && !errors.Is(err, io.EOF) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
}
