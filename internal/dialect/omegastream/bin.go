package omegastream

import (
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// deletable is the rule for a DELETE: not while something is on its way into the video.
func (d *Dialect) deletable(v media.Video) error {
	switch v.State {
	case media.Uploading:
		return media.Errorf(media.Conflict, "video is still uploading")
	case media.Processing, media.Viewable: // both are in-progress to the vendor
		return media.Errorf(media.Conflict, "video is still processing")
	case media.Failed:
		if d.cfg.Now().Before(v.UpdatedAt.Add(d.cfg.Settings.DeleteFailedAfter)) {
			return media.Errorf(media.Conflict, "video has failed only just now")
		}
	}
	return nil
}

func (d *Dialect) deleteVideo(c call) (any, error) {
	id, err := c.videoID()
	if err != nil {
		return nil, err
	}
	return nil, d.cfg.Catalog.Delete(c.Context(), c.project, id, d.deletable)
}

// bulkDeletion says what became of each video.
type bulkDeletion struct {
	HasError     bool              `json:"has_error"`
	VideosCount  int               `json:"videos_count"`
	UpdatedCount int               `json:"updated_count"`
	FailedCount  int               `json:"failed_count"`
	FailedVideos map[string]string `json:"failed_videos"` // uuid → why
}

func (d *Dialect) deleteVideos(c call) (any, error) {
	ids, err := c.uuids()
	if err != nil {
		return nil, err
	}
	out := bulkDeletion{VideosCount: len(ids), FailedVideos: map[string]string{}}
	for _, id := range ids {
		err := d.cfg.Catalog.Delete(c.Context(), c.project, id, d.deletable)
		switch media.KindOf(err) {
		case media.Conflict, media.NotFound:
			out.FailedVideos[id] = strings.TrimPrefix(media.PublicText(err), "video is ")
		default:
			if err != nil {
				return nil, err
			}
		}
	}
	out.FailedCount = len(out.FailedVideos)
	out.UpdatedCount, out.HasError = out.VideosCount-out.FailedCount, out.FailedCount > 0
	return out, nil
}

// uuids reads a body that is nothing but a list of videos.
func (c call) uuids() ([]string, error) {
	var body struct {
		UUIDs []string `json:"uuids"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	return parseUUIDs(body.UUIDs)
}

func (d *Dialect) listDeleted(c call) (any, error) {
	return d.page(c, catalog.Filter{ProjectID: c.project, Deleted: true, CollectionID: c.query("collection")})
}

// allDeleted is the list of 2022: everything at once.
func (d *Dialect) allDeleted(c call) (any, error) {
	videos, _, err := d.cfg.Catalog.List(c.Context(), catalog.Filter{ProjectID: c.project, Deleted: true})
	return c.view.items(videos), err
}

// revertDeletion puts a video back to where it was. The vendor lets its client say
// where; a wrong word is refused, a right one changes nothing.
func (d *Dialect) revertDeletion(c call) (any, error) {
	id, err := c.videoID()
	if err != nil {
		return nil, err
	}
	if status := c.query("status"); status != "" {
		if _, _, err := statesOf(status); err != nil {
			return nil, err
		}
	}
	return nil, d.cfg.Catalog.Restore(c.Context(), c.project, id)
}
