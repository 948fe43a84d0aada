package pull

import (
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// refuses reports whether the name that a URL ends in says what is behind it, and that is
// not wanted.
func (o Origin) refuses(u *url.URL) bool {
	return slices.Contains(o.Refused, strings.ToLower(path.Ext(u.Path)))
}

// refusesAnswer reports whether an answer turns out to be what is not wanted: by its type, or
// by the name that redirects have led to.
func (o Origin) refusesAnswer(resp *http.Response) bool {
	led := resp.Request != nil && o.refuses(resp.Request.URL)
	return led || isManifest(resp.Header.Get("Content-Type"))
}

// isManifest reports whether a content type is that of an HLS or DASH playlist. What it
// describes is elsewhere.
func isManifest(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch kind {
	case "application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl", "application/dash+xml":
		return true
	}
	return false
}
