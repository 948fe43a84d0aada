package egress

import (
	"fmt"
	"net/http"
	"net/url"
)

// checkRedirect decides on following a redirect. The destination itself is
// judged when the next request is sent.
func (u Use) checkRedirect(req *http.Request, via []*http.Request) error {
	if u != Import {
		return http.ErrUseLastResponse
	}
	last := via[len(via)-1]
	if len(via) > maxRedirects {
		return refuse("redirects")
	}
	if last.URL.Scheme == "https" && req.URL.Scheme != "https" {
		return refuse("redirect away from https")
	}
	// It would tell the next origin the whole URL of this one, with the signature in its query.
	req.Header.Del("Referer")
	home := origin(via[0].URL)
	for _, r := range append(via[1:len(via):len(via)], req) {
		if origin(r.URL) != home {
			dropCallerHeaders(req.Header)
		}
	}
	return nil
}

// dropCallerHeaders keeps what an import itself sends. net/http drops only
// the credentials it knows by name, and only between unrelated domains; a customer's
// header may be a credential under any name. Once the chain has left the first
// origin they stay away, also when it returns: the way back was chosen by someone else.
func dropCallerHeaders(h http.Header) {
	for name := range h {
		switch name {
		case "Accept", "If-Range", "Range", "User-Agent":
		default:
			delete(h, name)
		}
	}
}

// origin is scheme, host and port, the port spelled out. Both parts have
// passed the check of their request, except the newest, which will.
func origin(u *url.URL) string {
	host, _ := asciiHost(u.Hostname())
	port, _ := portOf(u)
	return fmt.Sprintf("%s %s %d", u.Scheme, host, port)
}
