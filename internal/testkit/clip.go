package testkit

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// ClipSpec describes a clip for [Clip] to make. Zero values take the defaults in brackets.
type ClipSpec struct {
	Seconds    float64  // [2]
	Width      int      // [640]
	Height     int      // [360]
	Rate       string   // frames per second, a fraction is fine ["30"]
	GOP        int      // frames between IDRs [60]
	VideoCodec string   // an ffmpeg encoder; "none" leaves pictures out ["libx264"]
	AudioCodec string   // an ffmpeg encoder; "none" leaves sound out ["aac"]
	Extension  string   // decides the container ["mp4"]
	Args       []string // extra output arguments, e.g. "-movflags", "+faststart"
}

// Clip makes a test clip with ffmpeg, a moving pattern and a tone, and returns
// its path. Clips are kept in the user's cache folder by their specification, so a test
// binary makes each only once.
func Clip(t testing.TB, spec ClipSpec) string {
	t.Helper()
	spec = spec.withDefaults()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "tributary-test-clips")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("make clip folder: %v", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", spec))
	path := filepath.Join(dir, fmt.Sprintf("%x.%s", sum[:8], spec.Extension))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	tmp, err := os.MkdirTemp(dir, "making-")
	if err != nil {
		t.Fatalf("make clip: %v", err)
	}
	defer os.RemoveAll(tmp)
	made := filepath.Join(tmp, "clip."+spec.Extension)
	cmd := exec.CommandContext(t.Context(), "ffmpeg", spec.args(made)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make clip %+v: %v\n%s", spec, err, out)
	}
	if err := os.Rename(made, path); err != nil {
		t.Fatalf("keep clip: %v", err)
	}
	return path
}

func (s ClipSpec) withDefaults() ClipSpec {
	if s.Seconds == 0 {
		s.Seconds = 2
	}
	if s.Width == 0 {
		s.Width, s.Height = 640, 360
	}
	if s.Rate == "" {
		s.Rate = "30"
	}
	if s.GOP == 0 {
		s.GOP = 60
	}
	if s.VideoCodec == "" {
		s.VideoCodec = "libx264"
	}
	if s.AudioCodec == "" {
		s.AudioCodec = "aac"
	}
	if s.Extension == "" {
		s.Extension = "mp4"
	}
	return s
}

func (s ClipSpec) args(out string) []string {
	args := []string{"-v", "error", "-nostdin", "-y"}
	video, audio := s.VideoCodec != "none", s.AudioCodec != "none"
	if video {
		args = append(args, "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=%dx%d:rate=%s:duration=%g", s.Width, s.Height, s.Rate, s.Seconds))
	}
	if audio {
		args = append(args, "-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=440:sample_rate=48000:duration=%g", s.Seconds))
	}
	if video {
		args = append(args, "-c:v", s.VideoCodec, "-pix_fmt", "yuv420p", "-g", fmt.Sprint(s.GOP))
		if s.VideoCodec == "libx264" {
			args = append(args, "-preset", "ultrafast", "-bf", "2", "-x264-params", "open-gop=0:scenecut=0")
		}
	}
	if audio {
		args = append(args, "-c:a", s.AudioCodec, "-ac", "2")
	}
	args = append(args, s.Args...)
	return append(args, out)
}
