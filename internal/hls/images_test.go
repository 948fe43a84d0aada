package hls

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestTiles(t *testing.T) {
	m := media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 9, Interval: 5 * time.Second, Length: 42100 * time.Millisecond, Bytes: 42100}
	want := `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:43
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-IMAGES-ONLY
#EXTINF:42.100000,
#EXT-X-TILES:RESOLUTION=100x56,LAYOUT=7x2,DURATION=5
sprite.jpg?s=1
#EXT-X-ENDLIST
`
	if diff := cmp.Diff(want, string(Tiles(m, "sprite.jpg", "?s=1"))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	master := string(Master(MasterSpec{Images: []ImageVariant{{URI: "tiles.m3u8", Sprite: m}}, Query: "?s=1"}))
	if line := `#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=8000,RESOLUTION=100x56,CODECS="jpeg",URI="tiles.m3u8?s=1"`; !strings.Contains(master, line) {
		t.Errorf("%s\nhas no\n%s", master, line)
	}
}

func TestTileTimes(t *testing.T) {
	m := media.SpriteMap{Width: 100, Height: 56, Columns: 7, Tiles: 8, Interval: 600 * time.Second, Length: 4201 * time.Second}
	lines := strings.Split(string(TileTimes(m, "a_sprite.jpg")), "\n")
	got := []string{lines[0], lines[1], lines[2], lines[3], lines[len(lines)-3], lines[len(lines)-2]}
	want := []string{"WEBVTT", "", "00:00:00.000 --> 00:10:00.000", "a_sprite.jpg#xywh=0,0,100,56", "01:10:00.000 --> 01:10:01.000", "a_sprite.jpg#xywh=0,56,100,56"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
