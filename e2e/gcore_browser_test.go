package e2e

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// fromUppy is what gcore_uppy.mjs reports.
type fromUppy struct {
	sent

	UploadURL string `json:"uploadUrl"`
	Succeeded int
	Removed   bool
	Errors    []string
}

// uppy uploads a file from a page with Uppy.
func (r uploadRight) uppy(t *testing.T, f file, args ...string) fromUppy {
	t.Helper()
	args = append(args, "--file", f.path)
	for name, value := range r.gcoreMetadata() {
		args = append(args, "--metadata", name+"="+value)
	}
	var u fromUppy
	visit(t, &u, "gcore_uppy.mjs", append(args, r.endpoint("https"))...)
	if len(u.Errors) > 0 {
		t.Errorf("the page shows %v", u.Errors)
	}
	return u
}

// A page sends a file with Uppy while the network dies, and another one while its user pauses.
func TestGcoreUppy(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	f := video(t, gcoreFile)
	for _, tt := range []struct {
		name   string
		faults []fault
		args   []string
	}{
		{name: "cut", faults: []fault{{cut, 14_000_000}}},
		{name: "paused", args: []string{"--pause", "10000000"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := startProxy(t, s, tt.faults...)
			right := s.by(p).uploadRight(t, s.stream(t, map[string]any{"name": tt.name}).ID)
			u := right.uppy(t, f, tt.args...)
			resumed(t, u.sent, gcoreChunk)
			if p.pending() != 0 || u.Succeeded != 1 || u.Sent != f.size || !strings.HasPrefix(u.UploadURL, right.endpoint("https")) {
				t.Errorf("%d faults are left; the page reports %+v", p.pending(), u)
			}
			s.holdsStream(t, right.Video.ID, f)
		})
	}
}

// The user takes the file away in the middle: the upload is over, and the video waits for another.
func TestGcoreUppyRemoves(t *testing.T) {
	t.Parallel()
	s := start(t, options{secure: true})
	right := s.uploadRight(t, s.stream(t, map[string]any{"name": "Removed"}).ID)
	u := right.uppy(t, video(t, gcoreFile), "--remove", "10000000")
	last := u.Requests[len(u.Requests)-1]
	if !u.Removed || last.Method != http.MethodDelete || last.Status != http.StatusNoContent {
		t.Errorf("the page reports %+v", u)
	}
	if v := s.uploadRight(t, right.Video.ID).Video; v.Status != "empty" || v.Error != nil || v.UploadProgress != 0 {
		t.Errorf("afterwards it is %+v", v)
	}
	f := video(t, 900_000)
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	finished(t, s.gcoreCommand(t, ctx, right.endpoint("https"), right.gcoreMetadata(), f))
	s.holdsStream(t, right.Video.ID, f)
}
