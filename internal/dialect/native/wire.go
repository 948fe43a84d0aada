package native

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/media"
)

// state is a media.State whose description lists them all.
type state media.State

// Schema implements huma.SchemaProvider.
func (state) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, one := range media.States() {
		s.Enum = append(s.Enum, string(one))
	}
	return s
}

// video is the whole record. Its description is the doc of each field.
type video struct {
	ID         string            `json:"id" format:"uuid"`
	Seq        int64             `json:"seq" doc:"Increasing number, unique on this server"`
	Title      string            `json:"title"`
	State      state             `json:"state" doc:"viewable: one quality plays from start to end; ready: every planned one does"`
	PriorState state             `json:"prior_state,omitempty" doc:"Of a deleted video: where a restore returns to"`
	Privacy    media.Privacy     `json:"privacy" enum:"public,private"`
	Collection string            `json:"collection,omitempty" doc:"Id of the collection it is in"`
	Meta       map[string]string `json:"meta" doc:"What its uploader named it, by key"`

	CreatedAt  time.Time  `json:"created_at"`
	UpdatedAt  time.Time  `json:"updated_at"`
	StartedAt  *time.Time `json:"started_at,omitempty" doc:"Processing began"`
	ViewableAt *time.Time `json:"viewable_at,omitempty"`
	ReadyAt    *time.Time `json:"ready_at,omitempty"`
	DeletedAt  *time.Time `json:"deleted_at,omitempty"`
	PurgedAt   *time.Time `json:"purged_at,omitempty" doc:"Its bytes are gone; it cannot be restored"`

	Failure     *failure  `json:"failure,omitempty" doc:"Why it can never be watched"`
	Source      *source   `json:"source,omitempty" doc:"The original, once it is completely uploaded"`
	Picture     *picture  `json:"picture,omitempty" doc:"What is seen and heard, once it is known"`
	OutputBytes int64     `json:"output_bytes" doc:"Stored for viewers, beside the original"`
	Playback    *playback `json:"playback,omitempty" doc:"Addresses for viewers; those of a private video carry its signature"`

	// Of a single video only: a list does not load them.
	Progress   *float64    `json:"progress,omitempty" minimum:"0" maximum:"1" doc:"Of processing, counted in chunks; left out of lists"`
	Renditions []rendition `json:"renditions,omitempty" nullable:"false" doc:"What is made of the source; left out of lists"`
}

type failure struct {
	Code media.RefusalCode `json:"code" doc:"For programs; stable"`
	Text string            `json:"text" doc:"For people"`
}

type source struct {
	Size      int64  `json:"size" doc:"Bytes"`
	SHA256    string `json:"sha256,omitempty" doc:"Lower-case hex, once it is computed"`
	Container string `json:"container,omitempty" doc:"What the bytes were found to be, such as mov or matroska"`
}

// picture is what probing found. A file of sound alone has no width and height.
type picture struct {
	Width    int     `json:"width,omitempty" doc:"Pixels as shown, after rotation"`
	Height   int     `json:"height,omitempty"`
	Duration float64 `json:"duration" doc:"Seconds"`
	Audio    bool    `json:"audio" doc:"It has sound"`
}

type rendition struct {
	Name       string               `json:"name" doc:"Such as source, 720p or audio-1"`
	Kind       media.RenditionKind  `json:"kind" enum:"video,audio,still"`
	State      media.RenditionState `json:"state" enum:"planned,complete"`
	Repackaged bool                 `json:"repackaged,omitempty" doc:"Served from the original's own samples; nothing is stored"`
	Interim    bool                 `json:"interim,omitempty" doc:"Leaves when encoded ones take its place"`
	Width      int                  `json:"width,omitempty" doc:"Pixels as encoded"`
	Height     int                  `json:"height,omitempty"`
	Rotation   int                  `json:"rotation,omitempty" doc:"Degrees clockwise that a player turns it"`
	FrameRate  float64              `json:"frame_rate,omitempty" doc:"Frames a second"`
	Channels   int                  `json:"channels,omitempty" doc:"Of sound"`
	Language   string               `json:"language,omitempty" doc:"RFC 5646; und when the original does not say"`
	Codecs     string               `json:"codecs,omitempty" doc:"RFC 6381, once a segment exists"`
	MaxRate    int                  `json:"max_rate,omitempty" doc:"Ceiling in kbit/s of an encoded one"`
	Bytes      int64                `json:"bytes" doc:"Of all its segments so far"`
	Chunks     int                  `json:"chunks" doc:"Units of work planned"`
	ChunksDone int                  `json:"chunks_done"`
}

type playback struct {
	Embed  string `json:"embed" format:"uri" doc:"Player page; it waits for a video that does not play yet"`
	Master string `json:"master,omitempty" format:"uri" doc:"HLS, once it is viewable"`
	Poster string `json:"poster,omitempty" format:"uri" doc:"JPEG"`
}

type collection struct {
	ID        string    `json:"id" doc:"24 hex digits"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

type project struct {
	ID        int64     `json:"id" doc:"The number that starts its keys"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	Limits    limits    `json:"limits" doc:"What uploads are held to; without a limit its field is left out"`
	Used      usage     `json:"used"`
}

type limits struct {
	MaxUploadSize int64 `json:"max_upload_size,omitempty" doc:"Bytes of one upload, the server's limit or the project's, whichever is smaller"`
	MaxUploads    int   `json:"max_uploads,omitempty" doc:"Open at once; one more is 429"`
	MaxStored     int64 `json:"max_stored,omitempty" doc:"Bytes, counted as in used; more is 507"`
}

type usage struct {
	Uploads int   `json:"uploads" doc:"Open: they may still bring bytes"`
	Stored  int64 `json:"stored" doc:"Bytes of originals until they are purged, and of uploads on their way: what they have declared, or else what they have"`
}

// showProject shows a project and what it uses. largest is the server's largest upload in
// bytes, 0 = any.
func showProject(p media.Project, used media.Usage, largest int64) project {
	s := p.Settings
	if s.MaxUploadSize == 0 || largest > 0 && largest < s.MaxUploadSize {
		s.MaxUploadSize = largest
	}
	return project{
		ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt,
		Limits: limits{MaxUploadSize: s.MaxUploadSize, MaxUploads: s.MaxUploads, MaxStored: s.MaxStored},
		Used:   usage{Uploads: used.Uploads, Stored: used.Bytes},
	}
}

func showCollection(c media.Collection) collection {
	return collection{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
}
