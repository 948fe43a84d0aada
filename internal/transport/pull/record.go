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

// Turns that imports take at the same time.
const (
	// PerHost is how many may fetch from one host (the number of Gcore's contract).
	PerHost = 4
	// PerProject leaves two of a node's eight to others.
	PerProject = 6
)

// State is where an import stands.
type State string

const (
	// Waiting: for a turn.
	Waiting State = "waiting"
	// Running: it has its turn, though it may pause between two attempts.
	Running State = "running"
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
	Fetches   int    // in all
	Failure   *media.Refusal
	NextAt    time.Time // no attempt before
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
