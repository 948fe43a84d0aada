package native_test

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// rule sets the settings of the project.
func (f *fixture) rule(t *testing.T, s media.Settings) {
	t.Helper()
	must(t, f.ChangeSettings(t.Context(), f.project.ID, func(old *media.Settings) { *old = s }))
}

// TestLimitsOfTheProject: a POST is refused before a byte is taken, in both protocols alike.
func TestLimitsOfTheProject(t *testing.T) {
	f := newFixture(t)
	for name, tt := range map[string]struct {
		rules  media.Settings
		status int
		detail string
		after  string // Retry-After
	}{
		"size":    {media.Settings{MaxUploadSize: 4}, 413, "upload is larger than 4 bytes", ""},
		"stored":  {media.Settings{MaxStored: 14}, 507, "the project's storage limit of 14 bytes is reached", ""},
		"uploads": {media.Settings{MaxUploads: 1}, 429, "the project's limit of 1 open uploads is reached", "10"},
	} {
		t.Run(name, func(t *testing.T) {
			f.rule(t, media.Settings{})
			open := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 10").header.Get("Location")
			f.rule(t, tt.rules)
			for path, headers := range map[string][]string{
				"/v1/tus":     {tusVersion, "Upload-Length: 5", octets},
				"/v1/uploads": {"Upload-Complete: ?1", "Upload-Length: 5"},
			} {
				a := f.do(t, "POST", path, "01234", append(headers, bearer)...)
				a.wantProblem(t, tt.status, tt.detail)
				if got := a.header.Get("Retry-After"); got != tt.after {
					t.Errorf("%s: Retry-After %q, want %q", path, got, tt.after)
				}
			}
			f.tus(t, 204, "PATCH", open, "0123456789", octets, "Upload-Offset: 0") // goes on
			if total := f.api(t, 200, "GET", "/v1/videos?state=uploading", "")["total"]; total != 0.0 {
				t.Errorf("%v videos wait for what was refused", total)
			}
		})
	}
}

// TestFullStorage answers 507 to who would begin, not to who is at it.
func TestFullStorage(t *testing.T) {
	f := newFixture(t)
	open := f.tus(t, 201, "POST", "/v1/tus", "", "Upload-Length: 2").header.Get("Location")
	f.free.Store(4)
	a := f.do(t, "POST", "/v1/tus", "01234", tusVersion, "Upload-Length: 5", octets, bearer)
	a.wantProblem(t, 507, "not enough space to store the upload")
	f.tus(t, 204, "PATCH", open, "01", octets, "Upload-Offset: 0")
}
