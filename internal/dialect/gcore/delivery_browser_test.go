package gcore_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// inBrowser plays the page of a video in a real Chromium, from the time that its address names.
func (f *fixture) inBrowser(t *testing.T, v media.Video) {
	t.Helper()
	scripts := filepath.Join("..", "..", "..", "e2e", "browser")
	if _, err := os.Stat(filepath.Join(scripts, "node_modules")); err != nil {
		t.Skip("browser test left out: no npm ci in e2e/browser")
	}
	play := exec.CommandContext(t.Context(), "node", "play.mjs", "--start", "3", "--play", "2", f.url+"/videos/"+placeOf(v)+"/?t=3")
	play.Dir = scripts
	out, err := play.Output()
	if err != nil {
		t.Fatalf("play.mjs: %v\n%s", err, out)
	}
	var saw struct{ VideoWidth int }
	must(t, json.Unmarshal(out, &saw))
	if saw.VideoWidth == 0 {
		t.Errorf("nothing to see: %s", out)
	}
}
