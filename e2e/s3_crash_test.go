package e2e

import (
	"net"
	"strings"
	"testing"
	"time"
)

// The server is killed in the middle of a part and comes back at the same address. Every client
// goes on by itself, and the object is right.
func TestS3CrashInPart(t *testing.T) {
	t.Parallel()
	f := blob(t, 17*mib)
	for _, c := range patient(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{})
			fatal := &relay{to: s.addr, at: 12 * mib, do: s.crash}
			u := c.sends(t, s.through(fatal.start(t)), f)
			if passed := fatal.passed.Load(); passed < f.size+mib {
				t.Errorf("only %d bytes were sent, so the crash came too late", passed)
			}
			s.holdsObject(t, u, f)
		})
	}
}

// through is the server as somebody sees it who speaks to it through a proxy that listens on an address.
func (s *server) through(addr net.Addr) *server {
	scheme, _, _ := strings.Cut(s.URL, ":")
	seen := *s
	seen.URL, seen.addr = scheme+"://"+addr.String(), addr.String()
	return &seen
}

// The server is killed before, while and after it makes an object of its parts. The client asks again by
// itself, and is told the same as if nothing had happened.
func TestS3CrashAtComplete(t *testing.T) {
	t.Parallel()
	f := blob(t, 17*mib)
	for _, c := range patient(t) {
		if c.name == "rclone" { // which sends such a file in one
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{})
			moments := seed(t)
			for at, name := range []string{"before", "while", "after"} {
				t.Run(name, func(t *testing.T) {
					after := time.Duration(moments.Int64N(int64(10 * time.Millisecond)))
					seen, front := startFatal(t, s, moment(at), after)
					u := c.sends(t, seen, f)
					if !front.struck.Load() {
						t.Error("the server was not killed")
					}
					s.holdsObject(t, u, f)
				})
			}
		})
	}
}

// Connections break in the middle of parts, over TLS, where Go's clients have all their parts on one.
// Every client goes on by itself.
func TestS3BadNetwork(t *testing.T) {
	t.Parallel()
	f := blob(t, 17*mib)
	for _, c := range patient(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, options{secure: true})
			bad := startProxy(t, s, fault{cut, 3 * mib}, fault{reset, 2*mib + 1})
			u := c.sends(t, s.through(bad.ln.Addr()), f)
			if n := bad.pending(); n > 0 {
				t.Errorf("%d faults did not happen", n)
			}
			s.holdsObject(t, u, f)
		})
	}
}
