package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
)

// What a sprite is like. Players of Gcore's API take the first three as given.
const (
	tileWidth    = 100
	spriteRow    = 7
	tileInterval = 5 * time.Second
	// maxTiles bounds a sprite: 100 rows. A longer title has fewer tiles a minute.
	maxTiles = 700
	// maxTileHeight keeps 100 rows within the 65535 lines that a JPEG may have. Pictures that
	// are even narrower get narrower tiles.
	maxTileHeight = 600
	// screenshotWidth is enough for the page of a video.
	screenshotWidth = 1280
)

// makePreview makes screenshots and sprite of a title. One without a film is done with its poster.
func (p *Pipeline) makePreview(ctx context.Context, t *title) error {
	length := t.video.Picture.Duration
	if t.plan.Video < 0 || length <= 0 {
		return p.finishStills(ctx, t, media.PreviewPart, nil)
	}
	path, release, err := p.sources.file(ctx, t.video)
	if err != nil {
		return err
	}
	defer release()
	sprite := layOut(t.video.Picture)
	made, err := p.cfg.Encoder.Preview(ctx, ffmpeg.Input{Path: path, Demuxer: t.video.Source.Container}, ffmpeg.PreviewSpec{
		Source: t.probe, Origin: t.plan.Start, Length: length,
		Shots: media.Screenshots(length), ShotWidth: screenshotWidth, Sprite: sprite,
	})
	if err != nil {
		return err
	}
	sprite.Bytes = int64(len(made.Sprite))
	layout, err := json.Marshal(sprite)
	if err != nil {
		return fmt.Errorf("sprite of video %s: %w", t.video.ID, err)
	}
	id := t.video.ID
	pictures := []picture{{media.SpriteKey(id), made.Sprite}, {media.SpriteMapKey(id), layout}}
	for n, shot := range made.Shots {
		pictures = append(pictures, picture{media.ScreenshotKey(id, n), shot})
	}
	return p.finishStills(ctx, t, media.PreviewPart, pictures)
}

// layOut decides on the sprite of a title.
func layOut(shown media.Picture) media.SpriteMap {
	m := media.SpriteMap{Width: tileWidth, Columns: spriteRow, Interval: tileInterval, Length: shown.Duration}
	m.Height = max(1, tileWidth*shown.Height/max(1, shown.Width))
	if m.Height > maxTileHeight {
		m.Width, m.Height = max(1, maxTileHeight*shown.Width/max(1, shown.Height)), maxTileHeight
	}
	if longest := maxTiles * tileInterval; shown.Duration > longest { // whole seconds, for players that show them
		m.Interval = ((shown.Duration+maxTiles-1)/maxTiles + time.Second - 1).Truncate(time.Second)
	}
	m.Tiles = max(1, int((shown.Duration+m.Interval-1)/m.Interval))
	return m
}
