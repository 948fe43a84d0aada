package pipeline

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func TestLayOut(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name                  string
		width, height         int
		length                time.Duration
		tileWidth, tileHeight int
		tiles                 int
		interval              time.Duration
	}{
		{"film", 1920, 1080, 64 * s, 100, 56, 13, 5 * s},
		{"on its end", 1080, 1920, 64 * s, 100, 177, 13, 5 * s},
		{"a moment", 640, 360, 40 * time.Millisecond, 100, 56, 1, 5 * s},
		{"whole tiles", 640, 360, 35 * s, 100, 56, 7, 5 * s},
		{"the last with tiles of 5 s", 640, 360, 3500 * s, 100, 56, 700, 5 * s},
		{"longer", 640, 360, 3501 * s, 100, 56, 584, 6 * s},
		{"half a day", 640, 360, 12 * time.Hour, 100, 56, 697, 62 * s},
		{"a ribbon", 16, 16384, 5 * s, 1, 600, 1, 5 * s},
		{"a line", 16384, 16, 5 * s, 100, 1, 1, 5 * s},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := layOut(media.Picture{Width: tt.width, Height: tt.height, Duration: tt.length})
			want := media.SpriteMap{Width: tt.tileWidth, Height: tt.tileHeight, Columns: 7, Tiles: tt.tiles, Interval: tt.interval, Length: tt.length}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got.Rows() > 100 || got.Rows()*got.Height > 65535 {
				t.Errorf("%d rows of %d", got.Rows(), got.Height)
			}
			if end := time.Duration(got.Tiles) * got.Interval; end < tt.length || end-got.Interval >= tt.length {
				t.Errorf("tiles reach to %s", end)
			}
		})
	}
}
