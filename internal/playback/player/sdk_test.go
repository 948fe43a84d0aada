package player

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// embedded is a page as a dialect with a player SDK fills it in.
func embedded() Page {
	return Page{
		Title: "Harbour walk at low tide", State: media.Ready, Master: "/hls/master.m3u8", Poster: "/hls/poster.jpg", Chapters: "/hls/chapters.vtt",
		Download: "/hls/whole.mp4?avh=1", Fragment: true, Messages: true,
		Look: Look{TrackPlayed: "rgba(88, 131, 255, .95)", Track: "url(x)", BackgroundBottom: "rgba(20, 0, 40, .8)", Title: "#ffd27f", Logo: "/hls/poster.jpg"},
	}
}

// TestSDK steers the player from a page of another origin.
func TestSDK(t *testing.T) {
	browserScripts(t)
	server := newTestServer(t)
	around := httptest.NewServer(http.FileServer(http.Dir("testdata")))
	t.Cleanup(around.Close)
	got := runSDK(t, around.URL+"/around.html?player="+url.QueryEscape(server.URL+"/embed/sdk"), "sdk.png")
	for _, event := range []string{"sdkSync", "ready", "play", "firstplay", "pause", "seeking", "timeupdate", "volumechange", "qualitychange"} {
		if !slices.Contains(got.Events, event) {
			t.Errorf("nothing heard of %s in %v", event, got.Events)
		}
	}
	if got.Time < 9 || got.Time > 12 || got.Duration < 15.9 || got.Duration > 16.2 || got.Size.Width == 0 {
		t.Errorf("time %v of %v, size %v", got.Time, got.Duration, got.Size)
	}
	got.Events, got.Time, got.Duration, got.Size.Width = nil, 0, 0, 0
	want := seen{
		Paused: true, MP4: server.URL + "/hls/whole.mp4?avh=1", Silent: "silent", Title: "none",
		Played: "rgb(255, 94, 58)", Subtitles: []string{"en"}, Chapters: []string{"Quay", "Lighthouse"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// seen is what sdk.mjs prints.
type seen struct {
	Paused    bool
	Duration  float64
	Time      float64
	Size      struct{ Width int }
	MP4       string
	Silent    string
	Title     string
	Played    string
	Text      string
	Subtitles []string
	Chapters  []string
	Events    []string
}

func runSDK(t *testing.T, address, shot string) seen {
	t.Helper()
	args := []string{filepath.Join("testdata", "sdk.mjs"), address}
	if dir := os.Getenv("PLAYER_SHOTS"); dir != "" {
		args = append(args, filepath.Join(dir, shot))
	}
	out, err := exec.CommandContext(t.Context(), "node", args...).Output()
	if err != nil {
		t.Fatalf("sdk.mjs: %v\n%s", err, out)
	}
	var got seen
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}
