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

// fault is what goes wrong with one connection once `after` bytes of it have gone to the
// server. Without a kind nothing does.
type fault struct {
	kind  faultKind
	after int64
}

type faultKind string

const (
	cut       faultKind = "cut"        // both sides are closed
	reset     faultKind = "reset"      // both sides get a RST
	stall     faultKind = "stall"      // nothing moves for stallTime, then both sides are closed
	halfClose faultKind = "half-close" // the server sees the end of the client's bytes; its answers still pass
	drip      faultKind = "drip"       // from there on this connection is slow
	freeze    faultKind = "freeze"     // no byte goes to the server any more, and nobody closes: a phone in a tunnel
)

const (
	stallTime = 2 * time.Second
	dripBytes = 64 << 10
	dripTime  = 10 * time.Millisecond // 6.4 MB/s
)

// proxy stands between a client and the server and breaks connections as
// planned, one fault after the other: each waits for a connection that lives
// long enough. After the last one connections are left in peace.
type proxy struct {
	URL string

	target string
	ln     net.Listener
	ctx    context.Context
	passed atomic.Int64 // bytes to the server, of all connections

	mu     sync.Mutex
	faults []fault
	alarm  func() // called once, when passed reaches at
	at     int64
	conns  sync.WaitGroup
}

// startProxy starts a proxy before s.
func startProxy(t *testing.T, s *server, faults ...fault) *proxy {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	p := &proxy{URL: "http://" + ln.Addr().String(), target: s.addr, ln: ln, ctx: ctx, faults: faults}
	p.conns.Go(p.accept)
	t.Cleanup(func() {
		cancel()
		_ = ln.Close()
		p.conns.Wait()
	})
	return p
}

// when calls do once n bytes have gone to the server. None goes meanwhile.
func (p *proxy) when(n int64, do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.alarm = n, do
}

func (p *proxy) accept() {
	for {
		client, err := p.ln.Accept()
		if err != nil {
			return
		}
		p.conns.Go(func() { p.serve(client) })
	}
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	upstream, err := new(net.Dialer).DialContext(p.ctx, "tcp", p.target)
	if err != nil {
		return // the server is down; so is the proxy for this client
	}
	defer upstream.Close()
	stop := context.AfterFunc(p.ctx, func() { _, _ = client.Close(), upstream.Close() })
	defer stop()
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(client, upstream)
		_ = client.Close()
	})
	p.forward(client, upstream)
	back.Wait()
}

// forward moves the client's bytes until one side ends or a fault comes.
func (p *proxy) forward(client, upstream net.Conn) {
	buf := make([]byte, dripBytes)
	slow := false
	for moved := int64(0); ; {
		f := p.next()
		limit := int64(len(buf))
		if left := f.after - moved; f.kind != "" && left > 0 {
			limit = min(limit, left)
		}
		n, err := client.Read(buf[:limit])
		moved += int64(n)
		_, werr := upstream.Write(buf[:n])
		p.count(int64(n))
		if werr != nil || err != nil {
			closeWrite(upstream)
			return
		}
		if f.kind != "" && moved >= f.after && p.take(f) {
			if f.kind != drip {
				strike(p.ctx, f.kind, client, upstream)
				return
			}
			slow = true
		}
		if slow {
			pause(p.ctx, dripTime)
		}
	}
}

// next is the fault that is due.
func (p *proxy) next() (f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.faults) > 0 {
		f = p.faults[0]
	}
	return f
}

// take claims f, which another connection may have done before.
func (p *proxy) take(f fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.faults) == 0 || p.faults[0] != f {
		return false
	}
	p.faults = p.faults[1:]
	return true
}

// pending is how many faults have not struck.
func (p *proxy) pending() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.faults)
}

func (p *proxy) count(n int64) {
	total := p.passed.Add(n)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.alarm != nil && total >= p.at {
		p.alarm()
		p.alarm = nil
	}
}

func strike(ctx context.Context, kind faultKind, client, upstream net.Conn) {
	switch kind {
	case halfClose:
		closeWrite(upstream)
		return
	case stall:
		pause(ctx, stallTime)
	case freeze:
		<-ctx.Done()
	case reset:
		for _, c := range []net.Conn{client, upstream} {
			if tcp, ok := c.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
		}
	}
	_, _ = client.Close(), upstream.Close()
}

func closeWrite(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}

// pause is the time that a slow network takes.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
