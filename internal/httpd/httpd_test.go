package httpd_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/httpd"
)

// logBuffer is a log that a test may read while the server writes it.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// rig is a running server with everything around it.
type rig struct {
	addr     string
	log      *logBuffer
	registry *prometheus.Registry
	health   *httpd.Health
	stop     context.CancelFunc
	stopped  chan error // gets Run's answer
}

type rigConfig struct {
	idle  time.Duration
	delay time.Duration
	drain time.Duration
	tls   *tls.Config
	stack func(*httpd.Stack)
}

func start(t *testing.T, mux *http.ServeMux, c rigConfig) *rig {
	t.Helper()
	r := &rig{log: &logBuffer{}, registry: prometheus.NewRegistry(), stopped: make(chan error, 1)}
	log := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	metrics, err := httpd.NewMetrics(r.registry)
	if err != nil {
		t.Fatal(err)
	}
	r.health = &httpd.Health{Log: log}
	stack := httpd.Stack{Log: log, Metrics: metrics, Idle: c.idle}
	if c.stack != nil {
		c.stack(&stack)
	}
	ready := make(chan net.Addr, 1)
	server := httpd.Server{
		Addr: "127.0.0.1:0", TLS: c.tls, Handler: stack.Wrap(httpd.Canonical(mux)), Health: r.health,
		StopDelay: c.delay, DrainTime: c.drain, Log: log, Ready: func(a net.Addr) { ready <- a },
	}
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	go func() { r.stopped <- server.Run(ctx) }()
	select {
	case a := <-ready:
		r.addr = a.String()
	case err := <-r.stopped:
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return r
}

// do sends one request and returns the answer with its body read.
func do(t *testing.T, client *http.Client, method, url string, body io.Reader, header http.Header) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// plain is a client that shows redirects instead of following them.
func plain() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// dial opens a raw connection that no test can hang on.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
