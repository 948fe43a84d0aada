package speech_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/speech"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func runner(t *testing.T) *ffmpeg.Runner {
	t.Helper()
	r, err := ffmpeg.New(t.Context(), ffmpeg.Config{WorkDir: t.TempDir()})
	must(t, err)
	return r
}

// parsed makes the engine of a setting.
func parsed(t *testing.T, cfg speech.Config, text string) speech.Engine {
	t.Helper()
	var err error
	cfg.Setting, err = speech.Parse(text)
	must(t, err)
	return speech.New(cfg)
}

// samples makes a file of bare samples with ffmpeg's filters.
func samples(t *testing.T, graph string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "samples")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", graph,
		"-ac", "1", "-ar", "16000", "-f", "s16le", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make sound: %v\n%s", err, out)
	}
	return path
}

// tone is a recording in which something can be heard.
func tone(t *testing.T, length time.Duration) speech.Recording {
	t.Helper()
	rec, err := speech.Record(samples(t, "sine=duration="+length.String()), t.TempDir(), false)
	must(t, err)
	return rec
}
