package migration

import (
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 2, 3, 10, 0, 0, 0, time.UTC)
	busy := &media.Refusal{Code: pull.OriginStatus, Text: "The origin answered 503."}
	for name, tt := range map[string]struct {
		w        Watched
		signed   bool
		to       ItemState // "" = nothing has happened
		reason   string
		attempts int
	}{
		"waits":                 {w: Watched{State: Fetching, Import: pull.Waiting}},
		"runs":                  {w: Watched{State: Fetching, Import: pull.Running}},
		"held":                  {w: Watched{State: Fetching, Import: "held"}},
		"fetched":               {w: Watched{State: Fetching, Import: pull.Done, Attempts: 3, Fetches: 1}, to: Processing, attempts: 5},
		"another file":          {w: Watched{State: Fetching, Import: pull.Done, SHA256: "a", Got: "b"}, to: Failed, reason: wrongChecksum, attempts: 1},
		"not summed yet":        {w: Watched{State: Fetching, Import: pull.Done, SHA256: "a"}, to: Processing, attempts: 1},
		"refused":               {w: Watched{State: Fetching, Import: pull.Failed, Fetches: 2, Failure: &media.Refusal{Code: "not_media"}}, to: Failed, reason: "File Invalid", attempts: 3},
		"put off":               {w: Watched{State: Fetching, Import: pull.Paused}},
		"put off for too long":  {w: Watched{State: Fetching, Import: pull.Failed, Failure: busy}, to: Failed, reason: "Unexpected answer from the origin: 503", attempts: 1},
		"an expired link":       {w: Watched{State: Fetching, Import: pull.Failed, Fetches: 2, Failure: &media.Refusal{Code: pull.OriginForbidden}}, signed: true, to: Queued, attempts: 3},
		"one of the customer's": {w: Watched{State: Fetching, Import: pull.Failed, Fetches: 2, Failure: &media.Refusal{Code: pull.OriginForbidden}}, to: Failed, reason: "Access to the origin is forbidden", attempts: 3},
		"signed in vain":        {w: Watched{State: Fetching, Import: pull.Failed, Fetches: 2, Attempts: 6, Failure: &media.Refusal{Code: pull.OriginForbidden}}, signed: true, to: Failed, reason: "Access to the origin is forbidden", attempts: 9},
		"taken over":            {w: Watched{State: Fetching, Import: pull.Cancelled, Video: media.Processing}, to: Failed, reason: Superseded},
		"deleted meanwhile":     {w: Watched{State: Fetching, Import: pull.Cancelled, Video: media.Deleted}, to: Failed, reason: WasDeleted},
		"forgotten":             {w: Watched{State: Fetching}, to: Queued},
		"processing":            {w: Watched{State: Processing, Video: media.Processing}},
		"viewable":              {w: Watched{State: Processing, Video: media.Viewable}, to: Done},
		"ready":                 {w: Watched{State: Processing, Video: media.Ready, SHA256: "a", Got: "a"}, to: Done},
		"ready, not summed":     {w: Watched{State: Processing, Video: media.Ready, SHA256: "a"}, to: Done, reason: Unverified},
		"ready, another file":   {w: Watched{State: Processing, Video: media.Ready, SHA256: "a", Got: "b"}, to: Failed, reason: wrongChecksum},
		"no media":              {w: Watched{State: Processing, Video: media.Failed, Verdict: &media.Refusal{Code: media.NoTracks}}, to: Failed, reason: "Video file has empty streams"},
		"deleted":               {w: Watched{State: Processing, Video: media.Deleted}, to: Failed, reason: WasDeleted},
	} {
		s, ok := judge(tt.w, tt.signed, now)
		if ok != (tt.to != "") || ok && (s.To != tt.to || s.Reason != tt.reason || s.Attempts != tt.attempts || s.From != tt.w.State) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
