package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// errStalled ends a request whose bytes stopped moving.
var errStalled = errors.New("no byte moved in time")

// maxPause bounds what a server may ask for with Retry-After.
const maxPause = 5 * time.Minute

// StatusError is an answer that was not the expected one.
type StatusError struct {
	Status     int
	Message    string        // the server's words, printable, at most 200 characters; may be empty
	RetryAfter time.Duration // 0 = not said
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("the server answers %d %s", e.Status, http.StatusText(e.Status))
	if e.Message != "" {
		s += ": " + e.Message
	}
	return s
}

func newStatusError(res *http.Response, text []byte) *StatusError {
	e := &StatusError{Status: res.StatusCode}
	var body struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(text, &body) == nil {
		e.Message = printable(body.Message)
	}
	if s, err := strconv.ParseUint(res.Header.Get("Retry-After"), 10, 16); err == nil {
		e.RetryAfter = min(time.Duration(s)*time.Second, maxPause) //nolint:gosec // 16 bits
	}
	return e
}

// printable keeps a server from writing escape sequences to the terminal.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200])
	}
	return s
}

// passing reports whether the same request may succeed later. Anything that is
// no answer at all is: a cut line, a server that restarts.
func passing(err error) bool {
	if e, ok := errors.AsType[*StatusError](err); ok {
		switch e.Status {
		case http.StatusConflict, http.StatusLocked, http.StatusTooManyRequests:
			return true
		}
		return e.Status >= 500 && e.Status != http.StatusInsufficientStorage
	}
	_, isFinal := errors.AsType[*finalError](err)
	return !isFinal
}

// isGone reports whether the server says that there is no such object (any more).
func isGone(err error) bool {
	e, ok := errors.AsType[*StatusError](err)
	return ok && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// finalError is one that no retry changes.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func final(err error) error {
	if err == nil {
		return nil
	}
	return &finalError{err}
}

func backoff(try int) time.Duration {
	return min(time.Second<<min(try-1, 10), 30*time.Second)
}

// retrier counts failures in a row and pauses between them.
type retrier struct {
	client *Client
	tries  int
}

// again pauses after err and returns nil if another try makes sense.
func (r *retrier) again(ctx context.Context, err error) error {
	r.tries++
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !passing(err) || r.tries >= r.client.config.Tries {
		return err
	}
	pause := r.client.config.Backoff(r.tries)
	if e, ok := errors.AsType[*StatusError](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	r.client.config.Retry(err, pause)
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// progress forgets the failures so far.
func (r *retrier) progress() { r.tries = 0 }
