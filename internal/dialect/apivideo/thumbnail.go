package apivideo

import (
	"bytes"
	"net/http"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// putThumbnail takes a picture as the poster. It is re-encoded, so that what viewers get
// has neither metadata nor bytes that its sender chose.
func (d *Dialect) putThumbnail(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	raw, _, err := d.receivePicture(c, d.pictures.JPEG)
	if err != nil {
		return reply{}, err
	}
	key := media.ThumbnailKey(v.ID, media.RandomHex(16))
	if _, err := d.cfg.Blobs.Put(c.Context(), key, bytes.NewReader(raw)); err != nil {
		return reply{}, err
	}
	v, err = d.choosePoster(c, v, key, nil)
	if err != nil {
		d.forget(c, key)
		return reply{}, err
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// pickThumbnail takes the poster out of the video, or will when there is one to take it from.
func (d *Dialect) pickThumbnail(c call) (reply, error) {
	var body struct {
		Timecode *string `json:"timecode"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Timecode == nil {
		return reply{}, required("timecode")
	}
	at, ok := parseTimecode(*body.Timecode)
	if !ok {
		return reply{}, invalid("timecode", "Must be hh:mm:ss, hh:mm:ss.ms, hh:mm:ss:frame or seconds.")
	}
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	if v, err = d.choosePoster(c, v, "", &at); err != nil {
		return reply{}, err
	}
	if v.Source != nil {
		if err := d.cfg.Stills.Retake(c.Context(), v.ID); err != nil {
			return reply{}, err
		}
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// choosePoster records where the poster comes from: a blob, or a place in the video.
func (d *Dialect) choosePoster(c call, v media.Video, key string, at *media.Timecode) (media.Video, error) {
	replaced := ""
	changed, err := d.cfg.Catalog.Update(c.Context(), c.project, v.ID, catalog.Patch{Wishes: func(w *media.Wishes) {
		replaced = w.Thumbnail
		w.Thumbnail, w.PosterAt = key, at
	}})
	if err != nil {
		return v, absent(err, "videoId")
	}
	d.forget(c, replaced)
	return changed, nil
}

// required says which attribute is missing.
func required(name string) error {
	return fault{status: http.StatusBadRequest, slug: attributeRequired, name: name}
}
