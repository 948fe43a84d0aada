package egress

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// guarded is the transport of every client. It sees each hop of a redirect
// chain as a request of its own, so each hop passes the full check.
type guarded struct {
	guard  *Guard
	use    Use
	plain  *http.Transport // for http
	secure *http.Transport // for https
}

// RoundTrip implements http.RoundTripper. Its errors are safe to show through
// media.PublicText, except the caller's own cancellation, which stays what it is.
func (t *guarded) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := t.checkAndSend(req)
	switch {
	case err == nil:
		return resp, nil
	case req.Context().Err() != nil:
		return nil, fmt.Errorf("send request: %w", context.Cause(req.Context()))
	case errors.Is(err, ErrNotAllowed):
		t.guard.pad(req.Context(), start)
		return nil, refusalOf(err)
	}
	return nil, describe(err)
}

func (t *guarded) checkAndSend(req *http.Request) (*http.Response, error) {
	if _, err := t.guard.target(req.URL, t.use); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	switch t.use {
	case Webhook:
		return t.sendWebhook(req)
	case Service:
		return t.pool(req).RoundTrip(req)
	}
	return t.fetch(req)
}

func (t *guarded) sendWebhook(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), t.guard.limits.total)
	resp, err := t.pool(req).RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = newAnswer(resp.Body, cancel)
	return resp, nil
}

func (t *guarded) fetch(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	resp, err := t.pool(req).RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = newFeed(resp.Body, t.guard.limits.feed, cancel)
	return resp, nil
}

func (t *guarded) pool(req *http.Request) *http.Transport {
	if req.URL.Scheme == "http" {
		return t.plain
	}
	return t.secure
}

// CloseIdleConnections lets http.Client.CloseIdleConnections through.
func (t *guarded) CloseIdleConnections() {
	t.plain.CloseIdleConnections()
	t.secure.CloseIdleConnections()
}
