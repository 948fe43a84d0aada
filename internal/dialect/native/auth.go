package native

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/auth"
)

// grant says whose key a request has. It stands behind the word Bearer, or behind APIKey, as clients of
// Gcore's API have it, whose contract the imports are part of.
func (a *API) grant(r *http.Request) (auth.Grant, error) {
	if values := r.Header.Values("Authorization"); len(values) == 1 {
		if scheme, key, _ := strings.Cut(values[0], " "); strings.EqualFold(scheme, "APIKey") {
			return a.cfg.Keys.Verify(r.Context(), strings.TrimSpace(key))
		}
	}
	return a.cfg.Keys.Bearer(r)
}
