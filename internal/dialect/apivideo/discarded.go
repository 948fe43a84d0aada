package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) listDiscarded(c call) (reply, error) { return d.listing(c, true) }

func (d *Dialect) getDiscarded(c call) (reply, error) {
	v, err := d.discarded(c)
	if err != nil {
		return reply{}, err
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// restoreVideo takes a video out of the bin; there is nothing else to change of it.
func (d *Dialect) restoreVideo(c call) (reply, error) {
	v, err := d.discarded(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	a.require("discarded")
	if on, ok := a.flag("discarded"); ok && on || a.isNull("discarded") {
		a.invalid("discarded", "Must be false.")
	}
	if err := a.faults.err(); err != nil {
		return reply{}, err
	}
	err = d.cfg.Catalog.Restore(c.Context(), c.project, v.ID)
	if kind := media.KindOf(err); kind == media.Conflict || kind == media.NotFound { // it was purged just now
		err = notFound("videoId")
	}
	if err != nil {
		return reply{}, err
	}
	if v, err = d.video(c); err != nil {
		return reply{}, err
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// discarded loads the video that the path names, from the bin.
func (d *Dialect) discarded(c call) (media.Video, error) {
	id, err := c.videoID()
	if err != nil {
		return media.Video{}, err
	}
	v, err := d.cfg.Catalog.Find(c.Context(), id)
	if err == nil && (v.ProjectID != c.project || !isDiscarded(v)) {
		err = notFound("videoId")
	}
	return v, absentVideo(err)
}

// isDiscarded reports whether a video is in the bin as this vendor knows it: a video whose source never
// was complete is deleted at once, and one whose bytes are gone is no video any more.
func isDiscarded(v media.Video) bool {
	return v.State == media.Deleted && v.PurgedAt == nil && v.PriorState != media.Created && v.PriorState != media.Uploading
}

// searchDiscarded goes through the whole bin: the catalog cannot tell what is discarded from the rest of it.
func (d *Dialect) searchDiscarded(c call, p page, f catalog.Filter) ([]media.Video, int, error) {
	bin, _, err := d.cfg.Catalog.List(c.Context(), f)
	if err != nil {
		return nil, 0, err
	}
	var found []media.Video
	total := 0
	for _, v := range bin {
		if !isDiscarded(v) {
			continue
		}
		if total >= p.offset() && len(found) < p.size {
			found = append(found, v)
		}
		total++
	}
	return found, total, nil
}
