package apivideo

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	kindLive   = Name + ".live"
	livePrefix = "li"
)

// createLive makes a record of a live stream. Nothing can be streamed to it: clients that
// manage such records go on working, and see it never broadcasting.
func (d *Dialect) createLive(c call) (reply, error) {
	var body liveInput
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	if body.Name == nil {
		return reply{}, required("name")
	}
	record := liveRecord{Public: true, StreamKey: media.NewUUID(), Restreams: []restream{}}
	if err := d.applyLive(c, body, &record); err != nil {
		return reply{}, err
	}
	doc := media.Document{ID: livePrefix + media.RandomID(), ProjectID: c.project, Kind: kindLive}
	return d.saveLive(c, http.StatusOK, doc, record)
}

func (d *Dialect) getLive(c call) (reply, error) {
	doc, record, err := d.live(c)
	return reply{http.StatusOK, c.showLive(doc, record)}, err
}

func (d *Dialect) patchLive(c call) (reply, error) {
	var body liveInput
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	doc, record, err := d.live(c)
	if err != nil {
		return reply{}, err
	}
	if err := d.applyLive(c, body, &record); err != nil {
		return reply{}, err
	}
	return d.saveLive(c, http.StatusOK, doc, record)
}

func (d *Dialect) deleteLive(c call) (reply, error) {
	_, record, err := d.live(c)
	if err != nil {
		return reply{}, err
	}
	answer, err := d.deleteDocument(c, kindLive, "liveStreamId")
	if err == nil {
		d.forget(c, record.Thumbnail)
	}
	return answer, err
}

// completeLive ends a broadcast that never was.
func (d *Dialect) completeLive(c call) (reply, error) {
	_, _, err := d.live(c)
	return reply{status: http.StatusAccepted}, err
}

// listLive filters by a part of the name, in any case, and by the whole stream key.
func (d *Dialect) listLive(c call) (reply, error) {
	query := c.URL.Query()
	name, key := strings.ToLower(query.Get("name")), query.Get("streamKey")
	return listDocuments(d, c, listing[liveRecord, liveBody]{
		kind: kindLive, sorts: []string{"createdAt", "name", "updatedAt"},
		name: func(r liveRecord) string { return strings.ToLower(r.Name) },
		keep: func(r liveRecord) bool {
			return strings.Contains(strings.ToLower(r.Name), name) && (key == "" || key == r.StreamKey)
		},
		show: c.showLive,
	})
}

// live loads the live stream that the path names.
func (d *Dialect) live(c call) (media.Document, liveRecord, error) {
	var record liveRecord
	doc, err := d.cfg.Catalog.Document(c.Context(), c.project, kindLive, c.PathValue("liveStreamId"), &record)
	return doc, record, absent(err, "liveStreamId")
}

func (d *Dialect) saveLive(c call, status int, doc media.Document, record liveRecord) (reply, error) {
	doc, err := d.cfg.Catalog.PutDocument(c.Context(), doc, record, 0)
	return reply{status, c.showLive(doc, record)}, err
}
