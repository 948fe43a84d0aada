package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwarded makes r tell of the client instead of the proxy: r.RemoteAddr, r.Host
// and, always, r.URL.Scheme. The headers of a peer that is not trusted are ignored;
// anybody can send them.
func forwarded(trusted []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Scheme = "http"
		if r.TLS != nil {
			r.URL.Scheme = "https"
		}
		if peer, ok := address(r.RemoteAddr); ok && contains(trusted, peer) {
			r.RemoteAddr = client(trusted, peer, r.Header.Values("X-Forwarded-For")).String()
			if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
				r.URL.Scheme = proto
			}
			if host := r.Header.Get("X-Forwarded-Host"); isHost(host) {
				r.Host = host
			}
		}
		next.ServeHTTP(w, r)
	})
}

// BaseURL is the start of every absolute link in the answer to r: the configured
// public URL, or what the client itself asked. It has no trailing slash.
func BaseURL(publicURL string, r *http.Request) string {
	if publicURL != "" {
		return publicURL
	}
	scheme := r.URL.Scheme
	if scheme == "" { // outside of a Stack
		scheme = "http"
		if r.TLS != nil {
			scheme = "https"
		}
	}
	return scheme + "://" + r.Host
}

// client walks the chain from the nearest hop outwards and stops at the first
// address that is not a trusted proxy: everything before it may be invented.
func client(trusted []netip.Prefix, peer netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	for _, hop := range slices.Backward(hops) {
		addr, ok := address(strings.TrimSpace(hop))
		if !ok {
			return peer
		}
		peer = addr
		if !contains(trusted, addr) {
			return peer
		}
	}
	return peer
}

// address reads "1.2.3.4", "1.2.3.4:5" and "[::1]:5".
func address(s string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return addr.Unmap(), err == nil
}

func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// isHost accepts a host with an optional port, as a link may contain it.
func isHost(s string) bool {
	return s != "" && len(s) <= 255 && !strings.ContainsFunc(s, func(c rune) bool {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.ContainsRune(".-:[]", c):
			return false
		}
		return true
	})
}
