package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback"
)

// meterEvery is how often viewers' traffic is written down.
const meterEvery = 10 * time.Second

// serve runs the roles that this process has. Stopping goes the other way
// round: first no new requests, then no new jobs, then the counts.
func (c *core) serve(ctx context.Context) (err error) {
	ln, err := httpd.Listen(ctx, c.cfg.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }() // the server closes it, unless it never ran
	guard, err := c.guard(ctx, ln.Addr())
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	if c.cfg.Has(config.Worker) {
		w, err := c.startWorker(ctx, guard)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, w.stop(context.WithoutCancel(ctx))) }()
	}
	mux := http.NewServeMux()
	handler := httpd.Canonical(mux)
	if c.cfg.Has(config.Edge) {
		meter := playback.NewMeter(c.store, c.log)
		all, play, err := c.routes(mux, guard, meter) //nolint:contextcheck // a handler has the context of its request, in the call that it is given
		if err != nil {
			return err
		}
		handler = all
		defer play.Close()
		counting, stopCounting := context.WithCancel(context.WithoutCancel(ctx))
		var counted sync.WaitGroup
		counted.Go(func() { meter.Run(counting, meterEvery) })
		defer func() { stopCounting(); counted.Wait() }()
	}
	return c.listen(ctx, ln, mux, handler, registry)
}

// listen serves handler, and in its mux health and metrics, until ctx ends.
func (c *core) listen(ctx context.Context, ln net.Listener, mux *http.ServeMux, handler http.Handler, registry *prometheus.Registry) error {
	health := &httpd.Health{Log: c.log, Checks: map[string]httpd.Check{"database": c.store.Ping, "storage": c.storageAnswers}}
	mux.HandleFunc("GET /healthz", health.Live)
	mux.HandleFunc("GET /readyz", health.Ready)
	mux.Handle("GET /metrics", httpd.MetricsHandler(registry))
	metrics, err := httpd.NewMetrics(registry)
	if err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	tls, err := httpd.TLSSource{
		CertFile: c.cfg.TLSCert, KeyFile: c.cfg.TLSKey, SelfSigned: c.cfg.TLSSelfSigned, Domain: c.cfg.TLSDomain,
		Dir: c.cfg.InData("tls"), Log: c.log,
	}.Config(ctx)
	if err != nil {
		return err
	}
	server := httpd.Server{
		Listener: ln, TLS: tls, Health: health, Log: c.log, StopDelay: c.cfg.StopDelay, DrainTime: c.cfg.DrainTime,
		Handler: httpd.Stack{Log: c.log, Metrics: metrics, Trusted: c.cfg.TrustedProxies}.Wrap(handler),
	}
	return server.Run(ctx)
}

// storageAnswers is the check of /readyz. A disk that is nearly full cannot take uploads.
func (c *core) storageAnswers(ctx context.Context) error {
	health, err := c.blobs.Check(ctx)
	if err != nil {
		return err
	}
	if health.Free == 0 {
		return media.Errorf(media.NoSpace, "storage is full")
	}
	return nil
}

// guard is the one way out of this process.
func (c *core) guard(ctx context.Context, own net.Addr) (*egress.Guard, error) {
	allow, err := egress.ParseAllow(c.cfg.AllowNet)
	if err != nil {
		return nil, fmt.Errorf("--allow-net: %w", err)
	}
	address, err := netip.ParseAddrPort(own.String())
	if err != nil {
		return nil, fmt.Errorf("own address: %w", err)
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "outgoing requests", slog.Any("allowed", c.cfg.AllowNet))
	return egress.New(egress.Config{Allow: allow, Own: []netip.AddrPort{address}}), nil
}
