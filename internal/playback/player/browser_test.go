package player

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrowser plays real HLS in a real Chromium. It needs node, chromium, ffmpeg
// and `npm ci` in e2e/browser. PLAYER_SHOTS names a folder to keep the screenshots in.
func TestBrowser(t *testing.T) {
	scripts := browserScripts(t)
	shots := os.Getenv("PLAYER_SHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	server := newTestServer(t)
	const phone, desktop = "390x844", "1280x720"

	tests := []struct {
		name string
		path string
		size string
		args []string
		look func(*testing.T, report)
	}{
		{"play", "/embed/ready", desktop, nil, func(t *testing.T, r report) {
			check(t, "quality levels", len(r.Levels), 2)
			check(t, "audio tracks", len(r.AudioTracks), 2)
			check(t, "captions", len(r.Captions), 1)
			check(t, "chosen quality", r.Selected, -1)
		}},
		{"quality by name", "/embed/ready", desktop, []string{"--quality", "source"}, func(t *testing.T, r report) {
			check(t, "height", r.VideoHeight, 360)
			check(t, "chosen quality", r.Selected, 1)
		}},
		{"quality by size", "/embed/ready", desktop, []string{"--quality", "180p"}, func(t *testing.T, r report) {
			check(t, "height", r.VideoHeight, 180)
			check(t, "chosen quality", r.Selected, 0)
		}},
		{"quality by menu", "/embed/ready", desktop, []string{"--quality", "180p", "--menu", "--open-menu"}, func(t *testing.T, r report) {
			check(t, "height", r.VideoHeight, 180)
			check(t, "chosen quality", r.Selected, 0)
		}},
		{"seek", "/embed/ready", phone, []string{"--seek", "8", "--muted"}, func(t *testing.T, r report) {
			check(t, "beyond 11 s", r.CurrentTime > 11, true)
			check(t, "muted", r.Muted, true)
		}},
		{"second audio", "/embed/ready", desktop, []string{"--audio", "1"}, func(t *testing.T, r report) {
			check(t, "track enabled", r.AudioTracks[1].Enabled, true)
		}},
		{"autoplay", "/embed/ready?autoplay&muted&t=5s", desktop, []string{"--autoplay", "--start", "5"}, func(t *testing.T, r report) {
			check(t, "muted", r.Muted, true)
		}},
		{"start behind the end", "/embed/ready?autoplay&t=1h", desktop, []string{"--autoplay", "--start", "0"}, nil},
		{"fragment", "/embed/sdk#autoplay;muted;t=5,12;hide-title;show-subtitles;hide-controls", desktop, []string{"--autoplay", "--start", "5"}, func(t *testing.T, r report) {
			check(t, "muted", r.Muted, true)
		}},
		{"fragment of no use", "/embed/ready#t=9;muted", desktop, []string{"--start", "0"}, func(t *testing.T, r report) {
			check(t, "muted", r.Muted, false)
		}},
		{"owner's look", "/embed/sdk", desktop, nil, nil},
		{"no preload", "/embed/lazy?preload=0", desktop, nil, nil},
		{"watermark", "/embed/ready?autoplay&fw_text=ann%40example.com%3Cb%3E&fw_color=ffd27f&fw_size=22", desktop, []string{"--autoplay"}, nil},
		{"before play", "/embed/ready", desktop, []string{"--idle"}, nil},
		{"before play on a phone", "/embed/ready", phone, []string{"--idle"}, nil},
		{"audio only", "/embed/audio", desktop, []string{"--audio-only"}, nil},
		{"audio only on a phone", "/embed/audio", phone, []string{"--audio-only"}, nil},
		{"becomes viewable", "/embed/soon", desktop, []string{"--autoplay"}, nil},
		{"processing", "/embed/processing", desktop, []string{"--expect-state", "processing"}, nil},
		{"processing on a phone", "/embed/processing", phone, []string{"--expect-state", "processing"}, nil},
		{"uploading", "/embed/uploading", desktop, []string{"--expect-state", "uploading"}, nil},
		{"failed", "/embed/failed", desktop, []string{"--expect-state", "failed"}, nil},
		{"failed while waiting", "/embed/doomed", phone, []string{"--expect-state", "failed"}, nil},
		{"gone", "/embed/none", desktop, []string{"--expect-state", "gone"}, nil},
		{"landing", "/", desktop, []string{"--page"}, nil},
		{"landing on a phone", "/", phone, []string{"--page"}, nil},
		{"held segments", "/embed/held", desktop, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shot := filepath.Join(shots, strings.ReplaceAll(tt.name, " ", "-")+".png")
			args := append([]string{"play.mjs", "--size", tt.size, "--screenshot", shot}, tt.args...)
			cmd := exec.CommandContext(t.Context(), "node", append(args, server.URL+tt.path)...)
			cmd.Dir = scripts
			out, err := cmd.Output()
			t.Logf("%s", out)
			if err != nil {
				t.Fatalf("play.mjs: %v", err)
			}
			var r report
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatal(err)
			}
			if tt.look != nil {
				tt.look(t, r)
			}
		})
	}
}

// browserScripts returns the folder of the scripts that drive the browser.
func browserScripts(t *testing.T) string {
	t.Helper()
	scripts := filepath.Join("..", "..", "..", "e2e", "browser")
	if _, err := os.Stat(filepath.Join(scripts, "node_modules")); err != nil || testing.Short() {
		t.Skip("browser test left out: -short, or no npm ci in e2e/browser")
	}
	return scripts
}

// report is what play.mjs prints.
type report struct {
	State       string
	CurrentTime float64
	VideoWidth  int
	VideoHeight int
	Muted       bool
	Selected    int
	Levels      []struct{ Name string }
	AudioTracks []struct{ Enabled bool }
	Captions    []struct{ Language string }
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
