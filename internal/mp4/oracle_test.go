package mp4_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/mp4"
)

// frame is one decoded picture or run of sound as ffmpeg sees it.
type frame struct {
	at  float64 // seconds
	sum string
}

// decode runs ffmpeg over a file and returns its frames of one stream, such as "0:v:0".
// ffmpeg applies edit lists itself, which makes it the judge of ours.
func decode(t testing.TB, path, stream string) []frame {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-copyts", "-i", path,
		"-map", stream, "-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "framemd5", "-")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("decode %s of %s: %v\n%s", stream, filepath.Base(path), err, stderr.String())
	}
	var frames []frame
	scale := 1.0
	for line := range strings.Lines(string(out)) {
		if base, ok := strings.CutPrefix(line, "#tb 0: "); ok {
			num, den, _ := strings.Cut(strings.TrimSpace(base), "/")
			n, _ := strconv.ParseFloat(num, 64)
			d, _ := strconv.ParseFloat(den, 64)
			scale = n / d
		}
		fields := strings.Split(strings.TrimSpace(line), ",")
		if strings.HasPrefix(line, "#") || len(fields) < 6 {
			continue
		}
		pts, _ := strconv.ParseFloat(strings.TrimSpace(fields[2]), 64)
		frames = append(frames, frame{pts * scale, strings.TrimSpace(fields[5])})
	}
	return frames
}

// pcm decodes the sound of a file to 16-bit samples.
func pcm(t testing.TB, path string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-map", "0:a:0", "-f", "s16le", "-")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("decode sound of %s: %v", filepath.Base(path), err)
	}
	return out
}

func sums(frames []frame) []string {
	var list []string
	for _, f := range frames {
		list = append(list, f.sum)
	}
	return list
}

// open opens a file on disk and closes it when the test ends.
func open(t testing.TB, path string) (*mp4.File, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return mp4.Open(t.Context(), f, info.Size())
}

func mustOpen(t testing.TB, path string) *mp4.File {
	t.Helper()
	f, err := open(t, path)
	if err != nil {
		t.Fatalf("open %s: %v", filepath.Base(path), err)
	}
	return f
}

// pictureCuts are the borders of the segments of a picture track.
func pictureCuts(t testing.TB, track *mp4.Track, limit time.Duration) []int {
	t.Helper()
	idrs, err := track.VerifyIDRs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return track.Cuts(idrs.Samples, limit)
}

// rendition returns the init segment and all segments between the cuts as one file.
func rendition(t testing.TB, track *mp4.Track, cuts []int) *mp4.Splice {
	t.Helper()
	init, err := track.Init()
	if err != nil {
		t.Fatal(err)
	}
	var whole mp4.Splice
	whole.AppendBytes(init)
	for k := range len(cuts) - 1 {
		segment, err := track.Segment(cuts[k], cuts[k+1], uint32(k+1), track.DTS(cuts[k]))
		if err != nil {
			t.Fatal(err)
		}
		whole.Append(segment, 0, segment.Size())
	}
	return &whole
}

// store writes a splice to a file.
func store(t testing.TB, s *mp4.Splice) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.mp4")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.WriteTo(f)
	if err != nil || n != s.Size() {
		t.Fatalf("write: %d of %d bytes, %v", n, s.Size(), err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
