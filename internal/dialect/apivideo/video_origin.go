package apivideo

import (
	"context"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// origin is where the source of a new video is to come from: a URL or another video, by UUID.
type origin struct{ url, video string }

// readOrigin reads source, and looks whether there is any hope to get it.
func (d *Dialect) readOrigin(c call, a *attributes) (origin, error) {
	text, ok := a.text("source")
	if !ok || text == "" {
		return origin{}, nil
	}
	if id, ok := parseVideoID(text); ok {
		v, err := d.cfg.Catalog.Get(c.Context(), c.project, id)
		switch {
		case media.KindOf(err) == media.NotFound:
			a.invalid("source", "No such video.")
		case err == nil && v.Source == nil:
			a.invalid("source", "This video has no source yet.")
		case err != nil:
			return origin{}, err
		}
		return origin{video: id}, nil
	}
	err := d.cfg.Guard.CheckURL(c.Context(), text, egress.Import)
	if err != nil && hopeless(err) {
		a.invalid("source", media.PublicText(err))
		err = nil
	}
	return origin{url: text}, err
}

// hopeless reports whether an error says that the caller asked for what cannot be had.
func hopeless(err error) bool {
	switch media.KindOf(err) {
	case media.Invalid, media.Forbidden, media.NotFound, media.Conflict:
		return true
	}
	return false
}

// bringSource lets a new video get its source. If it cannot, there is no video.
func (d *Dialect) bringSource(c call, v media.Video, from origin) (media.Video, error) {
	var err error
	if from.video != "" {
		err = d.cfg.Importer.Copy(c.Context(), v, from.video)
	} else {
		err = d.cfg.Importer.Import(c.Context(), v, from.url)
	}
	if err == nil {
		return d.cfg.Catalog.Get(c.Context(), c.project, v.ID)
	}
	ctx := context.WithoutCancel(c.Context())
	if err := d.cfg.Catalog.Delete(ctx, c.project, v.ID, anyState); err != nil {
		return v, err
	}
	if hopeless(err) {
		err = invalid("source", media.PublicText(err))
	}
	return v, err
}
