package apivideo

import (
	"bytes"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) findText(c call, videoID string, kind media.TextKind, tag string) (media.Text, error) {
	texts, err := d.cfg.Catalog.Texts(c.Context(), videoID, kind)
	if err != nil {
		return media.Text{}, err
	}
	i := slices.IndexFunc(texts, func(t media.Text) bool { return t.Language == tag })
	if i < 0 {
		return media.Text{}, media.Errorf(media.NotFound, "no text in this language")
	}
	return texts[i], nil
}

// storeText writes the bytes, then the record, and removes what no record names any more.
func (d *Dialect) storeText(c call, videoID string, t media.Text, raw []byte) error {
	if _, err := d.cfg.Blobs.Put(c.Context(), t.Key, bytes.NewReader(raw)); err != nil {
		return err
	}
	replaced, err := d.cfg.Catalog.PutText(c.Context(), c.project, videoID, t)
	if err != nil {
		replaced = t.Key
	}
	d.forget(c, replaced)
	return err
}

// rewriteText writes the record of a track again, with the same file. What happened to the
// track since it was read counts: a newer file is put back, a track that was deleted is
// not brought to life, since their blobs are what is still there.
func (d *Dialect) rewriteText(c call, videoID string, t media.Text) (media.Text, error) {
	for before := t.Key; ; {
		displaced, err := d.cfg.Catalog.PutText(c.Context(), c.project, videoID, t)
		switch {
		case err != nil || displaced == before:
			return t, absent(err, "videoId")
		case displaced == "":
			if _, err := d.cfg.Catalog.DeleteText(c.Context(), c.project, videoID, t.Kind, t.Language); err != nil {
				return t, absent(err, "language")
			}
			return t, notFound("language")
		}
		before, t.Key = t.Key, displaced
		if t.Size, err = d.blobSize(c, t.Key); err != nil {
			return t, err
		}
	}
}

func (d *Dialect) blobSize(c call, key string) (int64, error) {
	r, err := d.cfg.Blobs.Open(c.Context(), key)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return r.Size(), nil
}
