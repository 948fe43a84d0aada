package streamdiver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
)

const (
	// maxThumbnail is the largest picture taken, in bytes; what it becomes has to fit playback's 8 MiB.
	maxThumbnail = 8 << 20
	// maxAround bounds what a form has around its file, in bytes.
	maxAround = 1 << 20
	// forgetTime bounds the removal of a blob that no record names any more.
	forgetTime = 5 * time.Second
)

// getThumbnail serves the poster to whoever may watch: anyone if the media is public, and otherwise
// who has the playback signature, as thumbnailUrl does, or a token of the project. Nobody else learns
// whether there is such a media.
func (d *Dialect) getThumbnail(w http.ResponseWriter, r *http.Request) {
	v, err := d.pictured(r)
	if err == nil {
		err = d.cfg.Media.Playback.Serve(w, r, v, "poster.jpg", "")
	}
	if err != nil {
		d.problem(w, r, absent(err, "thumbnail"))
	}
}

func (d *Dialect) pictured(r *http.Request) (media.Video, error) {
	id, ok := media.ParseUUID(r.PathValue("id"))
	v, err := media.Video{}, notFound("media")
	if ok {
		v, err = d.cfg.Catalog.Find(r.Context(), id)
	}
	if err == nil && !isMedia(v) {
		err = notFound("media")
	}
	if err == nil && (v.Privacy == media.Public || d.cfg.Master.VerifyPlayback(v.ID, r.URL.Query().Get("s"))) {
		return v, nil
	}
	if err != nil && !isNotFound(err) {
		return v, err
	}
	grant, refused := d.authorize(r)
	switch {
	case refused != nil:
		return v, refused
	case err == nil && v.ProjectID != grant.ProjectID:
		return v, notFound("media")
	}
	return v, absent(err, "media")
}

// putThumbnail takes a picture as the poster: the body, or a file in a form. It is encoded anew, so
// that what viewers get has neither metadata nor bytes that its sender chose.
func (d *Dialect) putThumbnail(c call) (reply, error) {
	v, err := d.living(c)
	if err != nil {
		return reply{}, err
	}
	raw, err := c.picture()
	if err != nil {
		return reply{}, err
	}
	if raw, err = d.cfg.Media.Pictures.JPEG(c.Context(), raw); err != nil {
		return reply{}, pictureFault(err)
	}
	key := media.ThumbnailKey(v.ID, media.RandomHex(16))
	if _, err := d.cfg.Media.Blobs.Put(c.Context(), key, bytes.NewReader(raw)); err != nil {
		return reply{}, fmt.Errorf("put thumbnail of %s: %w", v.ID, err)
	}
	replaced := ""
	v, err = d.cfg.Catalog.Update(c.Context(), c.project, v.ID, catalog.Patch{Wishes: func(w *media.Wishes) {
		replaced = w.Thumbnail
		w.Thumbnail, w.PosterAt = key, nil
	}})
	if err != nil {
		d.forgetBlob(c.Context(), key)
		return reply{}, absent(err, "media")
	}
	d.forgetBlob(c.Context(), replaced)
	return d.replyMedia(c, v)
}

// picture reads the picture that a request brings.
func (c call) picture() ([]byte, error) {
	content := io.Reader(c.Body)
	kind := c.Header.Get("Content-Type")
	if strings.HasPrefix(strings.ToLower(kind), "multipart/") {
		reader, err := form.NewReader(io.LimitReader(c.Body, maxThumbnail+maxAround), kind)
		if err == nil {
			_, content, err = reader.File()
		}
		if err != nil {
			return nil, formFault(err)
		}
	}
	raw, err := io.ReadAll(io.LimitReader(content, maxThumbnail+1))
	switch {
	case err != nil:
		return nil, badBody("the body ended early")
	case len(raw) > maxThumbnail:
		return nil, fault{status: http.StatusRequestEntityTooLarge, message: "picture too large"}
	}
	return raw, nil
}

// formFault says what is wrong with a form in the form reader's own words.
func formFault(err error) error {
	if f, refused := errors.AsType[*form.Error](err); refused {
		return invalid("file", f.Text)
	}
	return badBody("the body ended early")
}

func pictureFault(err error) error {
	switch {
	case errors.Is(err, picture.ErrFormat):
		return invalid("file", "must be a JPEG, PNG or WebP picture")
	case errors.Is(err, picture.ErrTooLarge):
		return invalid("file", "must have at most 50 megapixels")
	case errors.Is(err, picture.ErrDamaged):
		return invalid("file", "is damaged")
	}
	return err
}

// forgetBlob removes a blob after the commit that made it unnamed; "" is none. Failing costs storage
// until the media is erased, so the request it belongs to succeeds all the same.
func (d *Dialect) forgetBlob(ctx context.Context, key string) {
	if key == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetTime)
	defer cancel()
	if err := d.cfg.Media.Blobs.Delete(ctx, key); err != nil {
		d.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "blob is left over", slog.String("key", key), slog.Any("error", err))
	}
}
