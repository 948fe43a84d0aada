package e2e

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
)

// fromPage uploads f to base from a page in Chromium, and checks that it is kept.
func (s *server) fromPage(t *testing.T, base string, f file, args ...string) sent {
	t.Helper()
	var r sent
	visit(t, &r, "tus.mjs", append(append([]string{"--file", f.path}, args...), base+tusPath, s.Key)...)
	t.Logf("requests: %v", r.Requests)
	if r.Sent != f.size {
		t.Errorf("the page believes that it sent %d of %d bytes", r.Sent, f.size)
	}
	s.keeps(t, r.MediaID, f.sum)
	return r
}

// methods counts the requests by method and checks that each was answered.
func (r sent) methods(t *testing.T) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, q := range r.Requests {
		count[q.Method]++
		if !slices.Contains([]int{http.StatusOK, http.StatusCreated, http.StatusNoContent}, q.Status) {
			t.Errorf("%s at %d is answered %d", q.Method, q.Offset, q.Status)
		}
	}
	return count
}

// A page sends three parts side by side, none of which ends where a block does.
func TestBrowserParallel(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	r := s.fromPage(t, s.URL, video(t, 7_000_003), "--parallel", "3")
	if m := r.methods(t); m[http.MethodPost] != 4 || m[http.MethodPatch] != 9 {
		t.Errorf("requests: %v, want 4 POST and 9 PATCH", m)
	}
}

// A page sends a stream, as a recorder does, and says at the end how long it was.
func TestBrowserStream(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	r := s.fromPage(t, s.URL, video(t, 7_000_003), "--stream")
	if m := r.methods(t); m[http.MethodPost] != 1 || m[http.MethodPatch] < 7 {
		t.Errorf("requests: %v, want 1 POST and at least 7 PATCH", m)
	}
}

// A page is reloaded in the middle. The next one finds the upload and goes on where the
// server says, never again from 0.
func TestBrowserReload(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	slow := startProxy(t, s, slices.Repeat([]fault{{drip, 0}}, 1000)...) // one for each connection
	const acknowledged = 4 << 20
	r := s.fromPage(t, slow.URL, video(t, 17_825_792), "--reload", strconv.Itoa(acknowledged))
	resumed(t, r, acknowledged)
	asked := false
	for _, q := range r.Requests {
		asked = asked || q.Method == http.MethodHead && q.Status == http.StatusOK
		if asked && (q.Method == http.MethodPost || q.Method == http.MethodPatch && q.Offset < acknowledged) {
			t.Errorf("the second page sends %s at %d", q.Method, q.Offset)
		}
	}
	if !asked {
		t.Error("the second page did not ask where to go on")
	}
}
