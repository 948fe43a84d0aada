package speech

import (
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// State is where a task stands.
type State string

// The states of a task. It goes from the first to one of the last three; those are final,
// except that captions which are wished for anew begin again.
const (
	Waiting  State = "waiting"
	Running  State = "running" // at least one attempt was made
	Done     State = "done"
	Failed   State = "failed"
	Canceled State = "canceled"
)

// Over reports whether nothing happens any more.
func (s State) Over() bool { return s == Done || s == Failed || s == Canceled }

// Task is a transcription of one video. What was said is stored in parts, see [PartKey];
// the record says how many there are and how far they reach.
type Task struct {
	ID        string // a UUID; of the captions that a video's wishes ask for, the video's own
	ProjectID int64
	VideoID   string
	Address   string // of the video, as whoever ordered the task wrote it; "" = nobody did
	Language  string // RFC 5646, as asked for; "" = to be found out
	Captions  bool   // the result is shown with the video
	State     State
	Parts     int            // that are stored
	Heard     time.Duration  // of the video, from its start
	Length    time.Duration  // of the video; 0 = not known yet
	Found     string         // the language that was heard; "" = none yet, or the engine does not say
	Failure   *media.Refusal // why it failed
	CreatedAt time.Time
	UpdatedAt time.Time  // of the last progress
	StartedAt *time.Time // of the first attempt
	EndedAt   *time.Time
}

// Progress is how much is done, in per cent: 100 when all is, and only then.
func (t Task) Progress() int {
	switch {
	case t.State == Done:
		return 100
	case t.Length <= 0:
		return 0
	}
	return int(min(99, 100*t.Heard/t.Length))
}

// Spoken is the language that the next piece is taken for: what was asked for or heard before.
func (t Task) Spoken() string {
	if t.Language != "" {
		return t.Language
	}
	return t.Found
}

// PartKey is where part n of what was said is stored, a [Transcript] as JSON whose times count
// from the start of the video. It goes with the video.
func PartKey(t Task, n int) string {
	return fmt.Sprintf("%s/speech/%s/%d.json", media.VideoPrefix(t.VideoID), t.ID, n)
}
