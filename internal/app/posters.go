package app

import (
	"bytes"
	"context"
	"log/slog"

	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/media"
)

// posters implements migration.Posters.
type posters struct {
	catalog *catalog.Catalog
	blobs   *disk.Store
	desk    picture.Desk
	log     *slog.Logger
}

func (p posters) SetPoster(ctx context.Context, projectID int64, videoID string, raw []byte) error {
	jpeg, err := p.desk.JPEG(ctx, raw)
	if err != nil {
		return err
	}
	key, replaced := media.ThumbnailKey(videoID, media.RandomHex(16)), ""
	if _, err := p.blobs.Put(ctx, key, bytes.NewReader(jpeg)); err != nil {
		return err
	}
	_, err = p.catalog.Update(ctx, projectID, videoID, catalog.Patch{Wishes: func(w *media.Wishes) {
		replaced = w.Thumbnail
		w.Thumbnail, w.PosterAt = key, nil
	}})
	if err != nil {
		replaced = key // nobody will ask for it
	}
	if replaced != "" {
		if err := p.blobs.Delete(context.WithoutCancel(ctx), replaced); err != nil {
			p.log.LogAttrs(ctx, slog.LevelWarn, "blob is left over", slog.String("key", replaced), slog.Any("error", err))
		}
	}
	return err
}
