package apivideo

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	kindWatermark   = Name + ".watermark"
	watermarkPrefix = "watermark_" // begins every watermark id; a UUID in base 62 follows
)

// watermarkBody is a watermark on the wire (contract section 3.4).
type watermarkBody struct {
	WatermarkID string `json:"watermarkId"`
	CreatedAt   string `json:"createdAt"`
}

func showWatermark(doc media.Document) watermarkBody {
	return watermarkBody{WatermarkID: doc.ID, CreatedAt: formatTime(doc.CreatedAt)}
}

// watermarkKey is where the picture of a watermark is stored; false for what is no id of one.
func watermarkKey(id string) (key string, ok bool) {
	short, ok := strings.CutPrefix(id, watermarkPrefix)
	uuid, known := media.ParseShortID(short)
	return "watermarks/" + uuid + ".png", ok && known
}

// findWatermark is the key of the picture of a project's watermark. Absence is media.NotFound.
func (d *Dialect) findWatermark(c call, id string) (key string, err error) {
	key, ok := watermarkKey(id)
	if !ok {
		return "", media.Errorf(media.NotFound, "no such watermark")
	}
	var none struct{}
	_, err = d.cfg.Catalog.Document(c.Context(), c.project, kindWatermark, id, &none)
	return key, err
}

func (d *Dialect) createWatermark(c call) (reply, error) {
	raw, _, err := d.receivePicture(c, d.pictures.PNG)
	if err != nil {
		return reply{}, err
	}
	id := watermarkPrefix + media.RandomID()
	key, _ := watermarkKey(id)
	if _, err := d.cfg.Blobs.Put(c.Context(), key, bytes.NewReader(raw)); err != nil {
		return reply{}, err
	}
	doc, err := d.cfg.Catalog.PutDocument(c.Context(), media.Document{ID: id, ProjectID: c.project, Kind: kindWatermark}, struct{}{}, 0)
	if err != nil {
		d.forget(c, key)
		return reply{}, err
	}
	return reply{http.StatusOK, showWatermark(doc)}, nil
}

func (d *Dialect) listWatermarks(c call) (reply, error) {
	return listDocuments(d, c, listing[struct{}, watermarkBody]{
		kind: kindWatermark, sorts: []string{"createdAt"},
		show: func(doc media.Document, _ struct{}) watermarkBody { return showWatermark(doc) },
	})
}

// deleteWatermark removes the record. The picture stays: videos that have it keep it.
func (d *Dialect) deleteWatermark(c call) (reply, error) {
	return d.deleteDocument(c, kindWatermark, "watermarkId")
}
