package resumable

import "net/http"

// version is the interop version of a request, 0 when it is none that is spoken here.
type version int

const (
	draft05 version = 6
	draft11 version = 8
	draft12 version = 9
)

func versionOf(h http.Header) version {
	n, _ := integer(h, "Upload-Draft-Interop-Version")
	switch v := version(n); v {
	case draft05, draft11, draft12:
		return v
	}
	return 0
}

// replays reports whether completing what is complete gets the same answer again. The drafts
// before -12 want it refused.
func (v version) replays() bool { return v != draft05 && v != draft11 }
