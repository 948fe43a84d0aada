package gcore

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// TestTusStatuses: every kind of error has a status, and only trouble of our own is 5xx.
func TestTusStatuses(t *testing.T) {
	for _, kind := range media.Kinds() {
		f := tusFaultOf(media.Errorf(kind, "secret"), nil, false)
		ours := kind == media.Internal || kind == media.Unavailable || kind == media.NoSpace
		if f.status < 400 || (f.status >= 500) != ours || f.text == "secret" {
			t.Errorf("kind %d: %d %q", kind, f.status, f.text)
		}
	}
}
