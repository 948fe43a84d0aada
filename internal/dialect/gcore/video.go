package gcore

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// createVideo makes one video; its copy, if it has an origin, is on its way at once.
func (d *Dialect) createVideo(c call) (reply, error) {
	raw, err := c.body(maxBody)
	if err != nil {
		return reply{}, err
	}
	read := func() ([]newVideo, error) {
		a, err := unwrapped(raw, "video")
		if err != nil {
			return nil, err
		}
		wanted, err := d.readNewVideo(c, a)
		if err == nil {
			err = a.faults.err()
		}
		return []newVideo{wanted}, err
	}
	return d.createOnce(c, raw, read, func(made []media.Video) (any, error) {
		body, err := d.showVideo(c, made[0])
		if err != nil || !d.wantsArray(c) {
			return body, err
		}
		return []videoBody{body}, nil
	})
}

// wantsArray reports whether the creation of one video is answered with a list of one: the
// vendor's SDKs fail on an object, all other clients on a list.
func (d *Dialect) wantsArray(c call) bool {
	switch d.cfg.Settings.CreateReply {
	case ReplyArray:
		return true
	case ReplyObject:
		return false
	}
	agent := strings.TrimPrefix(strings.ToLower(c.UserAgent()), "async")
	return c.Header.Get("X-Stainless-Lang") != "" || strings.HasPrefix(agent, "gcore/go") || strings.HasPrefix(agent, "gcore/python")
}

// replyVideo answers with the full video.
func (d *Dialect) replyVideo(c call, v media.Video) (reply, error) {
	body, err := d.showVideo(c, v)
	return ok(body), err
}

func (d *Dialect) getVideo(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	return d.replyVideo(c, v)
}

// updateVideo leaves what is absent as it is.
func (d *Dialect) updateVideo(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes("video")
	if err != nil {
		return reply{}, err
	}
	f, err := d.readFields(c, a)
	if err != nil {
		return reply{}, err
	}
	if f.readTitle(a); f.title == nil && a.has("name") && len(a.members) == 1 {
		a.fault("name", blank)
	}
	if err := a.faults.err(); err != nil {
		return reply{}, err
	}
	f.settle(v)
	if v, err = d.change(c, v, f); err != nil {
		return reply{}, err
	}
	return d.replyVideo(c, v)
}

// settle drops what comes too late for a video: what part of its source is shown, and in which
// qualities, is decided when that is processed, and where it comes from when it is on its way.
func (f *fields) settle(v media.Video) {
	if v.Source != nil && !retakes(v) {
		f.clip, f.quality = nil, nil
	}
	if v.State != media.Created && !retakes(v) {
		f.origin = origin{}
	}
}

// retakes reports whether a video has a source that failed its check and may get another.
func retakes(v media.Video) bool { return v.State == media.Failed && !probed(v) }

// change applies fields to a video, and lets its source be copied if they name one.
func (d *Dialect) change(c call, v media.Video, f fields) (media.Video, error) {
	d.fetchPosters(c.Context(), []*fields{&f})
	key, err := d.storePoster(c.Context(), v.ID, &f)
	if err != nil {
		return v, err
	}
	replaced := v.Wishes.Thumbnail
	v, err = d.cfg.Catalog.Update(c.Context(), c.project, v.ID, f.patch(v.Meta))
	if err != nil {
		d.forget(c.Context(), key)
		return v, err
	}
	if v.Wishes.Thumbnail != replaced {
		d.forget(c.Context(), replaced)
	}
	if f.speech != nil {
		if err := d.wantCaptions(c.Context(), v); err != nil {
			return v, err
		}
	}
	if f.origin.url == "" {
		return v, nil
	}
	if err := d.startCopy(c.Context(), v, f.origin, keptOf(v.Wishes).Priority); err != nil {
		return v, err
	}
	return d.cfg.Catalog.Get(c.Context(), c.project, v.ID)
}

// deleteVideo puts a video into the bin, whatever goes on with it. To this API it is gone.
func (d *Dialect) deleteVideo(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	anyState := func(media.Video) error { return nil }
	if err := d.cfg.Catalog.Delete(c.Context(), c.project, v.ID, anyState); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}
