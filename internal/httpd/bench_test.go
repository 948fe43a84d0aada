package httpd_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tributary-video/tributary/internal/httpd"
)

// BenchmarkUpload brings 256 MiB through everything but a transport: what the
// stack itself costs beside a bare handler.
func BenchmarkUpload(b *testing.B) {
	const size = 256 << 20
	mux := http.NewServeMux()
	mux.HandleFunc("PATCH /u", func(_ http.ResponseWriter, r *http.Request) {
		buf := make([]byte, 1<<20)
		for {
			if _, err := io.ReadFull(r.Body, buf); err != nil {
				return
			}
		}
	})
	metrics, err := httpd.NewMetrics(prometheus.NewRegistry())
	if err != nil {
		b.Fatal(err)
	}
	stack := httpd.Stack{Log: slog.New(slog.DiscardHandler), Metrics: metrics}.Wrap(httpd.Canonical(mux))
	dir := b.TempDir()
	config, err := httpd.TLSSource{SelfSigned: true, Dir: dir}.Config(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "self-signed.crt"))
	if err != nil {
		b.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	for _, bb := range []struct {
		name    string
		handler http.Handler
		tls     *tls.Config
	}{{"bare", mux, nil}, {"stack", stack, nil}, {"stack over HTTP2", stack, config}} {
		b.Run(bb.name, func(b *testing.B) {
			ready := make(chan net.Addr, 1)
			log := slog.New(slog.DiscardHandler)
			server := httpd.Server{Addr: "127.0.0.1:0", TLS: bb.tls, Handler: bb.handler, Health: &httpd.Health{Log: log}, Log: log,
				Ready: func(a net.Addr) { ready <- a }}
			go func() { _ = server.Run(b.Context()) }()
			url := "http://" + (<-ready).String() + "/u"
			client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool}}}
			defer client.CloseIdleConnections()
			if bb.tls != nil {
				url = "https" + url[len("http"):]
			}
			b.SetBytes(size)
			for b.Loop() {
				req, err := http.NewRequestWithContext(b.Context(), http.MethodPatch, url, io.LimitReader(neverEnding{}, size))
				if err != nil {
					b.Fatal(err)
				}
				req.ContentLength = size
				res, err := client.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				res.Body.Close()
			}
		})
	}
}
