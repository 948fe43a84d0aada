package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// ErrNotAllowed is what every refusal by policy wraps. Dialects that have codes
// give it the code of its text, url_not_allowed. It is permanent: trying again changes nothing.
var ErrNotAllowed = errors.New("url_not_allowed")

// refusalBucket is the unit of time of a refusal. A name that is looked up
// answers within it in practice, so that refusals before and after the
// lookup take the same time.
const refusalBucket = 500 * time.Millisecond

// refusal says for the operator which rule it was, without the address.
type refusal struct{ rule string }

func (r *refusal) Error() string { return ErrNotAllowed.Error() + " (" + r.rule + ")" }

func (r *refusal) Unwrap() error { return ErrNotAllowed }

func refuse(rule string) error {
	return &media.Error{Kind: media.Invalid, Public: "The address is not allowed.", Cause: &refusal{rule: rule}}
}

// refusalOf strips what the dialer wrapped around a refusal: the address.
func refusalOf(err error) error {
	if r, ok := errors.AsType[*refusal](err); ok {
		return refuse(r.rule)
	}
	return refuse("other")
}

// pad waits until a whole number of buckets has passed since start.
func (g *Guard) pad(ctx context.Context, start time.Time) {
	bucket := g.limits.refusal
	timer := time.NewTimer(bucket - time.Since(start)%bucket)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// withheld keeps a cause for errors.Is and errors.As and out of every text: the
// network's errors spell the addresses they are about.
type withheld struct {
	stage string
	cause error
}

func (w *withheld) Error() string { return w.stage }

func (w *withheld) Unwrap() error { return w.cause }

func unavailable(public string, cause error) error {
	w := &withheld{stage: "http", cause: cause}
	if op, ok := errors.AsType[*net.OpError](cause); ok {
		w.stage = op.Op
	}
	return &media.Error{Kind: media.Unavailable, Public: public, Cause: w}
}

// describe turns a failure of an allowed request into a sentence about it.
func describe(err error) error {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return unavailable("The host name was not found.", err)
	}
	if timedOut(err) {
		return unavailable("The server did not answer in time.", err)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return unavailable("The server's certificate is not valid.", err)
	}
	if tlsFailed(err) {
		return unavailable("No secure connection could be made.", err)
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return unavailable("The server refused the connection.", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return unavailable("The server closed the connection early.", err)
	}
	return unavailable("The request failed.", err)
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// tlsFailed recognises handshakes that ended in an alert of either side, and servers that do not speak TLS.
func tlsFailed(err error) bool {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "remote error" || op.Op == "local error")
}
