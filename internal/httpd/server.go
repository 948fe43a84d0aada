package httpd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	headerTime  = 10 * time.Second // for a whole request header: it fits one packet or two
	keepAlive   = 2 * time.Minute  // between requests of one connection
	headerBytes = 64 << 10         // more is answered 431; the longest honest one is Upload-Metadata
	finishTime  = 5 * time.Second  // for handlers to commit what arrived once their context has ended

	// streamWindow and connWindow are HTTP/2 receive windows. An upload moves at
	// most one window per round trip: the default of 1 MiB makes 10 MiB/s of a line with
	// 100 ms (tus contract, engine rule 14). net/http documents a bound of 4 MiB
	// and accepts more; a test reads the value from the wire.
	streamWindow = 8 << 20
	connWindow   = 16 << 20
)

// Server listens and serves until it is told to stop.
type Server struct {
	Addr      string        // HOST:PORT; port 0 picks a free one
	Listener  net.Listener  // bound already; nil binds Addr
	TLS       *tls.Config   // nil for plain HTTP/1.1; see [TLSSource]
	Handler   http.Handler  // usually Stack.Wrap(Canonical(mux))
	Health    *Health       // told first when the server stops
	StopDelay time.Duration // /readyz says no for so long before the port closes
	DrainTime time.Duration // running requests may go on for so long after that
	Log       *slog.Logger

	// Ready, if set, is called once with the bound address, when connections
	// are accepted.
	Ready func(addr net.Addr)
}

// Listen binds a TCP address.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return ln, nil
}

// Run serves until ctx ends, then stops in order: /readyz turns 503; after
// StopDelay the port closes; after DrainTime the contexts of requests that still run
// end, which wakes blocked body reads; what has not answered 5 s later is
// cut off. It returns nil after an orderly stop, also when requests were cut off.
func (s *Server) Run(ctx context.Context) error {
	ln := s.Listener
	if ln == nil {
		var err error
		if ln, err = Listen(ctx, s.Addr); err != nil {
			return err
		}
	}
	// Requests must outlive ctx: its end is the beginning of the drain.
	base, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	server := s.httpServer(base)
	served := make(chan error, 1)
	go func() {
		if s.TLS != nil {
			served <- server.ServeTLS(ln, "", "")
			return
		}
		served <- server.Serve(ln)
	}()
	s.Log.InfoContext(ctx, "listening", "addr", ln.Addr().String(), "tls", s.TLS != nil)
	if s.Ready != nil {
		s.Ready(ln.Addr())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	s.stop(base, server, endRequests)
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve %s: %w", ln.Addr(), err)
	}
	return nil
}

func (s *Server) httpServer(base context.Context) *http.Server {
	return &http.Server{
		Handler:           s.Handler,
		TLSConfig:         s.TLS,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       keepAlive,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug), // scanners fill it with TLS errors
		BaseContext:       func(net.Listener) context.Context { return base },
		HTTP2: &http.HTTP2Config{
			MaxReceiveBufferPerStream:     streamWindow,
			MaxReceiveBufferPerConnection: connWindow,
		},
	}
}

// stop takes a context without end; its own times bound it.
func (s *Server) stop(ctx context.Context, server *http.Server, endRequests func()) {
	s.Log.InfoContext(ctx, "stopping", "delay", s.StopDelay, "drain", s.DrainTime)
	s.Health.Drain()
	if s.StopDelay > 0 {
		server.SetKeepAlivesEnabled(false)
		<-time.After(s.StopDelay)
	}
	drain, cancel := context.WithTimeout(ctx, s.DrainTime)
	defer cancel()
	if server.Shutdown(drain) == nil {
		return
	}
	s.Log.WarnContext(ctx, "ending requests that still run")
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	endRequests()
	if server.Shutdown(finish) != nil {
		_ = server.Close()
	}
}
