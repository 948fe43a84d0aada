package pull

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// Why an import failed, beside the codes of package media for what is no media.
const (
	NotAllowed        media.RefusalCode = "url_not_allowed"
	OriginForbidden   media.RefusalCode = "origin_forbidden" // 401, 403
	OriginNotFound    media.RefusalCode = "origin_not_found" // 404, 410, no such host
	OriginStatus      media.RefusalCode = "origin_status"    // any other, see [StatusOf]
	OriginTimeout     media.RefusalCode = "origin_timeout"
	OriginUnreachable media.RefusalCode = "origin_unreachable"
	OriginIncomplete  media.RefusalCode = "origin_incomplete"
	OriginChanged     media.RefusalCode = "origin_changed"
	TooLarge          media.RefusalCode = "too_large"
	NoSpace           media.RefusalCode = "no_space"
	Trouble           media.RefusalCode = "internal"
)

// failure is the verdict on an attempt.
type failure struct {
	media.Refusal

	final bool          // trying again changes nothing
	busy  bool          // the origin asks for patience: 429, 503
	wait  time.Duration // and for how long; 0 = it does not say
}

// originError marks trouble with the origin, so that it is never taken for our own.
type originError struct{ cause error }

func (e *originError) Error() string { return "origin: " + e.cause.Error() }
func (e *originError) Unwrap() error { return e.cause }

// feed is a body whose errors the upload engine takes for what they are: a sender that broke
// off. Errors with a kind, such as those of package egress, are refusals to it, and what
// came with them would be dropped.
type feed struct{ io.Reader }

func (f feed) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil && err != io.EOF { // one that wraps it is no end
		err = &brokenOff{err}
	}
	return n, err
}

// brokenOff hides its cause from errors.Is and errors.As on purpose: see feed.
type brokenOff struct{ cause error }

func (b *brokenOff) Error() string { return b.cause.Error() }

// errShort is a body that ended properly before the file did.
var errShort = errors.New("the file ends early")

// statusError is an answer that brings nothing.
type statusError struct {
	code int
	wait time.Duration
}

func newStatusError(resp *http.Response) *statusError {
	e := &statusError{code: resp.StatusCode}
	if e.busy() {
		e.wait = retryAfter(resp.Header)
	}
	return e
}

func (e *statusError) busy() bool {
	return e.code == http.StatusTooManyRequests || e.code == http.StatusServiceUnavailable
}

const statusText = "The origin answered %d."

func (e *statusError) Error() string { return fmt.Sprintf(statusText, e.code) }

// StatusOf returns the status that an origin answered with, of a failure with the code
// OriginStatus, OriginForbidden or OriginNotFound. Where it did not answer there is none: false.
func StatusOf(why media.Refusal) (code int, ok bool) {
	_, err := fmt.Sscanf(why.Text, statusText, &code)
	return code, err == nil
}

// retryAfter reads both forms of the field (RFC 9110 section 10.2.3). A date is measured by
// the origin's own clock.
func retryAfter(h http.Header) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if until, err := http.ParseTime(text); err == nil {
		if now, err := http.ParseTime(h.Get("Date")); err == nil {
			wait = until.Sub(now)
		}
	}
	return min(max(0, wait), maxRetryAfter)
}

// failureOf says what the public may know of an error, and false for trouble of our own.
func failureOf(err error) (failure, bool) {
	if refusal, ok := media.RefusalOf(err); ok {
		return failure{Refusal: refusal, final: true}, true
	}
	if e, ok := errors.AsType[*statusError](err); ok {
		return failure{Refusal: media.Refusal{Code: codeOf(e.code), Text: e.Error()}, busy: e.busy(), wait: e.wait}, true
	}
	switch {
	case errors.Is(err, egress.ErrNotAllowed):
		return lasting(NotAllowed, "The address is not allowed."), true
	case media.KindOf(err) == media.TooLarge:
		return lasting(TooLarge, "The file is larger than the limit."), true
	case media.KindOf(err) == media.NoSpace:
		return lasting(NoSpace, "There is not enough space for the file."), true
	}
	if b, ok := errors.AsType[*brokenOff](err); ok {
		return passing(codeOfBroken(b.cause, OriginIncomplete), "The file ends early.", b.cause), true
	}
	if _, ok := errors.AsType[*originError](err); ok {
		return passing(codeOfBroken(err, OriginUnreachable), "The origin could not be read.", err), true
	}
	return lasting(Trouble, "The import stopped because of trouble on this server."), false
}

func lasting(code media.RefusalCode, text string) failure {
	return failure{Refusal: media.Refusal{Code: code, Text: text}, final: true}
}

// passing is a failure that another attempt may mend, in the words of package egress where it has any.
func passing(code media.RefusalCode, text string, err error) failure {
	if media.KindOf(err) == media.Unavailable {
		text = media.PublicText(err)
	}
	return failure{Refusal: media.Refusal{Code: code, Text: text}}
}

func codeOf(statusCode int) media.RefusalCode {
	switch statusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return OriginForbidden
	case http.StatusNotFound, http.StatusGone:
		return OriginNotFound
	}
	return OriginStatus
}

// codeOfBroken tells waiting in vain and unknown names from everything else.
func codeOfBroken(err error, otherwise media.RefusalCode) media.RefusalCode {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return OriginNotFound
	}
	if errors.Is(err, egress.ErrTooSlow) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return OriginTimeout
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return OriginTimeout
	}
	if errors.Is(err, errShort) {
		return OriginIncomplete
	}
	return otherwise
}
