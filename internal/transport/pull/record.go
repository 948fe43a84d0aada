package pull

import (
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// What the uploads of this package are called in records ([upload.Upload.Protocol]).
const (
	ImportProtocol = "import" // fetched from a URL
	CopyProtocol   = "copy"   // the source of another video
)

// How many imports may have a request under way at the same time.
const (
	// PerHost and PerProject are the shares of single copies: four from one host (the number of
	// Gcore's contract) and, of one project, two less than that contract's eight workers.
	PerHost    = 4
	PerProject = 6
	// MaxPerHost and MaxPerProject bound everything together, whatever orders of many ask for.
	// A node works on a few more than one project may have (package queue), so that a project
	// with a million files leaves room for others.
	MaxPerHost    = 16
	MaxPerProject = 64
)

// Share is what an import has its turn from. Those with one name share it.
type Share struct {
	Name    string // "" = every single copy; else the order of many that the import belongs to
	PerHost int    // requests to one host at once, from 1
	AtOnce  int    // of one project, from 1
}

// State is where an import stands.
type State string

const (
	// Waiting: for a turn.
	Waiting State = "waiting"
	// Running: it has its turn.
	Running State = "running"
	// Paused: between two attempts. It has given its turn back, and lines up again at [Import.NextAt].
	Paused State = "paused"
	// Done: the video has its source.
	Done State = "done"
	// Failed: see [Import.Failure].
	Failed State = "failed"
	// Cancelled: by its owner, or because another upload of the video took over.
	Cancelled State = "cancelled"
)

// Ended reports whether nothing more will happen.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// Import is the record of fetching an original.
type Import struct {
	ID        string
	ProjectID int64
	VideoID   string
	UploadID  string // the one that takes the bytes; starting over takes another
	Host      string // of the URL, with the port if it names one
	Priority  int    // lower ones go first
	Expected  int64  // bytes the file must have; 0 = any number
	State     State
	Validator string // for If-Range; "" = the origin has none
	Attempts  int    // that count
	Fetches   int    // in all, but those that the origin put off
	Failure   *media.Refusal
	NextAt    time.Time     // no attempt before
	Patience  time.Duration // how long in a row the origin may put it off
	Throttled *time.Time    // since when it does; nil = it does not
	Share     Share
	CreatedAt time.Time
	UpdatedAt time.Time

	Received int64 // durable bytes
	Size     int64 // of the file; upload.UnknownLength while nobody said

	// Origin is filled for whoever runs the import, and never shown.
	Origin Origin
}

// Origin is where a file is and what its host wants to hear.
type Origin struct {
	URL    string      `json:"url"`
	Header http.Header `json:"header,omitempty"` // sent to the host of URL only
	// Refused are endings of names, such as ".m3u8", of what is no media to whoever ordered.
	Refused []string `json:"refused,omitempty"`
}
