package omegastream

import (
	"fmt"
	"maps"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// stampForm is how the vendor prints a time: UTC with three decimals.
const stampForm = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampForm) }

func optionalStamp(t *time.Time) *string {
	if t == nil {
		return nil
	}
	return new(stamp(*t))
}

// video is the full record. Everything the vendor documents is there; what is not
// known yet is null.
type video struct {
	ID                    string            `json:"id"` // 24 hex digits
	CreatedAt             string            `json:"created_at"`
	UpdatedAt             string            `json:"updated_at"`
	DeletedAt             *string           `json:"deleted_at"`
	Title                 string            `json:"title"`
	UUID                  string            `json:"uuid"`
	COID                  string            `json:"coid"`
	CollectionID          *string           `json:"collection_id"`
	Status                string            `json:"status"`
	Privacy               media.Privacy     `json:"privacy"`
	Playback              *playback         `json:"playback"`    // s3:// addresses; deprecated by the vendor, read by old clients
	PlaybackV2            *playback         `json:"playback_v2"` // URLs
	Input                 *input            `json:"input"`
	Duration              *int64            `json:"duration"` // seconds
	Size                  *int64            `json:"size"`     // bytes published, not the source's
	ReadyToStream         bool              `json:"ready_to_stream"`
	ReadyToWatch          bool              `json:"ready_to_watch"` // the same under the name in the manual's field table
	Thumbnail             *string           `json:"thumbnail"`
	ThumbnailTimestampPct *float64          `json:"thumbnail_timestamp_pct"` // always null: the frame is at 1 s
	Storage               *storage          `json:"storage"`
	Meta                  map[string]string `json:"meta"`
}

type input struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// item is a video as lists show it.
type item struct {
	ID                    string        `json:"id"`
	CreatedAt             string        `json:"created_at"`
	UpdatedAt             string        `json:"updated_at"`
	DeletedAt             *string       `json:"deleted_at"`
	UUID                  string        `json:"uuid"`
	COID                  string        `json:"coid"`
	Title                 string        `json:"title"`
	Status                string        `json:"status"`
	Privacy               media.Privacy `json:"privacy"`
	Duration              *int64        `json:"duration"`
	Size                  int64         `json:"size"` // 0 when there is none
	ReadyToStream         bool          `json:"ready_to_stream"`
	Thumbnail             *string       `json:"thumbnail"`
	ThumbnailTimestampPct *float64      `json:"thumbnail_timestamp_pct"`
	CollectionID          *string       `json:"collection_id"`
}

// view renders one project's records for one reader.
type view struct {
	base    string // of URLs
	project media.Project
	sign    func(videoID string) string // playback signature
}

// coid is the vendor's id of a company, which its webhooks also call ocid.
func (w view) coid() string { return "omega-cop-" + w.project.Code[8:16] }

func (w view) bucket() string { return fmt.Sprintf("project-%d", w.project.ID) }

func (w view) code() string { return storageCode(w.project) }

func storageCode(p media.Project) string { return p.Code[:8] }

func (w view) video(v media.Video) video {
	out := video{
		ID: v.ObjectID(), CreatedAt: stamp(v.CreatedAt), UpdatedAt: stamp(v.UpdatedAt), DeletedAt: optionalStamp(v.DeletedAt),
		Title: v.Title, UUID: v.ID, COID: w.coid(), CollectionID: optionalText(v.CollectionID),
		Status: statusOf(v), Privacy: v.Privacy,
	}
	if out.Status == readyToUpload {
		return out // nothing but its name is known, and the vendor says so with nulls
	}
	out.Duration, out.Thumbnail, out.Meta = duration(v), w.thumbnail(v), metaWire(v)
	if v.Picture.Width > 0 {
		out.Input = &input{v.Picture.Width, v.Picture.Height}
	}
	if v.Source != nil {
		out.Storage = w.storage(v)
	}
	if lastState(v).Playable() {
		out.ReadyToStream, out.ReadyToWatch, out.Size = true, true, &v.OutputBytes
		out.Playback = links(v, "s3://"+w.folder(v)+"/", "")
		out.PlaybackV2 = links(v, w.base+"/stream/company/"+w.folder(v)+"/", w.signature(v))
	}
	return out
}

func (w view) item(v media.Video) item {
	out := item{
		ID: v.ObjectID(), CreatedAt: stamp(v.CreatedAt), UpdatedAt: stamp(v.UpdatedAt), DeletedAt: optionalStamp(v.DeletedAt),
		UUID: v.ID, COID: w.coid(), Title: v.Title, Status: statusOf(v), Privacy: v.Privacy, Duration: duration(v),
		ReadyToStream: lastState(v).Playable(), Thumbnail: w.thumbnail(v), CollectionID: optionalText(v.CollectionID),
	}
	if out.ReadyToStream {
		out.Size = v.OutputBytes
	}
	return out
}

func (w view) items(videos []media.Video) []item {
	out := make([]item, 0, len(videos)) // an empty list is [], never null
	for _, v := range videos {
		out = append(out, w.item(v))
	}
	return out
}

// metaWire is what the client named the video, and why it failed.
func metaWire(v media.Video) map[string]string {
	meta := maps.Clone(v.Meta)
	if v.Failure != nil {
		if meta == nil {
			meta = map[string]string{}
		}
		meta["failure"] = v.Failure.Text
	}
	if len(meta) == 0 {
		return nil
	}
	return meta
}

func duration(v media.Video) *int64 {
	if v.Picture.Duration <= 0 {
		return nil
	}
	return new(int64(v.Picture.Duration.Round(time.Second) / time.Second))
}

func optionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
