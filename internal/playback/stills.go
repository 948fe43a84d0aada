package playback

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// screenshotFolder is where the screenshots of a video lie.
const screenshotFolder = "screenshots"

// maxLayout is the largest layout of a sprite read, in bytes; they have about a hundred.
const maxLayout = 4 << 10

func isStill(name string) bool {
	return slices.Contains([]string{"poster.jpg", "poster-thumb.jpg", "sprite.jpg", "sprite.vtt"}, name)
}

// serveStill serves pictures of a video, some of them before it plays.
func (p *Playback) serveStill(w http.ResponseWriter, r *http.Request, v media.Video, name, query string) error {
	switch {
	case name == "poster.jpg":
		return p.servePoster(w, r, v)
	case name == "poster-thumb.jpg":
		return p.servePosterThumb(w, r, v)
	case !v.HasPreview():
		return notFound()
	case name == "sprite.jpg":
		return p.serveBlob(w, r, v, media.SpriteKey(v.ID), "image/jpeg", v.ID+"-sprite")
	case name == "sprite.vtt":
		m, err := p.spriteMap(r.Context(), v)
		if err != nil {
			return err
		}
		serveChanging(w, r, v, hls.TileTimes(m, "sprite.jpg"+query), hls.CaptionType)
		return nil
	}
	number, found := strings.CutSuffix(strings.TrimPrefix(name, screenshotFolder+"/"), ".jpg")
	n, err := strconv.Atoi(number)
	if !found || err != nil || strconv.Itoa(n) != number || n < 0 || n >= media.Screenshots(v.Picture.Duration) {
		return notFound()
	}
	return p.serveBlob(w, r, v, media.ScreenshotKey(v.ID, n), "image/jpeg", fmt.Sprintf("%s-screenshot-%d", v.ID, n))
}

func (p *Playback) spriteMap(ctx context.Context, v media.Video) (m media.SpriteMap, err error) {
	raw, err := p.read(ctx, media.SpriteMapKey(v.ID), maxLayout)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.Columns < 1 {
		return m, fmt.Errorf("layout of the sprite of %s: %w", v.ID, err)
	}
	return m, nil
}

// serveTiles serves the sprite as a playlist of images.
func (p *Playback) serveTiles(w http.ResponseWriter, r *http.Request, v media.Video, query string) error {
	if !v.HasPreview() {
		return notFound()
	}
	m, err := p.spriteMap(r.Context(), v)
	if err != nil {
		return err
	}
	servePlaylist(w, r, v, hls.Tiles(m, "sprite.jpg", query))
	return nil
}
