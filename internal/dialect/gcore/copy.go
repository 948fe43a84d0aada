package gcore

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

const (
	// maxOrigin is the longest origin_url, in bytes: as much as a request line will take.
	maxOrigin = 8 << 10
	// maxSource is the largest file, in bytes, by tus or copy (contract section 4).
	maxSource = 30 << 30
)

// origin is where the source of a video is copied from.
type origin struct {
	url    string      // without user and password; "" = nowhere
	header http.Header // for the host of url only; never shown
}

// readOrigin reads origin_url and origin_http_headers. What is wrong with them is in a's
// faults. Whether the address may be reached is found out by the copy: this API never
// refuses one at once.
func readOrigin(a *attributes) origin {
	o := origin{header: readOriginHeaders(a)}
	var text string
	if !a.read("origin_url", &text) || strings.TrimSpace(text) == "" {
		return origin{} // waits for tus
	}
	if len(text) > maxOrigin {
		a.fault("origin_url", tooLong)
		return origin{}
	}
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		a.fault("origin_url", isInvalid)
		return origin{}
	case u.Scheme != "http" && u.Scheme != "https":
		a.fault("origin_url", notSupported)
		return origin{}
	case u.Hostname() == "":
		a.fault("origin_url", isInvalid)
		return origin{}
	}
	o.takeUser(u)
	u.Fragment, u.RawFragment = "", ""
	o.url = u.String()
	return o
}

// takeUser moves user and password from an address, which is shown, to a header, which is not.
// Credentials that were given as a header win.
func (o *origin) takeUser(u *url.URL) {
	if u.User == nil {
		return
	}
	if password, _ := u.User.Password(); o.header.Get("Authorization") == "" {
		if o.header == nil {
			o.header = http.Header{}
		}
		o.header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)))
	}
	u.User = nil
}

// readOriginHeaders reads lines of "Name: value".
func readOriginHeaders(a *attributes) http.Header {
	const name = "origin_http_headers"
	var text string
	if !a.read(name, &text) {
		return nil
	}
	h := http.Header{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			a.fault(name, isInvalid)
			return nil
		}
		field = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(field))
		h[field] = append(h[field], strings.TrimSpace(value))
	}
	if pull.CheckHeader(h) != nil {
		a.fault(name, isInvalid)
		return nil
	}
	return h
}

// startCopy lets the source of a video be copied, in the background. Priority is the API's,
// from -10 to 10, higher ones first. Where the copy is refused for good, the video says why.
// Redirects are followed as far as package egress does for everybody, which is five.
func (d *Dialect) startCopy(ctx context.Context, v media.Video, o origin, priority int) error {
	_, err := d.cfg.Importer.Start(ctx, pull.Order{
		Video: v, URL: o.url, Header: o.header, Priority: -priority, MaxSize: d.maxSource(), Late: true, Again: true,
		// Manifests and their pieces are refused by name, too, as the vendor does.
		Refused: []string{".m3u8", ".mpd", ".ts"},
	})
	return err
}

// maxSource is the smaller of the vendor's limit and the operator's.
func (d *Dialect) maxSource() int64 {
	if own := d.cfg.Transfer.MaxUploadSize; own > 0 && own < maxSource {
		return own
	}
	return maxSource
}
