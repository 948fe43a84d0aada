package egress

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// target is where a request goes, before its name is looked up.
type target struct {
	host   string // lower-case ASCII, or an address without brackets
	port   uint16
	listed bool // has to be on the allow list: plain http or an unusual port
}

// target reads the destination out of u and refuses what no lookup can make right.
func (g *Guard) target(u *url.URL, use Use) (target, error) {
	switch {
	case len(u.String()) > maxURL:
		return target{}, refuse("long URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return target{}, refuse("scheme")
	case u.Opaque != "" || u.Host == "":
		return target{}, refuse("no host")
	case u.User != nil:
		return target{}, refuse("user info")
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return target{}, refuse("host")
	}
	port, err := portOf(u)
	if err != nil {
		return target{}, refuse("port")
	}
	t := target{host: host, port: port, listed: !g.usualPort(port)}
	if u.Scheme == "http" && use == Webhook && !g.plain {
		t.listed = true
	}
	return t, g.checkTarget(t)
}

func (g *Guard) checkTarget(t target) error {
	if ip, err := netip.ParseAddr(t.host); err == nil {
		return g.checkAddr(t, ip)
	}
	// The C library reads 2130706433, 0x7f000001, 0177.0.0.1 and 127.1 as
	// addresses, Go's resolver as names. No real name ends in a number.
	if endsInNumber(t.host) {
		return refuse("address spelling")
	}
	if t.listed && !g.allow.hasName(t.host) && len(g.allow.prefixes) == 0 {
		return refuse("scheme or port")
	}
	return nil
}

func (g *Guard) usualPort(p uint16) bool {
	return p == 80 || p == 443 || p >= 1024 && !g.denied[p]
}

func portOf(u *url.URL) (uint16, error) {
	text := u.Port()
	switch {
	case text == "" && u.Scheme == "https":
		return 443, nil
	case text == "":
		return 80, nil
	}
	return parsePort(text)
}

func parsePort(text string) (uint16, error) {
	p, err := strconv.ParseUint(text, 10, 16)
	if err != nil || p == 0 {
		return 0, errors.New("not a port")
	}
	return uint16(p), nil
}

// asciiHost returns the form of a host that net/http is going to dial. Letters
// that merely look like digits or dots become them here, as they do there.
func asciiHost(host string) (string, error) {
	if strings.Contains(host, "%") {
		return "", errors.New("zone in host")
	}
	for _, c := range []byte(host) {
		if c >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(host)
			if err != nil {
				return "", err
			}
			host = ascii
			break
		}
	}
	if host == "" || len(host) > 254 { // 253 and a final dot, RFC 1035 section 2.3.4
		return "", errors.New("no host name")
	}
	return strings.ToLower(host), nil
}

// endsInNumber reports whether the last label is a decimal, octal or
// hexadecimal number, which makes the whole an IPv4 address to some parsers
// (URL Standard, "ends in a number checker").
func endsInNumber(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(last, "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}
