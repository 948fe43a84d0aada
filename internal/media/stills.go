package media

import (
	"fmt"
	"slices"
	"time"
)

// Pieces of work that the stills of a video are made in: the parts of [StillsJob] and the
// chunks of the rendition called [PosterName].
const (
	PosterPart  = 0 // the poster, as soon as there is a source
	PreviewPart = 1 // screenshots and sprite
	StillParts  = 2
)

// maxScreenshots is how many screenshots a video has, a second apart at least.
const maxScreenshots = 5

// Screenshots is how many screenshots a video of a length has: at least one.
func Screenshots(length time.Duration) int {
	return int(min(max(length/time.Second, 1), maxScreenshots))
}

// HasPreview reports whether screenshots and sprite of a video with pictures are stored. It
// needs the renditions.
func (v Video) HasPreview() bool {
	return v.Picture.Width > 0 && slices.ContainsFunc(v.Renditions, func(r Rendition) bool {
		return r.Name == PosterName && r.State == Complete && r.Chunks == StillParts
	})
}

// ScreenshotKey is where screenshot n of a video is stored, counted from 0.
func ScreenshotKey(videoID string, n int) string {
	return fmt.Sprintf("%s/screenshot-%d.jpg", VideoPrefix(videoID), n)
}

// SpriteKey is where the sprite of a video is stored: small pictures of all of it, side by
// side in one JPEG.
func SpriteKey(videoID string) string { return VideoPrefix(videoID) + "/sprite.jpg" }

// SpriteMapKey is where it is stored how the sprite is laid out, a [SpriteMap] as JSON.
func SpriteMapKey(videoID string) string { return VideoPrefix(videoID) + "/sprite.json" }

// SpriteMap is the layout of a sprite: tiles of one size, row by row from the left.
type SpriteMap struct {
	Width    int           `json:"width"` // of a tile
	Height   int           `json:"height"`
	Columns  int           `json:"columns"`
	Tiles    int           `json:"tiles"`
	Interval time.Duration `json:"interval"` // from a tile to the next
	Length   time.Duration `json:"length"`   // of the video: the last tile ends with it
	Bytes    int64         `json:"bytes"`    // of the JPEG
}

// Rows is how many rows the sprite has.
func (m SpriteMap) Rows() int { return (m.Tiles + m.Columns - 1) / max(m.Columns, 1) }
