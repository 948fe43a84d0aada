package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"
)

// Stack is what every request passes through on its way to a route.
type Stack struct {
	Log     *slog.Logger
	Metrics *Metrics
	Idle    time.Duration  // without progress of a body; 0 = DefaultIdle
	Trusted []netip.Prefix // proxies whose X-Forwarded-* headers are believed
}

// Wrap returns next behind, from the outside in: forwarded addresses, request
// id, log and metrics, recovery from panics, body deadlines. Between here and
// the mux the *http.Request must not be copied, or log and metrics lose the
// name of the route.
func (s Stack) Wrap(next http.Handler) http.Handler {
	if s.Idle == 0 {
		s.Idle = DefaultIdle
	}
	return forwarded(s.Trusted, withRequestID(s.observe(s.recovered(s.steady(next)))))
}

func (s Stack) steady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			body := steady(w, r, s.Idle)
			// The request's context ends with the handler. That must not end the
			// reading of what is left, or no connection with an unread body is used again.
			defer body.end()
		}
		next.ServeHTTP(w, r)
	})
}

// observe measures the exchange and tells log and metrics.
func (s Stack) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		s.Metrics.inFlight.Inc()
		rec := &recorder{ResponseWriter: w, control: http.NewResponseController(w), idle: s.Idle, onSent: s.Metrics.addSent}
		body := &countedBody{ReadCloser: r.Body, onReceived: s.Metrics.addReceived}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = body
		}
		aborted := true
		defer func(ctx context.Context) {
			s.Metrics.inFlight.Dec()
			e := exchange{request: r, route: r.Pattern, status: rec.status, received: body.received, sent: rec.sent, took: time.Since(start)}
			switch {
			case aborted:
				e.status = 0
			case e.status == 0:
				e.status = http.StatusOK // what net/http sends for a handler that wrote nothing
			}
			s.Metrics.observe(e)
			s.access(ctx, e)
		}(r.Context())
		next.ServeHTTP(rec, r)
		aborted = false
	})
}

// access writes the log line of a request. The query is left out: it carries
// playback signatures. So are all headers: they carry keys.
func (s Stack) access(ctx context.Context, e exchange) {
	level := slog.LevelInfo
	if e.status >= 500 {
		level = slog.LevelWarn
	}
	s.Log.LogAttrs(ctx, level, "request",
		slog.String("id", RequestID(ctx)),
		slog.String("client", e.request.RemoteAddr),
		slog.String("method", e.request.Method),
		slog.String("path", e.request.URL.Path),
		slog.String("route", e.route),
		slog.Int("status", e.status), // 0: the connection was closed without an answer
		slog.Int64("received", e.received),
		slog.Int64("sent", e.sent),
		slog.Duration("took", e.took),
	)
}

// recovered turns a panic into one log entry and a 500, or into a closed
// connection when the answer has begun: a client must not take half an answer for a
// whole one. http.ErrAbortHandler is no accident and passes through.
func (s Stack) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func(ctx context.Context) {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			s.Log.ErrorContext(ctx, "panic in handler", "id", RequestID(ctx), "route", r.Pattern,
				"panic", cause, "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); !ok || rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			clear(w.Header()) // what the handler meant to send with another status
			w.Header().Set("X-Request-Id", RequestID(ctx))
			http.Error(w, "internal error", http.StatusInternalServerError)
		}(r.Context())
		next.ServeHTTP(w, r)
	})
}
