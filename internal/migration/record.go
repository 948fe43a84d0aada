package migration

import (
	"encoding/json"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// JobState is where an order stands.
type JobState string

// The states of an order.
const (
	Planning  JobState = "planning" // rows are read and checked
	Planned   JobState = "planned"  // a dry run; it waits to be started
	Running   JobState = "running"
	Paused    JobState = "paused"
	Finished  JobState = "finished" // no row is left, however each one ended
	JobFailed JobState = "failed"   // the rows could not be read; see Job.Failure
	Canceled  JobState = "canceled"
)

// ItemState is where a row stands.
type ItemState string

// The states of a row.
const (
	Queued       ItemState = "queued"
	Fetching     ItemState = "fetching"
	Processing   ItemState = "processing" // its bytes are here
	Done         ItemState = "done"       // it can be watched
	Skipped      ItemState = "skipped"
	Failed       ItemState = "failed"
	ItemCanceled ItemState = "canceled"
)

// ItemStates lists every state of a row, in the order that rows pass them.
func ItemStates() []ItemState {
	return []ItemState{Queued, Fetching, Processing, Done, Skipped, Failed, ItemCanceled}
}

// Reasons of rows, beside "invalid_" with the name of a field and the texts of [FailureText].
const (
	AlreadyImported = "already_imported" // done or under way, by this order or another one
	Duplicate       = "duplicate"        // an earlier row of this order has the source id
	WasDeleted      = "deleted"          // its video was deleted here
	WasCanceled     = "canceled"
	Superseded      = "superseded" // someone else sent the video's file
	noSubtitle      = "subtitle_unavailable"
	noPoster        = "poster_unavailable"
	Unverified      = "checksum_unknown"  // nothing here computed what sha256 is to be compared with
	wrongChecksum   = "checksum_mismatch" // the file is not the one that the row means
	tooManyRows     = "too_many_rows"
)

// Options are how an order is carried out.
type Options struct {
	Concurrency     int  `json:"concurrency"` // rows fetched at once
	PerHost         int  `json:"per_host"`    // of them from one host
	Probe           bool `json:"probe"`       // a dry run asks each origin by HEAD
	KeepCreatedAt   bool `json:"keep_created_at"`
	ReimportDeleted bool `json:"reimport_deleted"` // rows whose video was deleted here come again
}

// Listing is another service that is asked for its videos instead of a manifest.
type Listing struct {
	Kind       string `json:"kind"`       // see the constants
	Endpoint   string `json:"endpoint"`   // URL of the service or the folder
	Bucket     string `json:"bucket"`     // S3 only
	Prefix     string `json:"prefix"`     // S3 only
	Region     string `json:"region"`     // S3 only; "" = us-east-1
	Credential string `json:"credential"` // the name of one that the operator has configured; "" = none
}

// The kinds of listing.
const (
	ListS3        = "s3"        // objects of a bucket
	ListHTTP      = "http"      // links of a directory page, folders below it included
	ListTributary = "tributary" // another Tributary, by its native API
	ListGcore     = "gcore"     // Gcore Video Hosting, by its API
)

// Formats of what is spooled.
const (
	CSV   = "csv"
	JSONL = "jsonl"
)

// Input is where the rows come from: a URL or a listing, or neither, when they are sent
// along.
type Input struct {
	Format  string   `json:"format"`
	URL     string   `json:"url,omitempty"`
	Listing *Listing `json:"listing,omitempty"`
}

// Job is the record of an order.
type Job struct {
	ID        string
	ProjectID int64
	Source    string // the customer's name of where the videos come from
	State     JobState
	DryRun    bool // as it was ordered; see [Job.Dry]
	Options   Options
	Failure   *media.Refusal
	CreatedAt time.Time
	UpdatedAt time.Time

	Counts     map[ItemState]int64
	BytesTotal int64 // as far as sizes are known
	BytesDone  int64
}

// Dry reports whether an order has done nothing so far but look at its rows: it was to do no more, and
// has not been started, or was canceled before anything came of that.
func (j Job) Dry() bool {
	switch j.State {
	case Running, Paused, Finished:
		return false
	case Planning, Planned, JobFailed, Canceled:
	}
	return j.DryRun && j.Counts[Processing]+j.Counts[Done] == 0
}

// Total is the number of rows so far.
func (j Job) Total() (n int64) {
	for _, c := range j.Counts {
		n += c
	}
	return n
}

// Item is the record of a row.
type Item struct {
	JobID    string
	Line     int64 // of the manifest, or the number of the entry in the listing
	SourceID string
	State    ItemState
	Reason   string
	Attempts int   // requests for the file, without those that the origin answered by asking for patience
	Size     int64 // bytes, as the row or the origin says; 0 = unknown
	Bytes    int64 // of the file that is here
	Started  *time.Time
	Ended    *time.Time
	VideoID  string       // "" = none yet
	Video    *media.Video // nil = none yet; without renditions
}

// Seconds is how long the row took, 0 while it has not ended.
func (i Item) Seconds() float64 {
	if i.Started == nil || i.Ended == nil {
		return 0
	}
	return i.Ended.Sub(*i.Started).Seconds()
}

// Entry is a row that was looked at: either Row is set or State and Reason say why not.
type Entry struct {
	Line     int64
	SourceID string
	State    ItemState
	Reason   string
	Host     string
	Size     int64
	SHA256   string
	Quality  int64           // number of a set of qualities; 0 = the row names none
	Row      json.RawMessage // kept sealed; nil = it can never be fetched
}
