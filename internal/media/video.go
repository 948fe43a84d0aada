package media

import (
	"encoding/json"
	"time"
)

// Privacy says who may watch.
type Privacy string

const (
	// Public plays for anyone who has the URL.
	Public Privacy = "public"
	// Private needs the playback signature or a key of the project.
	Private Privacy = "private"
)

// Video is the record that every way in creates and every API shows.
type Video struct {
	ID           string            `json:"id"`   // UUID, lower case
	Seq          int64             `json:"seq"`  // increasing integer id, unique over all projects
	Slug         string            `json:"slug"` // SlugLength letters and digits, unique, fixed for life
	ProjectID    int64             `json:"project_id"`
	Title        string            `json:"title"`
	CollectionID string            `json:"collection_id,omitempty"` // "" = none
	Privacy      Privacy           `json:"privacy"`
	State        State             `json:"state"`
	PriorState   State             `json:"prior_state,omitempty"` // before Deleted
	Failure      *Refusal          `json:"failure,omitempty"`
	Description  string            `json:"description,omitempty"`
	Tags         []string          `json:"tags,omitempty"` // each once, in the order they were given
	Meta         map[string]string `json:"meta,omitempty"` // what the client named it, by key
	Wishes       Wishes            `json:"wishes,omitzero"`

	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	StartedAt  *time.Time `json:"started_at,omitempty"` // first processing step began
	DeletedAt  *time.Time `json:"deleted_at,omitempty"`
	PurgedAt   *time.Time `json:"purged_at,omitempty"` // bytes removed; no restore any more
	ViewableAt *time.Time `json:"viewable_at,omitempty"`
	ReadyAt    *time.Time `json:"ready_at,omitempty"`

	Source      *Source     `json:"source,omitempty"`     // nil until the upload is complete
	Picture     Picture     `json:"picture"`              // zero until probed
	Poster      bool        `json:"poster,omitempty"`     // a poster is stored
	OutputBytes int64       `json:"output_bytes"`         // bytes of everything published
	Renditions  []Rendition `json:"renditions,omitempty"` // filled when a single video is loaded
}

// Wishes are what its owner wants to be made of a video or shown with it. Zero
// wants nothing particular.
type Wishes struct {
	Panoramic  bool       `json:"panoramic,omitempty"`   // 360°, equirectangular
	NoDownload bool       `json:"no_download,omitempty"` // no MP4 is offered
	Language   string     `json:"language,omitempty"`    // spoken; RFC 5646
	Transcript bool       `json:"transcript,omitempty"`  // captions from speech are wanted
	PlayerID   string     `json:"player_id,omitempty"`   // look of the player
	Clip       *Clip      `json:"clip,omitempty"`        // only this much of the source is shown
	Watermark  *Watermark `json:"watermark,omitempty"`   // lies over every picture
	// Sizes are the short sides of the qualities wanted, in pixels and any order; none = those of
	// the server's ladder. What is above the picture's own size means that size: nothing is scaled up.
	Sizes []int `json:"sizes,omitempty"`
	// Thumbnail is the key of the blob that was chosen as poster; "" = the one processing takes.
	Thumbnail string `json:"thumbnail,omitempty"`
	// Collections are those it is shown in beside the one it lies in; "" = where those without any are.
	Collections []string `json:"collections,omitempty"`
	// Vendor is what one vendor's API keeps with a video and nobody else reads, by dialect.
	Vendor map[string]json.RawMessage `json:"vendor,omitempty"`
	// TranscriptLanguage is spoken in what is to be transcribed, RFC 5646; "" = Language, and
	// without that what the speech engine hears.
	TranscriptLanguage string `json:"transcript_language,omitempty"`
	// Heard is what captions from speech were found to be in, where nobody had said it.
	Heard string `json:"heard,omitempty"`
	// PosterAt is where the poster is to be taken; nil = where processing likes.
	PosterAt *Timecode `json:"poster_at,omitempty"`
}

// Clip cuts a video out of its source. An end of nil is the source's.
type Clip struct {
	Start Timecode  `json:"start"`
	End   *Timecode `json:"end,omitempty"`
}

// Timecode is a place in a video: a time and a number of frames after it.
type Timecode struct {
	Time  time.Duration `json:"time"`
	Frame int           `json:"frame,omitempty"`
}

// At is the time of the place, at the rate that frames are counted in. Without a rate
// frames count nothing.
func (t Timecode) At(rate Rational) time.Duration {
	if t.Frame == 0 || rate.Num == 0 {
		return t.Time
	}
	return t.Time + FrameTime(t.Frame, rate)
}

// Altered reports whether the pictures shown differ from those of the source, so that none
// of its own may be shown.
func (w Wishes) Altered() bool { return w.Clip != nil || w.Watermark != nil }

// Watermark is a picture over a video. Lengths are as CSS has them in pixels or per
// cent ("10px", "20%"); "" or "initial" leaves a length open.
type Watermark struct {
	ID      string `json:"id"`
	Key     string `json:"key"` // of the blob of the picture, a PNG
	Top     string `json:"top,omitempty"`
	Left    string `json:"left,omitempty"`
	Bottom  string `json:"bottom,omitempty"`
	Right   string `json:"right,omitempty"`
	Width   string `json:"width,omitempty"`
	Height  string `json:"height,omitempty"`
	Opacity string `json:"opacity,omitempty"` // per cent
}

// Source is the completed original: an ordered list of stored segments.
type Source struct {
	Size      int64           `json:"size"`
	SHA256    string          `json:"sha256,omitempty"` // lower-case hex; "" until computed
	Container string          `json:"container,omitempty"`
	Segments  []StoredSegment `json:"segments,omitempty"`
}

// Filename names the original of a video by what its bytes were found to be, not
// by what their sender called them. Before that is known it has no extension.
func (v Video) Filename() string {
	if v.Source == nil {
		return v.ID
	}
	switch c := v.Source.Container; c {
	case "":
		return v.ID
	case "mov":
		return v.ID + ".mp4"
	case "matroska":
		return v.ID + ".mkv"
	case "mpegts":
		return v.ID + ".ts"
	case "mpeg":
		return v.ID + ".mpg"
	case "asf":
		return v.ID + ".wmv"
	default: // avi, flv, mxf, ogg, wav …: the demuxer is called like the extension
		return v.ID + "." + c
	}
}

// StoredSegment is one run of bytes of a source: Length bytes of the blob Key, from its start.
type StoredSegment struct {
	Key    string `json:"key"`
	Length int64  `json:"length"`
}

// Picture is what probing found, as shown: after rotation and pixel aspect.
type Picture struct {
	Width    int           `json:"width,omitempty"`
	Height   int           `json:"height,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Audio    bool          `json:"audio,omitempty"`
}

// Traffic is what viewers fetched.
type Traffic struct {
	Requests int64
	Bytes    int64
}
