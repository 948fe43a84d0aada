package apivideo

import (
	"bytes"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// putLiveThumbnail keeps a picture for a live stream.
func (d *Dialect) putLiveThumbnail(c call) (reply, error) {
	doc, record, err := d.live(c)
	if err != nil {
		return reply{}, err
	}
	raw, _, err := d.receivePicture(c, d.pictures.JPEG)
	if err != nil {
		return reply{}, err
	}
	replaced := record.Thumbnail
	record.Thumbnail = "live/" + media.RandomHex(16) + ".jpg"
	if _, err := d.cfg.Blobs.Put(c.Context(), record.Thumbnail, bytes.NewReader(raw)); err != nil {
		return reply{}, err
	}
	answer, err := d.saveLive(c, http.StatusCreated, doc, record)
	if err != nil {
		replaced = record.Thumbnail
	}
	d.forget(c, replaced)
	return answer, err
}

func (d *Dialect) deleteLiveThumbnail(c call) (reply, error) {
	doc, record, err := d.live(c)
	if err != nil {
		return reply{}, err
	}
	key := record.Thumbnail
	record.Thumbnail = ""
	answer, err := d.saveLive(c, http.StatusOK, doc, record)
	if err == nil {
		d.forget(c, key)
	}
	return answer, err
}

// serveLiveThumbnail serves the picture of a public live stream. Every other address below
// /live is 404: nothing is ever broadcast.
func (d *Dialect) serveLiveThumbnail(w http.ResponseWriter, r *http.Request) {
	var record liveRecord
	_, err := d.cfg.Catalog.FindDocument(r.Context(), kindLive, r.PathValue("liveStreamId"), &record)
	if err == nil && !record.Public {
		err = media.Errorf(media.NotFound, "live stream is private")
	}
	if err == nil {
		err = d.servePicture(w, r, record.Thumbnail, "image/jpeg")
	}
	if err != nil {
		d.mediaProblem(w, r, err)
	}
}
