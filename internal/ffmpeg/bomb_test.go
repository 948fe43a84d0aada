package ffmpeg

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// Pictures that would take gigabytes are refused by their declared size or, at the
// latest, by the decoder's limit, without memory being taken for them.
func TestFrameBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("making the bombs takes seconds and a gigabyte")
	}
	r := newRunner(t, Config{})
	dir := t.TempDir()
	film, picture, sound, covered := filepath.Join(dir, "film.mp4"), filepath.Join(dir, "p.png"), filepath.Join(dir, "s.mp3"), filepath.Join(dir, "c.mp3")
	run(t, "-f", "lavfi", "-i", "color=size=16384x8704:rate=1", "-frames:v", "1", "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", film)
	run(t, "-f", "lavfi", "-i", "color=size=16000x16000", "-frames:v", "1", picture)
	run(t, "-f", "lavfi", "-i", "sine=duration=1", sound)
	run(t, "-i", sound, "-i", picture, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic", covered)
	for _, path := range []string{film, picture, covered} {
		in := input(t, path)
		p, err := r.Probe(t.Context(), in)
		if path == covered { // the size of an attached PNG is written in the PNG alone: the cover is left out, the sound plays
			if _, ok := p.Cover(); ok || err != nil {
				t.Errorf("%s: %+v, %v", filepath.Base(path), p, err)
			}
		} else if v, _ := media.RefusalOf(err); v.Code != media.TooManyPixels || !strings.Contains(v.Text, "limit") {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
		if peak := peakMemory(t, r, in); peak > 200*mib {
			t.Errorf("%s took %d MiB", filepath.Base(path), peak/mib)
		}
	}
}

// peakMemory is the resident peak of probing, from the kernel's account of the child.
func peakMemory(t *testing.T, r *Runner, in Input) int64 {
	t.Helper()
	args, err := r.inputArgs(in)
	if err != nil {
		t.Fatal(err)
	}
	argv := r.argv(child{tool: ffprobeTool, args: append([]string{"-v", "quiet", "-show_streams"}, args...), source: in.Path, limits: probeLimits()})
	process, err := os.StartProcess(argv[0], argv, &os.ProcAttr{Env: environment(), Dir: r.cfg.WorkDir})
	if err != nil {
		t.Fatal(err)
	}
	state, err := process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return state.SysUsage().(*syscall.Rusage).Maxrss << 10
}

func TestCaps(t *testing.T) {
	clip := input(t, testkit.Clip(t, testkit.ClipSpec{}))
	for code, caps := range map[media.RefusalCode]Caps{
		media.TooManyPixels: {Pixels: 640*360 - 1},
		media.TooLong:       {Duration: time.Second},
		media.TooManyTracks: {Streams: 1},
	} {
		_, err := newRunner(t, Config{Caps: caps}).Probe(t.Context(), clip)
		if v, _ := media.RefusalOf(err); v.Code != code || v.Text == code.Text() {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	for _, caps := range []Caps{{Side: 639}, {Rate: 29}} {
		_, err := newRunner(t, Config{Caps: caps}).Probe(t.Context(), clip)
		if v, _ := media.RefusalOf(err); v.Code != media.TooManyPixels {
			t.Errorf("%+v: got %v", caps, err)
		}
	}
}

func BenchmarkLaunch(b *testing.B) {
	for _, mode := range []Mode{Auto, Off} {
		b.Run("sandbox "+string(mode), func(b *testing.B) {
			r := newRunner(b, Config{Sandbox: mode})
			for b.Loop() {
				if err := r.run(b.Context(), child{tool: ffprobeTool, args: []string{"-version"}, limits: probeLimits()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSegment encodes six seconds of 1080p30, alone and with three smaller sizes.
func BenchmarkSegment(b *testing.B) {
	in := input(b, testkit.Clip(b, testkit.ClipSpec{Seconds: 8, Width: 1920, Height: 1080, GOP: 60}))
	rungs := []Rung{
		{Width: 1920, Height: 1080, Rate: ratio("30"), Frames: 180, Cap: 6000}, {Width: 1280, Height: 720, Rate: ratio("30"), Frames: 180, Cap: 3000},
		{Width: 640, Height: 360, Rate: ratio("30"), Frames: 180, Cap: 800}, {Width: 426, Height: 240, Rate: ratio("30"), Frames: 180, Cap: 400},
	}
	r := newRunner(b, Config{})
	p, err := r.Probe(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}
	for name, rungs := range map[string][]Rung{"1080p": rungs[:1], "four": rungs, "240p": rungs[3:]} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				seg, err := r.EncodeSegment(b.Context(), in, SegmentSpec{Source: p, Origin: p.Origin(), Start: time.Second, Rungs: rungs, Urgent: true})
				if err != nil {
					b.Fatal(err)
				}
				if err := seg.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
