package e2e

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// The proxy does to a connection what it says: else the tests through it prove nothing.
func TestProxyBreaksConnections(t *testing.T) {
	t.Parallel()
	for _, kind := range []faultKind{cut, reset, stall, halfClose, drip} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer ln.Close()
			p := startProxy(t, &server{addr: ln.Addr().String()}, fault{kind, 1000})
			client, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.URL, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			go func() { _, _ = client.Write(make([]byte, 3000)); closeWrite(client) }()
			peer, err := ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer peer.Close()
			_ = peer.SetDeadline(time.Now().Add(10 * time.Second))
			got, err := io.ReadAll(peer)
			if want := map[bool]int{true: 3000, false: 1000}[kind == drip]; len(got) != want && kind != reset {
				t.Errorf("%d bytes passed, want %d", len(got), want)
			}
			if (err != nil) != (kind == reset) || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the server's side ends with %v", err)
			}
		})
	}
}
