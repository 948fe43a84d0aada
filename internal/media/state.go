package media

import "slices"

// State is where a video stands on its way from a name to something that plays.
// It is changed only by compare-and-set along [State.CanBecome].
type State string

const (
	// Created: the record exists and no byte has been offered.
	Created State = "created"
	// Uploading: an upload is open and may be resumed.
	Uploading State = "uploading"
	// Processing: the source is complete; nothing plays yet.
	Processing State = "processing"
	// Viewable: at least one quality plays from start to end.
	Viewable State = "viewable"
	// Ready: every planned quality plays.
	Ready State = "ready"
	// Failed: the source cannot become a video; [Video.Failure] says why.
	Failed State = "failed"
	// Deleted: hidden from everyone but its owner's bin. [Video.PriorState] is
	// where a restore returns to. Bytes live on until the retention ends.
	Deleted State = "deleted"
)

// States lists every state in the order a video usually passes them.
func States() []State {
	return []State{Created, Uploading, Processing, Viewable, Ready, Failed, Deleted}
}

// Next returns the states that s may become. ARCHITECTURE.md draws this table
// and a test compares the two.
func (s State) Next() []State {
	switch s {
	case Created:
		return []State{Uploading, Processing, Failed, Deleted}
	case Uploading: // back to Created when the upload is terminated or expires
		return []State{Created, Processing, Failed, Deleted}
	case Processing: // straight to Ready when one step publishes everything
		return []State{Viewable, Ready, Failed, Deleted}
	case Viewable:
		return []State{Ready, Deleted}
	case Ready:
		return []State{Deleted}
	case Failed: // again, where an API takes another source for one that failed its check
		return []State{Uploading, Deleted}
	case Deleted: // back to wherever it was
		return []State{Created, Uploading, Processing, Viewable, Ready, Failed}
	}
	return nil
}

// CanBecome reports whether the table allows the step from s to next.
func (s State) CanBecome(next State) bool {
	return slices.Contains(s.Next(), next)
}

// Playable reports whether a viewer may be given a playlist.
func (s State) Playable() bool { return s == Viewable || s == Ready }
