package apivideo

import (
	"context"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// forgetTime bounds the removal of a blob that no record names any more.
const forgetTime = 5 * time.Second

// forget removes a blob after the commit that made it unnamed; "" is none. A client that
// has gone must not leave it behind. Failing costs storage until the video is purged, so the
// request it belongs to succeeds all the same.
func (d *Dialect) forget(c call, key string) {
	if key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), forgetTime)
	defer cancel()
	if err := d.cfg.Blobs.Delete(ctx, key); err != nil {
		d.cfg.Log.WarnContext(ctx, "replaced blob not removed", slog.String("key", key), slog.Any("error", err))
	}
}

// absent says by which name a missing object was asked for; other errors stay as they are.
func absent(err error, name string) error {
	if media.KindOf(err) == media.NotFound {
		return notFound(name)
	}
	return err
}
