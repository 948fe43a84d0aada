package player

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// plainHost keeps out what RFC 3986 allows in a host and a policy would take
// for its own punctuation: ";", "," and "'".
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._\-\[\]:]+$`)

// policy is a page's Content-Security-Policy. media lists the origins besides our own
// that playlists, segments and pictures come from.
type policy struct {
	media     []string
	ancestors string // who may put the page into a frame
	forms     string // where its forms may go
}

func (p policy) String() string {
	media := strings.Join(append([]string{"'self'"}, p.media...), " ")
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'", // see the package comment
		"img-src " + media,
		"media-src blob: " + media, // Media Source Extensions play from a blob: URL
		"connect-src " + media,
		"base-uri 'none'",
		"form-action " + p.forms,
		"frame-ancestors " + p.ancestors,
	}, "; ")
}

// setHeaders completes the headers of an HTML page. The address of a private video
// carries its signature, so no other host may learn it from a Referer.
func (p policy) setHeaders(h http.Header) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.String())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "private, no-cache")
}

// origins returns the distinct origins of the absolute http(s) URLs among raw.
func origins(raw ...string) []string {
	var found []string
	for _, s := range raw {
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !plainHost.MatchString(u.Host) {
			continue
		}
		if origin := u.Scheme + "://" + u.Host; !slices.Contains(found, origin) {
			found = append(found, origin)
		}
	}
	return found
}
