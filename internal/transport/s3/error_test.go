package s3

import (
	"net/http"
	"testing"

	"github.com/tributary-video/tributary/internal/media"
)

// Every kind of error has a code, and only what nobody foresaw is InternalError.
func TestCodeOfKinds(t *testing.T) {
	for _, kind := range media.Kinds() {
		code := codeOf(kind)
		if (code == InternalError) != (kind == media.Internal) {
			t.Errorf("kind %d is %s", kind, code)
		}
		if status := code.status(); http.StatusText(status) == "" || status < 400 {
			t.Errorf("%s has status %d", code, status)
		}
	}
}
