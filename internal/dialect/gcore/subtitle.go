package gcore

import (
	"fmt"
	"io"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) listSubtitles(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	texts, err := d.cfg.Catalog.Texts(c.Context(), v.ID, media.Captions)
	if err != nil {
		return reply{}, err
	}
	list := make([]subtitleBody, len(texts))
	for i, t := range texts {
		if list[i], err = d.showSubtitle(c, t); err != nil {
			return reply{}, err
		}
	}
	return ok(list), nil
}

func (d *Dialect) createSubtitle(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	s, err := readNewSubtitle(a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	if s.speech != nil {
		return d.hearSubtitle(c, v, s)
	}
	t, err := d.addSubtitle(c.Context(), v, s)
	if err != nil {
		return reply{}, err
	}
	return ok(subtitleBody{ID: t.ID, Name: t.Name, Language: languageCode(t.Language), VTT: s.vtt}), nil
}

func (d *Dialect) getSubtitle(c call) (reply, error) {
	_, t, err := d.subtitle(c)
	if err != nil {
		return reply{}, err
	}
	body, err := d.showSubtitle(c, t)
	return ok(body), err
}

func (d *Dialect) updateSubtitle(c call) (reply, error) {
	v, t, err := d.subtitle(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	s, err := readSubtitle(a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	if t, err = d.changeSubtitle(c.Context(), v, t, s); err != nil {
		return reply{}, err
	}
	body, err := d.showSubtitle(c, t)
	return ok(body), err
}

func (d *Dialect) deleteSubtitle(c call) (reply, error) {
	v, t, err := d.subtitle(c)
	if err != nil {
		return reply{}, err
	}
	key, err := d.cfg.Catalog.DropText(c.Context(), c.project, v.ID, t.ID)
	if err != nil {
		return reply{}, err
	}
	d.forgetSubtitle(c.Context(), key)
	return noContent(), nil
}

// subtitle loads the subtitle that the path names, and its video.
func (d *Dialect) subtitle(c call) (media.Video, media.Text, error) {
	v, err := d.video(c)
	if err != nil {
		return v, media.Text{}, err
	}
	id, err := c.number("subtitle")
	if err != nil {
		return v, media.Text{}, err
	}
	texts, err := d.cfg.Catalog.Texts(c.Context(), v.ID, media.Captions)
	if err != nil {
		return v, media.Text{}, err
	}
	i := slices.IndexFunc(texts, func(t media.Text) bool { return t.ID == id })
	if i < 0 {
		return v, media.Text{}, notFound()
	}
	return v, texts[i], nil
}

func (d *Dialect) showSubtitle(c call, t media.Text) (subtitleBody, error) {
	vtt, err := d.readSubtitleFile(c, t)
	name := t.Name
	if name == "" { // added through another API
		name = languageName(t.Language)
	}
	return subtitleBody{ID: t.ID, Name: name, Language: languageCode(t.Language), VTT: vtt}, err
}

func (d *Dialect) readSubtitleFile(c call, t media.Text) (string, error) {
	r, err := d.cfg.Blobs.Open(c.Context(), t.Key)
	if err != nil {
		return "", fmt.Errorf("read subtitle %d: %w", t.ID, err)
	}
	defer r.Close()
	raw := make([]byte, r.Size())
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, r.Size()), raw); err != nil {
		return "", fmt.Errorf("read subtitle %d: %w", t.ID, err)
	}
	return string(raw), nil
}
