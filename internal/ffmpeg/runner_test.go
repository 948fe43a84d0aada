package ffmpeg

import (
	"os"
	"testing"

	"github.com/tributary-video/tributary/internal/sniff"
)

// newRunner makes a Runner with its own work directory, in the sandbox where that works.
func newRunner(t testing.TB, cfg Config) *Runner {
	t.Helper()
	if cfg.WorkDir == "" {
		cfg.WorkDir = t.TempDir()
	}
	r, err := New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// input sniffs a file that must be media.
func input(t testing.TB, path string) Input {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	c, err := sniff.File(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return Input{Path: path, Demuxer: c.Demuxer}
}

// leftover fails the test when a task left something in the work directory.
func leftover(t testing.TB, r *Runner) {
	t.Helper()
	entries, err := os.ReadDir(r.cfg.WorkDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("left behind: %s", e.Name())
	}
}
