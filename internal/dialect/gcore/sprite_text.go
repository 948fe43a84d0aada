package gcore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

// spriteText is the WebVTT text of a video's sprite, nil when its layout is not there (any more).
func (d *Dialect) spriteText(ctx context.Context, v media.Video) (*string, error) {
	layout, err := d.spriteMap(ctx, v)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, nil //nolint:nilnil // null on the wire
	}
	if err != nil {
		return nil, err
	}
	return new(string(hls.TileTimes(layout, spriteFile(v)))), nil
}

// spriteMap loads the layout of a video's sprite. Absence is blob.ErrNotFound.
func (d *Dialect) spriteMap(ctx context.Context, v media.Video) (media.SpriteMap, error) {
	var layout media.SpriteMap
	stored, err := d.cfg.Blobs.Open(ctx, media.SpriteMapKey(v.ID))
	if err != nil {
		return layout, fmt.Errorf("sprite of video %s: %w", v.ID, err)
	}
	defer stored.Close()
	err = json.NewDecoder(io.NewSectionReader(stored, 0, stored.Size())).Decode(&layout)
	if err != nil {
		return layout, fmt.Errorf("sprite of video %s: %w", v.ID, err)
	}
	return layout, nil
}
