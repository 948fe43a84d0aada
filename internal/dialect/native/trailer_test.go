package native_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// patchTrailing sends a chunk whose checksum comes behind it and returns the status.
func (f *fixture) patchTrailing(t *testing.T, at, body, sum string) int {
	t.Helper()
	// A body of unknown size is sent in pieces, after which a trailer may come.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, f.server.URL+at, io.MultiReader(strings.NewReader(body)))
	must(t, err)
	for _, h := range []string{tusVersion, bearer, octets, "Upload-Offset: 0"} {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	req.Trailer = http.Header{"Upload-Checksum": {sum}}
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	must(t, resp.Body.Close())
	return resp.StatusCode
}
