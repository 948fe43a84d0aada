package streamdiver

import (
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// listMedia shows what is alive. The bin is the filter status=softDeleted.
func (d *Dialect) listMedia(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	f, some, err := d.mediaFilter(c)
	if err != nil {
		return reply{}, err
	}
	f.Offset, f.Limit = p.offset(), p.size
	var found []media.Video
	total := 0
	if some {
		if found, total, err = d.cfg.Catalog.List(c.Context(), f); err != nil {
			return reply{}, err
		}
	}
	w, err := d.view(c.Context(), c)
	if err != nil {
		return reply{}, err
	}
	shown := make([]mediaBody, len(found))
	for i, v := range found {
		name, err := fileName(c.Context(), d.cfg.Catalog, v)
		if err != nil {
			return reply{}, err
		}
		shown[i] = w.media(v, name)
	}
	return listed(p, shown, total), nil
}

// mediaFilter reads sort and filter. some is false when nothing can be in such a list.
func (d *Dialect) mediaFilter(c call) (f catalog.Filter, some bool, err error) {
	o, err := c.order("name", "created", "updated")
	if err != nil {
		return f, false, err
	}
	wanted, err := c.filter("name", "type", "status", "tags", "channelId")
	if err != nil {
		return f, false, err
	}
	f = catalog.Filter{
		ProjectID: c.project, States: mediaStates(), Tags: wanted["tags"], Sort: sortOf(o.by), Descending: o.descending,
	}
	for _, narrow := range []struct {
		property string
		apply    func(f *catalog.Filter, value string) (bool, error)
	}{{"name", narrowName}, {"type", narrowType}, {"status", narrowStatus}} {
		values := slices.Compact(slices.Sorted(slices.Values(wanted[narrow.property])))
		if len(values) > 1 { // no media has two
			return f, false, nil
		}
		for _, value := range values {
			if some, err := narrow.apply(&f, value); err != nil || !some {
				return f, false, err
			}
		}
	}
	for _, id := range wanted["channelId"] {
		collection, ok := collectionOf(c.project, id)
		if !ok {
			return f, false, nil
		}
		f.ShownIn = append(f.ShownIn, collection)
	}
	return f, true, nil
}

func narrowName(f *catalog.Filter, value string) (bool, error) {
	f.Named = value
	return value != "", nil
}

func narrowType(f *catalog.Filter, value string) (bool, error) {
	switch value {
	case mediaVideo:
		f.SoundOnly = new(false)
	case mediaAudio:
		f.SoundOnly = new(true)
	case mediaImage, mediaDocument:
		return false, nil
	default:
		return false, invalid("filter", "type must be one of "+strings.Join([]string{mediaVideo, mediaAudio, mediaImage, mediaDocument}, ", "))
	}
	return true, nil
}

func narrowStatus(f *catalog.Filter, value string) (bool, error) {
	switch value {
	case mediaProcessing:
		f.States = []media.State{media.Processing, media.Viewable}
	case mediaReady:
		f.States = []media.State{media.Ready}
	case mediaFailed:
		f.States = []media.State{media.Failed}
	case mediaSoftDeleted:
		f.Deleted, f.Restorable = true, true
	default:
		return false, invalid("filter", "status must be one of "+strings.Join([]string{mediaProcessing, mediaReady, mediaFailed, mediaSoftDeleted}, ", "))
	}
	return true, nil
}
