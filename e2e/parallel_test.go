package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// neutral is the endpoint that belongs to no vendor.
func neutral() sample {
	return sample{name: "native", endpoint: "/v1/tus", args: []string{
		"--metadata", "filename=clip.mp4", "--metadata", "filetype=video/mp4", "--delays", "0,100,1000",
	}}
}

// A file in three parts side by side, none of which ends where a block of storage does, is
// joined without a copy and comes back as it was.
func TestTusJSParallel(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	f := video(t, 1_000_003)
	for _, client := range []string{"tus-js-client", "tus-js-client-5"} {
		t.Run(client, func(t *testing.T) {
			r := neutral().upload(t, s.URL, s.bearer(), f, "--parallel", "3", "--client", client)
			methods := map[string]int{}
			for _, q := range r.Requests {
				methods[q.Method]++
				// The client looks at responses out of order: only the set of statuses is sure.
				if !slices.Contains([]int{0, http.StatusCreated, http.StatusNoContent}, q.Status) {
					t.Errorf("%s is answered %d", q.Method, q.Status)
				}
			}
			if methods[http.MethodPost] != 4 || methods[http.MethodPatch] != 3 || r.Sent != f.size {
				t.Errorf("%d bytes in %v", r.Sent, methods)
			}
			s.holds(t, r.MediaID, f)
		})
	}
}

// Parts in chunks, and the server killed in the middle of them.
func TestTusJSParallelCrash(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	through := startProxy(t, s)
	f := video(t, 9_000_001)
	kills := 0
	through.when(4_000_000, func() { kills++; s.crash() })
	r := neutral().upload(t, through.URL, s.bearer(), f, "--parallel", "3", "--chunk", "500000", "--delays", "0,200,500,1000,2000,3000")
	if s.holds(t, r.MediaID, f); kills != 1 {
		t.Errorf("the server was killed %d times", kills)
	}
}

// One request of everything, as on the vendors' endpoints.
func TestTusJSNeutral(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	for _, size := range []int{0, 3_000_000} {
		f := video(t, size)
		r := neutral().upload(t, s.URL, s.bearer(), f)
		if r.MediaID == "" {
			t.Fatal("the client does not learn which video it made")
		}
		s.holds(t, r.MediaID, f)
	}
}
