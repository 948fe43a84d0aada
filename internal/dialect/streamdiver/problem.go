package streamdiver

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// fault is an error in the words of this API (contract section 5). Any other error is answered by
// its kind.
type fault struct {
	status  int
	message string
	data    any // nil is null
}

func (f fault) Error() string { return f.message }

// faults are what is wrong with the fields of one request, field to reason.
type faults map[string]string

// add says what is wrong with a field. The first word on it counts.
func (f faults) add(field, reason string) {
	if _, known := f[field]; !known {
		f[field] = reason
	}
}

// err is all of them as one, nil for none.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return fault{http.StatusBadRequest, "invalid request", f}
}

// invalid says what is wrong with one field.
func invalid(field, reason string) error { return faults{field: reason}.err() }

// notFound says that there is no such noun, such as "upload".
func notFound(noun string) error {
	return fault{status: http.StatusNotFound, message: noun + " not found"}
}

// absent is err with what is not there named by a noun.
func absent(err error, noun string) error {
	if media.KindOf(err) == media.NotFound {
		return notFound(noun)
	}
	return err
}

// isNotFound reports whether something is not there, in the words of the core or of this API.
func isNotFound(err error) bool {
	f, ok := errors.AsType[fault](err)
	return ok && f.status == http.StatusNotFound || media.KindOf(err) == media.NotFound
}

// conflict says in which state something is, and that this does not allow what was asked.
func conflict(noun, status string) error {
	return fault{http.StatusConflict, noun + " is " + status, map[string]string{"status": status}}
}

// unsupported refuses what this server does not do.
func unsupported(call) (reply, error) {
	return reply{}, fault{status: http.StatusNotImplemented, message: "not supported by this server"}
}

// tooMany is a request over the limit of its key.
type tooMany struct{ wait time.Duration }

func (t *tooMany) Error() string { return "over the limit, wait " + t.wait.String() }

// problemBody is a 4xx on the wire, errorBody a 5xx.
type (
	problemBody struct {
		Status  string `json:"status"`
		Message string `json:"message"`
		Data    any    `json:"data"`
	}
	errorBody struct {
		Status  string `json:"status"`
		Message string `json:"message"`
	}
)

// problem answers an error. What nobody foresaw says nothing of itself.
func (d *Dialect) problem(w http.ResponseWriter, r *http.Request, err error) {
	f := faultFor(w.Header(), err)
	if f.status == http.StatusInternalServerError && r.Context().Err() == nil {
		d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("route", r.Pattern), slog.Any("error", err))
	}
	var body any = problemBody{"fail", f.message, f.data}
	if f.status >= http.StatusInternalServerError {
		body = errorBody{"error", f.message}
	}
	if dialect.WriteJSON(w, f.status, body) != nil { // texts always marshal
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// faultFor is the fault of an error; it sets the fields that go with it.
func faultFor(h http.Header, err error) fault {
	if t, ok := errors.AsType[*tooMany](err); ok {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(t.wait.Seconds()))))
		err = media.Errorf(media.TooMany, "too many requests")
	}
	f, ok := errors.AsType[fault](err)
	if !ok {
		f = faultOf(err)
	}
	switch f.status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if h.Get("Retry-After") == "" {
			h.Set("Retry-After", "1")
		}
	}
	return f
}

// faultOf is what an error of a kind is in the words of this API.
func faultOf(err error) fault {
	text := media.PublicText(err)
	switch media.KindOf(err) {
	case media.Invalid, media.WrongType, media.WrongVersion, media.Mismatch:
		return fault{status: http.StatusBadRequest, message: text}
	case media.Unauthorized:
		return fault{status: http.StatusUnauthorized, message: "unauthorized"}
	case media.Forbidden:
		return fault{status: http.StatusForbidden, message: text}
	case media.NotFound, media.Gone:
		return fault{status: http.StatusNotFound, message: text}
	case media.Conflict, media.OffsetMismatch:
		return fault{status: http.StatusConflict, message: text}
	case media.TooLarge:
		return fault{status: http.StatusRequestEntityTooLarge, message: text}
	case media.TooMany:
		return fault{status: http.StatusTooManyRequests, message: text}
	case media.Locked, media.NoSpace, media.Unavailable:
		return fault{status: http.StatusServiceUnavailable, message: "service unavailable"}
	case media.Internal:
	}
	return fault{status: http.StatusInternalServerError, message: "internal error"}
}
