package httpd

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests. Labels are routes, never paths: a path holds ids, and
// each new label value costs memory for ever.
type Metrics struct {
	requests       *prometheus.CounterVec
	durations      *prometheus.HistogramVec
	inFlight       prometheus.Gauge
	received, sent prometheus.Counter
}

// NewMetrics registers the HTTP metrics with reg, once per registry.
func NewMetrics(reg prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tributary_http_requests_total",
			Help: "Requests by route and status class; class \"aborted\" had no whole answer.",
		}, []string{"route", "class"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tributary_http_request_duration_seconds",
			Help: "Time from the request's header to the end of its answer, uploads included.",
			// From a cached segment (1 ms) to a large chunk on a slow line (10 min).
			Buckets: []float64{.001, .005, .025, .1, .5, 2.5, 10, 60, 600},
		}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "tributary_http_requests_in_flight", Help: "Requests being answered now.",
		}),
		received: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tributary_http_received_bytes_total", Help: "Request body bytes read, counted as they arrive.",
		}),
		sent: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "tributary_http_sent_bytes_total", Help: "Answer body bytes written, counted as they leave.",
		}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.durations, m.inFlight, m.received, m.sent} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("register HTTP metrics: %w", err)
		}
	}
	return m, nil
}

// MetricsHandler serves everything that reg gathers, for GET /metrics.
func MetricsHandler(reg prometheus.Gatherer) http.Handler {
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

func (m *Metrics) observe(e exchange) {
	route := e.route
	if route == "" {
		route = "none"
	}
	class := "aborted"
	if e.status != 0 {
		class = fmt.Sprintf("%dxx", e.status/100)
	}
	m.requests.WithLabelValues(route, class).Inc()
	m.durations.WithLabelValues(route).Observe(e.took.Seconds())
}

func (m *Metrics) addReceived(n int64) { m.received.Add(float64(n)) }

func (m *Metrics) addSent(n int64) { m.sent.Add(float64(n)) }
