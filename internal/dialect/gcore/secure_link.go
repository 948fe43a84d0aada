package gcore

import (
	"crypto/md5" //nolint:gosec // the vendor's scheme; see linkToken
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/netip"
	"regexp"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// minLinkSecret is how long the secret of secure links must be, in bytes. Whoever has a link can
// try secrets against its token as fast as he can compute MD5.
const minLinkSecret = 16

// linkForm is a path below a video that begins with token and expiry: 16 bytes in base64url, then
// seconds since 1970.
var linkForm = regexp.MustCompile(`^([A-Za-z0-9_-]{22})/([0-9]{1,12})(?:/(.*))?$`)

// linkToken is what a secure link must carry (contract section 11.5). address is "" in a link that is
// good for viewers everywhere.
//
// A hash that begins with its secret can be continued by whoever knows it, but only through bytes that
// are neither digits nor part of an address, of which the rest is made.
func linkToken(place, secret, expires, address string) string {
	sum := md5.Sum([]byte(place + "_" + secret + "_" + expires + "_" + address)) //nolint:gosec // likewise
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// unlock is the path of a file in a video, and where the video then is to the viewer. Where the
// project has a secret, the path is behind a token and an expiry. Only who has the token learns
// that a link has expired.
func (d *Dialect) unlock(r *http.Request, v media.Video) (file, base string, err error) {
	file, base = r.PathValue("file"), "/videos/"+place(v)
	secret := d.cfg.Settings.LinkSecrets[v.ProjectID]
	if secret == "" {
		return file, base, nil
	}
	link := linkForm.FindStringSubmatch(file)
	if link == nil {
		return "", "", forbidden()
	}
	good := subtle.ConstantTimeCompare([]byte(link[1]), []byte(linkToken(place(v), secret, link[2], "")))
	if address := viewerAddress(r); address != "" {
		good |= subtle.ConstantTimeCompare([]byte(link[1]), []byte(linkToken(place(v), secret, link[2], address)))
	}
	if good != 1 {
		return "", "", forbidden()
	}
	until, err := strconv.ParseInt(link[2], 10, 64)
	if err != nil || !d.cfg.Now().Before(time.Unix(until, 0)) {
		return "", "", fault{http.StatusGone, "Gone"}
	}
	return link[3], base + "/" + link[1] + "/" + link[2], nil
}

func forbidden() error { return fault{http.StatusForbidden, "Forbidden"} }

// viewerAddress is where a request comes from, as links spell it; "" when that is unknown. Behind
// trusted proxies the address has no port any more.
func viewerAddress(r *http.Request) string {
	address, err := netip.ParseAddr(r.RemoteAddr)
	if err != nil {
		withPort, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return ""
		}
		address = withPort.Addr()
	}
	return address.Unmap().WithZone("").String()
}
