package e2e

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// relayBytes are those that go on at once.
const relayBytes = 32 << 10

// relay stands before a server. Unlike [proxy] it is as slow on every connection, and has a new one
// wait while the server is down: some clients try three times within half a second.
type relay struct {
	to   string        // address of the server
	pace time.Duration // of relayBytes
	at   int64         // bytes to the server, of all connections, after which do is called
	do   func()        // nil = nothing

	passed atomic.Int64
	once   sync.Once
}

// start listens until the test ends, on the address that it returns.
func (r *relay) start(t *testing.T) net.Addr {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var all sync.WaitGroup
	all.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { r.serve(ctx, client) })
		}
	})
	t.Cleanup(func() {
		cancel()
		_ = ln.Close()
		all.Wait()
	})
	return ln.Addr()
}

// serve moves the bytes of one connection until it ends or ctx does.
func (r *relay) serve(ctx context.Context, client net.Conn) {
	defer client.Close()
	var upstream net.Conn
	if poll(ctx, startTime, func(ctx context.Context) (err error) {
		upstream, err = new(net.Dialer).DialContext(ctx, "tcp", r.to)
		return err
	}) != nil {
		return
	}
	defer upstream.Close()
	stop := context.AfterFunc(ctx, func() { _, _ = client.Close(), upstream.Close() })
	defer stop()
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(client, upstream)
		_ = client.Close()
	})
	r.forward(ctx, upstream, client)
	closeWrite(upstream)
	back.Wait()
}

func (r *relay) forward(ctx context.Context, upstream, client net.Conn) {
	buf := make([]byte, relayBytes)
	for {
		n, err := client.Read(buf)
		if _, writeErr := upstream.Write(buf[:n]); err != nil || writeErr != nil {
			return
		}
		if r.passed.Add(int64(n)) >= r.at && r.do != nil {
			r.once.Do(r.do)
		}
		if r.pace > 0 {
			pause(ctx, r.pace)
		}
	}
}
