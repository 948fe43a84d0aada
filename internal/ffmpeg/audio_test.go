package ffmpeg

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
)

// beep makes a film of four seconds whose tone sounds from one second on, by a
// stream that starts late rather than by silence, shifted as a whole by offset.
func beep(t *testing.T, ext, offset string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "beep."+ext)
	run(t, "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4", "-itsoffset", "1", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000:duration=2",
		"-map", "0", "-map", "1", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-output_ts_offset", offset, path)
	return path
}

func TestAudioStaysBesidePicture(t *testing.T) {
	r := newRunner(t, Config{})
	for _, tt := range []struct{ ext, offset string }{{"mp4", "0"}, {"mkv", "0"}, {"ts", "5"}} {
		in := input(t, beep(t, tt.ext, tt.offset))
		p, err := r.Probe(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		for _, shift := range []time.Duration{0, 1500 * time.Millisecond} { // a title that begins later cuts
			sound, err := r.EncodeAudio(t.Context(), in, AudioSpec{Source: p, Stream: p.Audio()[0].Index, Origin: p.Origin() + shift, Length: 4 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			on, off, length := loud(heard(t, sound.Path))
			wantOn, wantOff := max(0, 1-shift.Seconds()), 3-shift.Seconds()
			if math.Abs(on-wantOn) > 0.03 || math.Abs(off-wantOff) > 0.06 || math.Abs(length-4) > 0.022 {
				t.Errorf("%s shifted %s: sound from %.3f to %.3f of %.3f, want %.1f to %.1f of 4", tt.ext, shift, on, off, length, wantOn, wantOff)
			}
			if err := sound.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	leftover(t, r)
}

// heard decodes sound as a player does: what lies before time 0, the priming, is dropped.
func heard(t *testing.T, path string) []byte {
	t.Helper()
	return run(t, "-copyts", "-i", path, "-af", "atrim=start=0", "-ac", "1", "-f", "s16le", "-")
}

// loud finds where 48 kHz mono samples are no silence, and their length, in seconds.
func loud(pcm []byte) (on, off, length float64) {
	on = -1
	for i := 0; i+1 < len(pcm); i += 2 {
		if v := int16(binary.LittleEndian.Uint16(pcm[i:])); v > 400 || v < -400 {
			off = float64(i/2) / 48000
			if on < 0 {
				on = off
			}
		}
	}
	return on, off, float64(len(pcm)/2) / 48000
}

func TestEncodeAudioOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for _, name := range []string{"h264-aac-5.1.mp4", "webm-vp8-vorbis-1080p60.webm", "ts-mpeg2-mp2-1080p24.ts", "mov-prores-pcm.mov", "webm-vp8-opus-no-duration.webm",
		"aac-audio-only.mp4", "avi-mpeg4-mp3.avi", "mkv-h264-ac3-ass.mkv"} {
		t.Run(name, func(t *testing.T) {
			in := input(t, testkit.CorpusFile(t, name))
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			sound, err := r.EncodeAudio(t.Context(), in, AudioSpec{Source: p, Stream: p.Audio()[0].Index, Origin: p.Origin(), Length: p.Length()})
			if err != nil {
				t.Fatal(err)
			}
			defer sound.Close()
			got, err := r.Probe(t.Context(), input(t, sound.Path))
			if err != nil {
				t.Fatal(err)
			}
			a := got.Audio()[0]
			if a.Codec != "aac" || a.Profile != "LC" || a.Channels != 2 || a.SampleRate != 48000 {
				t.Errorf("got %+v", a)
			}
			_, _, length := loud(heard(t, sound.Path))
			if math.Abs(length-p.Length().Seconds()) > 0.022 {
				t.Errorf("%.3f s of sound for %s", length, p.Length())
			}
		})
	}
	leftover(t, r)
}

func TestStillOnCorpus(t *testing.T) {
	r := newRunner(t, Config{})
	for name, want := range map[string]image.Point{
		"h264-rotated-90.mp4":          {X: 360, Y: 640},
		"h264-anamorphic-sar-4x3.mp4":  {X: 360, Y: 202},
		"hevc-hdr10-sdr-container.mp4": {X: 360, Y: 202},
		"h264-interlaced-1080i25.mts":  {X: 360, Y: 202},
		"h264-first-pts-10s.mp4":       {X: 360, Y: 202},
		"edge-1x1.mp4":                 {X: 1, Y: 1},
		"iphone-dolbyvision-mebx.mov":  {X: 360, Y: 640},
	} {
		t.Run(name, func(t *testing.T) {
			in := input(t, testkit.CorpusFile(t, name))
			p, err := r.Probe(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range []time.Duration{0, 500 * time.Millisecond, time.Hour} {
				b, err := r.Still(t.Context(), in, StillSpec{Source: p, Origin: p.Origin(), At: at, MaxWidth: 360})
				if err != nil {
					t.Fatalf("at %s: %v", at, err)
				}
				picture, err := jpeg.Decode(bytes.NewReader(b))
				if err != nil {
					t.Fatal(err)
				}
				if got := picture.Bounds().Size(); got != want {
					t.Errorf("at %s: got %v, want %v", at, got, want)
				}
			}
		})
	}
	leftover(t, r)
}

func TestStillOfSound(t *testing.T) {
	r := newRunner(t, Config{})
	dir := t.TempDir()
	cover, plain, covered := filepath.Join(dir, "c.png"), filepath.Join(dir, "a.mp3"), filepath.Join(dir, "b.mp3")
	run(t, "-f", "lavfi", "-i", "color=red:size=64x48", "-frames:v", "1", cover)
	run(t, "-f", "lavfi", "-i", "sine=duration=1", plain)
	run(t, "-i", plain, "-i", cover, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic", covered)
	for path, want := range map[string]bool{plain: false, covered: true} {
		in := input(t, path)
		p, err := r.Probe(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if _, film := p.Video(); film {
			t.Errorf("%s is a film: %+v", path, p)
		}
		_, err = r.Still(t.Context(), in, StillSpec{Source: p, Origin: p.Origin(), MaxWidth: 640})
		if v, _ := media.RefusalOf(err); (err == nil) != want || err != nil && v.Code != media.NoTracks {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Names that mean something to a shell, a protocol or a number pattern are files
// like any other, in the sandbox and without it.
func TestHostileNames(t *testing.T) {
	b, err := os.ReadFile(testkit.Clip(t, testkit.ClipSpec{Seconds: 1, Width: 64, Height: 64}))
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []Mode{Auto, Off} {
		r := newRunner(t, Config{Sandbox: mode})
		dir := t.TempDir()
		for _, name := range []string{"a%d.mp4", "concat:a|b", "-i", "'\"`$(x)", "a\nb", "file:x", "http:x"} {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if p, err := r.Probe(t.Context(), Input{Path: path, Demuxer: "mov"}); err != nil || len(p.Streams) != 2 {
				t.Errorf("%s %q: %v", mode, name, err)
			}
		}
		if _, err := r.Probe(t.Context(), Input{Path: filepath.Join(dir, "a\x00b"), Demuxer: "mov"}); err == nil {
			t.Error("a name with NUL was opened")
		}
		if _, err := r.Probe(t.Context(), Input{Path: filepath.Join(dir, "-i"), Demuxer: "hls"}); err == nil {
			t.Error("a demuxer off the list was used")
		}
	}
}

// A playlist that got as far as here still opens nothing else.
func TestPlaylistAsMovie(t *testing.T) {
	r := newRunner(t, Config{Sandbox: Off})
	for _, name := range []string{"hostile-hls-sibling.mp4", "hostile-concat-sibling.mp4"} {
		_, err := r.Probe(t.Context(), Input{Path: testkit.CorpusFile(t, name), Demuxer: "mov"})
		if v, _ := media.RefusalOf(err); v.Code != media.MediaDamaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}
