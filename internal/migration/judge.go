package migration

import (
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// maxSignings is how often a link is signed for one row.
const maxSignings = 3

// judge says what a watched row has become, and false while it is what it was. signed is
// whether its link was made for it and may have expired.
func judge(w Watched, signed bool, now time.Time) (Settlement, bool) {
	s := Settlement{Line: w.Line, ImportID: w.ImportID, From: w.State, Attempts: w.Attempts, Bytes: w.Received}
	if w.State == Processing {
		return s.ofVideo(w)
	}
	if w.Import == pull.Done || w.Import == pull.Failed {
		s.Attempts += w.Fetches + 1 // nobody counts the last one, since none follows it
	}
	switch w.Import {
	case pull.Done:
		if w.SHA256 != "" && w.Got != "" && w.Got != w.SHA256 {
			return s.mismatch(), true
		}
		s.To = Processing
		return s, true
	case pull.Failed:
		return s.ofFailure(w, signed, now), true
	case pull.Cancelled:
		s.To, s.Reason, s.Bytes = Failed, Superseded, 0
		if w.Video == media.Deleted {
			s.Reason = WasDeleted
		}
		return s, true
	case "": // its record is forgotten, a month after whatever ended it
		s.To, s.NextAt = Queued, now
		return s, true
	}
	return s, false
}

// ofVideo is the verdict on a row whose bytes are here.
func (s Settlement) ofVideo(w Watched) (Settlement, bool) {
	if w.SHA256 != "" && w.Got != "" && w.Got != w.SHA256 {
		return s.mismatch(), true
	}
	switch w.Video {
	case media.Viewable, media.Ready:
		s.To, s.Reason = Done, w.Reason
		if w.SHA256 != "" && w.Got == "" {
			s.Reason = Unverified
		}
	case media.Failed:
		s.To, s.Reason = Failed, reasonOf(w.Verdict)
	case media.Deleted, "":
		s.To, s.Reason = Failed, WasDeleted
	default:
		return s, false
	}
	return s, true
}

func (s Settlement) mismatch() Settlement {
	s.To, s.Reason, s.Doom = Failed, wrongChecksum, true
	return s
}

// ofFailure is the verdict on a row whose import failed: most are final, since package pull has
// tried often enough.
func (s Settlement) ofFailure(w Watched, signed bool, now time.Time) Settlement {
	s.To, s.Reason, s.Bytes = Failed, reasonOf(w.Failure), 0
	expired := signed && w.Failure != nil && w.Failure.Code == pull.OriginForbidden
	if expired && s.Attempts < maxSignings*3 { // three requests an import
		s.To, s.Reason, s.NextAt = Queued, "", now
	}
	return s
}

// reasonOf is a failure as the record of a row has it.
func reasonOf(why *media.Refusal) string {
	if why == nil {
		why = &media.Refusal{Code: media.SourceUnreadable}
	}
	return FailureText(*why)
}
