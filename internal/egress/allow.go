package egress

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Allow is the operator's list of private destinations. The zero value is empty.
type Allow struct {
	prefixes []netip.Prefix
	names    []string
}

// ParseAllow reads a list of CIDRs, addresses and exact host names.
//
// A CIDR opens its addresses, whatever name led there. A host name opens itself:
// it may resolve to private, shared and loopback addresses beside public
// ones, but not to link-local or otherwise special ones, because whoever answers
// for the name must not be able to point it at a cloud's metadata service.
func ParseAllow(items []string) (Allow, error) {
	var a Allow
	for _, item := range items {
		if err := a.add(strings.TrimSpace(item)); err != nil {
			return Allow{}, fmt.Errorf("parse allowed destination %q: %w", item, err)
		}
	}
	return a, nil
}

func (a *Allow) add(item string) error {
	if strings.Contains(item, "/") {
		p, err := netip.ParsePrefix(item)
		if err != nil {
			return fmt.Errorf("not a CIDR: %w", err)
		}
		if p.Addr().Is4In6() {
			return fmt.Errorf("write an IPv4 range in its own form, not inside IPv6")
		}
		a.prefixes = append(a.prefixes, p.Masked())
		return nil
	}
	if ip, err := netip.ParseAddr(strings.Trim(item, "[]")); err == nil {
		if ip.Zone() != "" {
			return fmt.Errorf("an address with a zone is never connected to")
		}
		ip = ip.Unmap()
		a.prefixes = append(a.prefixes, netip.PrefixFrom(ip, ip.BitLen()))
		return nil
	}
	name, err := asciiHost(item)
	if err != nil || strings.ContainsAny(name, ":*@[]") {
		return fmt.Errorf("neither a CIDR nor an address nor a host name")
	}
	a.names = append(a.names, name)
	return nil
}

func (a Allow) hasName(host string) bool { return slices.Contains(a.names, host) }

func (a Allow) hasAddr(ip netip.Addr) bool {
	return slices.ContainsFunc(a.prefixes, func(p netip.Prefix) bool { return p.Contains(ip) })
}
