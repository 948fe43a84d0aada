package egress

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"
)

// dial returns the dialer of a connection pool. The lookup and the choice among
// several addresses are the standard library's; each address is judged
// after the socket is made and before it connects, so what is judged is what is
// connected to.
func (g *Guard) dial(listedOnly bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, portText, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("split address: %w", err)
		}
		port, err := parsePort(portText)
		if err != nil {
			return nil, refuse("port")
		}
		t := target{host: strings.ToLower(host), port: port, listed: listedOnly || !g.usualPort(port)}
		d := net.Dialer{
			Timeout:  g.limits.connect,
			Resolver: g.resolver,
			ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
				return g.control(t, network, address)
			},
		}
		return d.DialContext(ctx, network, address)
	}
}

// control judges the address a socket is about to connect to.
func (g *Guard) control(t target, network, address string) error {
	if network != "tcp4" && network != "tcp6" {
		return refuse("network")
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return refuse("unreadable address")
	}
	t.port = ap.Port()
	return g.checkAddr(t, ap.Addr())
}

// checkAddr is the rule: may a request to t connect to ip?
func (g *Guard) checkAddr(t target, ip netip.Addr) error {
	if ip.Zone() != "" {
		return refuse("zone")
	}
	ip = ip.Unmap()
	switch special := within(g.refused, ip); {
	case ip.IsUnspecified(), g.isOwn(ip, t.port):
		return refuse("own address")
	case g.allow.hasAddr(ip):
		return nil
	case g.allow.hasName(t.host) && (!special || local(ip)):
		return nil
	case special:
		return refuse("address range")
	case t.listed:
		return refuse("scheme or port")
	}
	return nil
}

// isOwn reports whether this server listens there.
func (g *Guard) isOwn(ip netip.Addr, port uint16) bool {
	return slices.ContainsFunc(g.own, func(own netip.AddrPort) bool {
		if own.Port() != port {
			return false
		}
		addr := own.Addr().Unmap().WithZone("")
		return addr == ip || addr.IsUnspecified() && ofThisMachine(ip)
	})
}

// ofThisMachine asks anew each time: addresses come and go. When the system
// does not say, ip counts as ours.
func ofThisMachine(ip netip.Addr) bool {
	if ip.IsLoopback() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	return slices.ContainsFunc(addrs, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		if !ok {
			return false
		}
		other, ok := netip.AddrFromSlice(n.IP)
		return ok && other.Unmap() == ip
	})
}
