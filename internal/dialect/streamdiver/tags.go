package streamdiver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// tagsBody is the tags of several media.
type tagsBody struct {
	All    []string `json:"all"`    // that any of them has
	Common []string `json:"common"` // that each of them has
}

func showTags(videos []media.Video) tagsBody {
	body := tagsBody{All: []string{}, Common: []string{}}
	for i, v := range videos {
		body.All = append(body.All, v.Tags...)
		if i == 0 {
			body.Common = append(body.Common, v.Tags...)
		}
		body.Common = slices.DeleteFunc(body.Common, func(tag string) bool { return !slices.Contains(v.Tags, tag) })
	}
	slices.Sort(body.All)
	body.All = slices.Compact(body.All)
	slices.Sort(body.Common)
	return body
}

// getTags reads the ids from the query, repeated or with commas.
func (d *Dialect) getTags(c call) (reply, error) {
	ids := strings.FieldsFunc(strings.Join(c.URL.Query()["ids"], ","), func(r rune) bool { return r == ',' })
	if len(ids) == 0 || len(ids) > maxBulk {
		return reply{}, invalid("ids", fmt.Sprintf("must be 1 to %d", maxBulk))
	}
	videos, err := d.manyMedia(c, ids)
	return ok(showTags(videos)), err
}

// addTags adds tags to several media, to all of them or, if one is not there, to none.
func (d *Dialect) addTags(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	ids := a.mediaIDs()
	tags, given := a.tags("tags")
	if !given {
		a.faults.add("tags", "is missing")
	}
	if err := a.err(); err != nil {
		return reply{}, err
	}
	videos, err := d.manyMedia(c, ids)
	if err != nil {
		return reply{}, err
	}
	for _, v := range videos {
		if v.State == media.Deleted {
			return reply{}, conflict("media", mediaSoftDeleted)
		}
		more := slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(v.Tags, tag) })
		if len(v.Tags)+len(more) > maxTags {
			return reply{}, invalid("tags", fmt.Sprintf("must be at most %d of each media", maxTags))
		}
	}
	for i, v := range videos {
		if videos[i], err = d.cfg.Catalog.Update(c.Context(), c.project, v.ID, catalog.Patch{AddTags: tags}); err != nil {
			return reply{}, absent(err, "media")
		}
	}
	return ok(showTags(videos)), nil
}

func (d *Dialect) manyMedia(c call, ids []string) ([]media.Video, error) {
	videos := make([]media.Video, len(ids))
	for i, id := range ids {
		v, err := d.findMedia(c.Context(), c.project, id)
		if err != nil {
			return nil, err
		}
		videos[i] = v
	}
	return videos, nil
}
