package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// Captions and chapters differ in their words on the wire only; these handlers serve both.

func (d *Dialect) listTexts(kind media.TextKind) handler {
	return func(c call) (reply, error) {
		p, err := c.page()
		if err != nil {
			return reply{}, err
		}
		v, err := d.video(c)
		if err != nil {
			return reply{}, err
		}
		texts, err := d.cfg.Catalog.Texts(c.Context(), v.ID, kind)
		if err != nil {
			return reply{}, err
		}
		all := make([]any, len(texts))
		for i, t := range texts {
			all[i] = c.showText(v, t)
		}
		return reply{http.StatusOK, listOf(c, p, all)}, nil
	}
}

func (d *Dialect) getText(kind media.TextKind) handler {
	return func(c call) (reply, error) {
		v, t, err := d.text(c, kind)
		if err != nil {
			return reply{}, err
		}
		return reply{http.StatusOK, c.showText(v, t)}, nil
	}
}

// putText stores a WebVTT file as it is. It takes the place of the one in its language, and
// stays what is shown by default if that was.
func (d *Dialect) putText(kind media.TextKind) handler {
	return func(c call) (reply, error) {
		v, err := d.video(c)
		if err != nil {
			return reply{}, err
		}
		tag, err := c.language()
		if err != nil {
			return reply{}, err
		}
		sent, err := c.attachment(maxTextFile)
		if err != nil {
			return reply{}, err
		}
		if !isWebVTT(sent.file) {
			return reply{}, invalid("file", "Must be a WebVTT file in UTF-8: it begins with WEBVTT.")
		}
		before, err := d.findText(c, v.ID, kind, tag)
		if err != nil && media.KindOf(err) != media.NotFound {
			return reply{}, err
		}
		t := media.Text{Kind: kind, Language: tag, Default: before.Default, Size: int64(len(sent.file))}
		t.Key = media.VideoPrefix(v.ID) + "/texts/" + media.RandomHex(16) + ".vtt"
		if err := d.storeText(c, v.ID, t, sent.file); err != nil {
			return reply{}, err
		}
		return reply{http.StatusOK, c.showText(v, t)}, nil
	}
}

// patchCaption chooses what is shown unless the viewer chooses. There is one at most.
func (d *Dialect) patchCaption(c call) (reply, error) {
	var body struct {
		Default *bool `json:"default"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	v, t, err := d.text(c, media.Captions)
	if err != nil {
		return reply{}, err
	}
	if body.Default != nil && *body.Default != t.Default {
		t.Default = *body.Default
		if t, err = d.rewriteText(c, v.ID, t); err != nil {
			return reply{}, err
		}
	}
	return reply{http.StatusOK, c.showText(v, t)}, nil
}

func (d *Dialect) deleteText(kind media.TextKind) handler {
	return func(c call) (reply, error) {
		v, t, err := d.text(c, kind)
		if err != nil {
			return reply{}, err
		}
		key, err := d.cfg.Catalog.DeleteText(c.Context(), c.project, v.ID, kind, t.Language)
		if err != nil {
			return reply{}, absent(err, "language")
		}
		d.forget(c, key)
		return reply{status: http.StatusNoContent}, nil
	}
}

// text loads the track that the path names, and its video.
func (d *Dialect) text(c call, kind media.TextKind) (media.Video, media.Text, error) {
	v, err := d.video(c)
	if err != nil {
		return v, media.Text{}, err
	}
	tag, err := c.language()
	if err != nil {
		return v, media.Text{}, err
	}
	t, err := d.findText(c, v.ID, kind, tag)
	return v, t, absent(err, "language")
}
