package omegastream

import (
	"fmt"
	"maps"
	"strings"
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

type playback struct {
	HLS   *string `json:"hls"`
	Dash  *string `json:"dash"`  // not produced
	Audio *string `json:"audio"` // not produced
	R1080 *string `json:"r_1080p"`
	R720  *string `json:"r_720p"`
	R480  *string `json:"r_480p"`
	R360  *string `json:"r_360p"`
	R240  *string `json:"r_240p"`
}

type input struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

type storage struct {
	Bucket    string        `json:"bucket"`
	RawBucket string        `json:"raw_bucket"`
	Provider  string        `json:"provider"`
	Source    storageSource `json:"source"`
	Meta      *struct{}     `json:"meta"` // always null
}

type storageSource struct {
	Key  string `json:"key"`
	Size int64  `json:"size"`
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

// folder is where a video's files are, in every kind of address.
func (w view) folder(v media.Video) string {
	return w.bucket() + "/" + w.code() + "/video/" + v.ID
}

// signature is the query of an address that a viewer needs for a private video.
func (w view) signature(v media.Video) string {
	if v.Privacy == media.Public {
		return ""
	}
	return "?s=" + w.sign(v.ID)
}

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

// links addresses what can be played. The files of single qualities are promised only when the
// video is ready: before, one may still be replaced by a better one.
func links(v media.Video, prefix, suffix string) *playback {
	link := func(file string) *string { return new(prefix + file + suffix) }
	p := &playback{HLS: link("playlist.m3u8")}
	if lastState(v) != media.Ready {
		return p
	}
	for _, r := range v.Renditions {
		if r.Kind != media.VideoRendition || r.State != media.Complete {
			continue
		}
		switch r.Size() {
		case "1080p":
			p.R1080 = link("1080p.mp4")
		case "720p":
			p.R720 = link("720p.mp4")
		case "480p":
			p.R480 = link("480p.mp4")
		case "360p":
			p.R360 = link("360p.mp4")
		case "240p":
			p.R240 = link("240p.mp4")
		}
	}
	return p
}

func (w view) thumbnail(v media.Video) *string {
	if !v.Poster || !lastState(v).Playable() {
		return nil
	}
	return new(w.base + "/stream/dashboard/" + w.folder(v) + "/thumbnail.jpg" + w.signature(v))
}

func (w view) storage(v media.Video) *storage {
	raw := w.bucket() + "-raw"
	return &storage{
		Bucket: w.bucket(), RawBucket: raw, Provider: "omega",
		Source: storageSource{Key: raw + "/" + w.code() + "/" + sourceFile(v), Size: v.Source.Size},
	}
}

// sourceFile names the original by what it was found to be, not by what its sender
// called it.
func sourceFile(v media.Video) string {
	extension := "mp4"
	switch v.Source.Container {
	case "matroska":
		extension = "mkv"
	case "mpegts":
		extension = "ts"
	case "mpeg":
		extension = "mpg"
	case "asf":
		extension = "wmv"
	case "avi", "flv", "gxf", "mxf", "ogg":
		extension = v.Source.Container
	}
	return v.ID + "." + extension
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

// collection is a folder of videos.
type collection struct {
	ID        string  `json:"id"`
	CreatedAt string  `json:"created_at"`
	UpdatedAt string  `json:"updated_at"`
	DeletedAt *string `json:"deleted_at"` // always null: collections have no bin
	COID      string  `json:"coid"`
	Name      string  `json:"name"`
}

func (w view) collection(c media.Collection) collection {
	return collection{ID: c.ID, CreatedAt: stamp(c.CreatedAt), UpdatedAt: stamp(c.UpdatedAt), COID: w.coid(), Name: c.Name}
}

// account is the project as its owner sees it. Tributary keeps no addresses.
type account struct {
	ID          string            `json:"id"`
	CreatedAt   string            `json:"created_at"`
	UpdatedAt   string            `json:"updated_at"`
	DeletedAt   *string           `json:"deleted_at"`
	OCID        string            `json:"ocid"`
	Title       string            `json:"title"`
	Email       *string           `json:"email"`
	PhoneNumber *string           `json:"phone_number"`
	StorageCode string            `json:"storage_code"`
	Address     address           `json:"address"`
	Metadata    map[string]string `json:"Metadata"` // the vendor's spelling
}

type address struct {
	Address1 *string `json:"address_1"`
	Country  *string `json:"country"`
	City     *string `json:"city"`
	State    *string `json:"state"`
	Zip      *string `json:"zip"`
}

func (w view) account() account {
	made := stamp(w.project.CreatedAt)
	return account{
		ID:        fmt.Sprintf("%08x", w.project.CreatedAt.Unix()&0xffffffff) + strings.ToLower(w.project.Code),
		CreatedAt: made, UpdatedAt: made, OCID: w.coid(), Title: w.project.Name, StorageCode: w.code(),
	}
}
