package gcore

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// newVideo is a video to be made.
type newVideo struct {
	fields

	subtitles []newSubtitle
}

// readNewVideo reads what a video is made of. What is wrong with it is in a's faults.
func (d *Dialect) readNewVideo(c call, a *attributes) (newVideo, error) {
	f, err := d.readFields(c, a)
	if err == nil && f.quality == nil {
		f.quality, err = d.usualSet(c)
	}
	if f.readTitle(a); f.title == nil && len(a.faults[a.prefix+"name"]) == 0 {
		a.fault("name", blank)
	}
	return newVideo{fields: f}, err
}

// record is the record of a video that is not stored yet. Its poster, if it has one, is.
func (d *Dialect) record(c call, n newVideo) (media.Video, error) {
	v := d.cfg.Catalog.NewVideo(c.project, "", media.Public)
	if _, err := d.storePoster(c.Context(), v.ID, &n.fields); err != nil {
		return v, err
	}
	n.patch(nil).Apply(&v)
	if n.directory != nil {
		v.CollectionID = *n.directory
	}
	return v, nil
}

// bring adds what follows a record: subtitles and the copy of its source. It goes on where
// another try ended, so it may be repeated.
func (d *Dialect) bring(ctx context.Context, v media.Video, n newVideo) error {
	if len(n.subtitles) > 0 {
		there, err := d.cfg.Catalog.Texts(ctx, v.ID, media.Captions)
		if err != nil {
			return err
		}
		if len(there) < len(n.subtitles) {
			if err := d.addSubtitles(ctx, v, n.subtitles[len(there):]); err != nil {
				return err
			}
		}
	}
	if n.origin.url == "" || v.State != media.Created || v.Failure != nil {
		return nil
	}
	return d.startCopy(ctx, v, n.origin, keptOf(v.Wishes).Priority)
}
