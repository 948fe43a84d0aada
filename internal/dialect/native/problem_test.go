package native

import (
	"net/http"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// A kind without a row here is a kind somebody added without asking what this
// API's clients do with it.
func TestEveryKindHasAStatus(t *testing.T) {
	want := map[media.Kind]int{
		media.Internal: 500, media.Invalid: 422, media.Unauthorized: 401, media.Forbidden: 403, media.NotFound: 404,
		media.Conflict: 409, media.OffsetMismatch: 409, media.Gone: 410, media.TooLarge: 413, media.WrongType: 415,
		media.WrongVersion: 412, media.Locked: 423, media.TooMany: 429, media.Mismatch: 422, media.NoSpace: 507,
		media.Unavailable: 503,
	}
	for _, kind := range media.Kinds() {
		if want[kind] == 0 || status(kind) != want[kind] {
			t.Errorf("kind %d has status %d, want %d", kind, status(kind), want[kind])
		}
		if http.StatusText(status(kind)) == "" {
			t.Errorf("the problem of kind %d has no title", kind)
		}
	}
}
