package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// createVideo makes a container. With a source it is on its way at once: 202.
func (d *Dialect) createVideo(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	a.require("title")
	patch, err := d.readPatch(c, a)
	if err != nil {
		return reply{}, err
	}
	clip, mark, err := d.readEffects(c, a)
	if err != nil {
		return reply{}, err
	}
	from, err := d.readOrigin(c, a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	v := d.cfg.Catalog.NewVideo(c.project, "", media.Public)
	patch.Apply(&v)
	v.Wishes.Clip, v.Wishes.Watermark = clip, mark
	if v, err = d.cfg.Catalog.Create(c.Context(), v); err != nil {
		return reply{}, err
	}
	status := http.StatusCreated
	if from != (origin{}) {
		status = http.StatusAccepted
		if v, err = d.bringSource(c, v, from); err != nil {
			return reply{}, err
		}
	}
	return d.replyVideo(c, status, v)
}

// replyVideo answers with the full video.
func (d *Dialect) replyVideo(c call, status int, v media.Video) (reply, error) {
	body, err := d.showVideo(c, v)
	return reply{status, body}, err
}

// anyState lets every video be deleted.
func anyState(media.Video) error { return nil }

func (d *Dialect) getVideo(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// updateVideo leaves what is absent as it is.
func (d *Dialect) updateVideo(c call) (reply, error) {
	id, err := c.videoID()
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	patch, err := d.readPatch(c, a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	v, err := d.cfg.Catalog.Update(c.Context(), c.project, id, patch)
	if err != nil {
		return reply{}, absentVideo(err)
	}
	if wanted, ok := a.flag("transcript"); ok && wanted && d.cfg.Captions != nil {
		if err := d.cfg.Captions.WantCaptions(c.Context(), c.project, id); err != nil {
			return reply{}, absentVideo(err)
		}
	}
	return d.replyVideo(c, http.StatusOK, v)
}

// deleteVideo puts a video into the bin. There, one that never got its source is shown to nobody.
func (d *Dialect) deleteVideo(c call) (reply, error) {
	id, err := c.videoID()
	if err != nil {
		return reply{}, err
	}
	err = d.cfg.Catalog.Delete(c.Context(), c.project, id, anyState)
	return reply{status: http.StatusNoContent}, absentVideo(err)
}

// absentVideo is err in the vendor's words if it says that there is no such video.
func absentVideo(err error) error {
	if media.KindOf(err) == media.NotFound {
		return notFound("videoId")
	}
	return err
}

func (d *Dialect) listVideos(c call) (reply, error) { return d.listing(c, false) }

// listing answers with a page of the videos that are there, or of the discarded ones.
func (d *Dialect) listing(c call, discarded bool) (reply, error) {
	p, f, err := c.videoFilter()
	if err != nil {
		return reply{}, err
	}
	f.Deleted = discarded
	videos, total, err := d.search(c, p, f)
	if err != nil {
		return reply{}, err
	}
	data := make([]videoBody, len(videos))
	for i, v := range videos {
		if data[i], err = d.showVideo(c, v); err != nil {
			return reply{}, err
		}
	}
	return reply{http.StatusOK, pageOf(c, p, data, total)}, nil
}

// search finds a page of videos. No video ever comes from a live stream.
func (d *Dialect) search(c call, p page, f catalog.Filter) ([]media.Video, int, error) {
	if c.URL.Query().Get("liveStreamId") != "" {
		return nil, 0, nil
	}
	if f.Deleted {
		return d.searchDiscarded(c, p, f)
	}
	f.Offset, f.Limit = p.offset(), p.size
	return d.cfg.Catalog.List(c.Context(), f)
}
