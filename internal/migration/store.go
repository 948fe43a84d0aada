package migration

import (
	"context"
	"errors"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// ErrSettled means that a row needs no fetching after all; its record says why.
var ErrSettled = errors.New("row is settled")

// Action is what an owner can do to an order.
type Action string

// The actions.
const (
	Start       Action = "start"        // planned → running
	Pause       Action = "pause"        // running → paused
	Resume      Action = "resume"       // paused → running
	RetryFailed Action = "retry-failed" // running, finished → running
	Cancel      Action = "cancel"       // whatever has not ended → canceled
)

// From lists the states that an action may be taken in.
func (a Action) From() []JobState {
	switch a {
	case Start:
		return []JobState{Planned}
	case Pause:
		return []JobState{Running}
	case Resume:
		return []JobState{Paused}
	case RetryFailed:
		return []JobState{Running, Finished}
	case Cancel:
		return []JobState{Planning, Planned, Running, Paused}
	}
	return nil
}

// To is the state that an action leads to.
func (a Action) To() JobState {
	switch a {
	case Pause:
		return Paused
	case Cancel:
		return Canceled
	}
	return Running
}

// Records keep orders and rows. Each method is one transaction. Absence, and another project's, is
// media.NotFound.
type Records interface {
	// CreateImportJob records an order. One that does not wait for a body is planned at once.
	CreateImportJob(ctx context.Context, j Job, in Input, waits bool) error
	// ImportJob loads one with its counts.
	ImportJob(ctx context.Context, projectID int64, id string) (Job, error)
	// ImportJobs returns a page, newest first, and how many there are.
	ImportJobs(ctx context.Context, projectID int64, offset, limit int) ([]Job, int, error)
	// ImportItems returns a page of rows in a state, "" for any, by line, and how many there are.
	ImportItems(ctx context.Context, jobID string, state ItemState, offset, limit int) ([]Item, int, error)
	// ImportItemsAfter returns rows beyond a line with their videos, by line.
	ImportItemsAfter(ctx context.Context, jobID string, line int64, limit int) ([]Item, error)
	// ChangeImportJob takes an action with all that it does to rows, and returns the uploads that
	// should bring no more bytes. In a wrong state it is media.Conflict.
	ChangeImportJob(ctx context.Context, projectID int64, id string, a Action) (uploads []string, err error)
}

// Plan is an order while it is planned.
type Plan struct {
	Job

	Input   Input
	Spooled bool  // the rows are written down
	Line    int64 // recorded up to here
}

// Plans turn rows into items.
type Plans interface {
	// ImportPlan loads an order of any project.
	ImportPlan(ctx context.Context, id string) (Plan, error)
	// SpooledImport records that the rows are written down and has them planned.
	SpooledImport(ctx context.Context, id string) error
	// PlanImportItems records rows as items: queued, or skipped when they are held. Rows up to the
	// plan's line are recorded already and left out.
	PlanImportItems(ctx context.Context, id string, rows []Entry) error
	// EndImportPlan ends planning: failed with a reason, else planned or running. An order that is
	// not being planned stays as it is.
	EndImportPlan(ctx context.Context, id string, why *media.Refusal) error
}

// Feeding is what there is to know of an order while its rows are fetched.
type Feeding struct {
	ID        string
	ProjectID int64
	State     JobState
	Options   Options
	Listing   *Listing // nil = the rows have URLs of their own
	Queued    bool     // rows are left
	Settling  bool     // some are being processed
	Fetching  []Watched
}

// Watched is a row under way, and what others have recorded about it.
type Watched struct {
	Line     int64
	State    ItemState
	Host     string
	Attempts int
	SHA256   string // the file must have; "" = any
	Reason   string
	ImportID string
	VideoID  string
	Row      []byte // of one whose import is done and which is still fetching

	Import   pull.State // "" = there is no record
	Failure  *media.Refusal
	Fetches  int         // of the import
	Video    media.State // "" = there is none
	Verdict  *media.Refusal
	Got      string // SHA-256 of the source; "" = not computed
	Received int64  // bytes of the source
}

// Settlement is the next state of a watched row.
type Settlement struct {
	Line     int64
	ImportID string // the row must still have it
	From, To ItemState
	Reason   string
	Attempts int
	Bytes    int64
	NextAt   time.Time // of a row that is queued again
	Doom     bool      // its video is not what the row means, and goes to the bin
}

// Turn is a queued row whose turn has come.
type Turn struct {
	JobID string
	Line  int64
	Host  string
	Row   []byte
}

// Claim is what a row wants beside its video.
type Claim struct {
	JobID           string
	Line            int64
	Directory       []string // names, the outermost first
	ReimportDeleted bool
}

// Feeds move rows on.
type Feeds interface {
	// FeedImport loads an order of any project, and notes that it is being fed.
	FeedImport(ctx context.Context, id string) (Feeding, error)
	// ProcessingItems returns rows that are being processed, beyond a line.
	ProcessingItems(ctx context.Context, id string, line int64, limit int) ([]Watched, error)
	// SettleItems applies settlements whose rows are still as they were.
	SettleItems(ctx context.Context, id string, s []Settlement) error
	// NextItems returns queued rows by line, leaving out hosts that have perHost rows under way or
	// want to be left alone.
	NextItems(ctx context.Context, id string, perHost, limit int) ([]Turn, error)
	// FetchItem begins the import of a row as pull.Store's BeginImport does, with the row's
	// claim, in one transaction. ErrSettled: another row holds its name.
	FetchItem(ctx context.Context, c Claim, imp pull.Import, b upload.Beginning) (pull.Import, error)
	// FinishImport ends a running order that has nothing left. Whoever wants to know is told by
	// the event media.ImportFinished, once: not again when rows are retried.
	FinishImport(ctx context.Context, id string) error
}
