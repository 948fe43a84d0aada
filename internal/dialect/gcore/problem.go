package gcore

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

// fault is an error in the vendor's own words. Any other error is answered by its kind.
type fault struct {
	Status int    `json:"status"`
	Text   string `json:"error"`
}

func (f fault) Error() string { return f.Text }

// What is wrong with an attribute (contract section 9).
const (
	blank        = "can't be blank"
	isInvalid    = "is invalid"
	tooLong      = "is too long"
	unknown      = "not found"
	notSupported = "is not supported"
)

// faults are what is wrong with the attributes of one request, by their names.
type faults map[string][]string

func (f faults) add(name, text string) { f[name] = append(f[name], text) }

// err is all of them as one, nil for none.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &unprocessable{Errors: f, status: http.StatusUnprocessableEntity}
}

// unprocessable answers with what is wrong, by name.
type unprocessable struct {
	Errors faults `json:"errors"`

	status int
}

func (u *unprocessable) Error() string { return "the request is not right" }

// tooMany is a request over the limit of its key.
type tooMany struct{ wait time.Duration }

func (t *tooMany) Error() string { return "over the limit, wait " + t.wait.String() }

func notFound() error { return fault{http.StatusNotFound, "Not Found"} }

func badRequest(text string) error { return fault{http.StatusBadRequest, "Bad Request: " + text} }

// featureDisabled refuses what this server does not do.
func featureDisabled() error {
	return fault{http.StatusUnprocessableEntity, "Feature is disabled. Contact support to enable."}
}

// problem answers an error. What nobody foresaw says nothing of itself.
func (d *Dialect) problem(w http.ResponseWriter, r *http.Request, err error) {
	status, body := d.problemOf(w.Header(), err)
	if status >= http.StatusInternalServerError {
		if r.Context().Err() == nil {
			d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("route", r.Pattern), slog.Any("error", err))
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("X-Should-Retry", "false") // what it asked for may have happened
		}
	}
	raw, err := dialect.Marshal(body)
	if err != nil { // a struct of texts always marshals
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	writeJSON(w, status, raw)
}

// problemOf is the status and body of an error, and sets the fields that go with it.
func (d *Dialect) problemOf(h http.Header, err error) (status int, body any) {
	if u, ok := errors.AsType[*unprocessable](err); ok {
		return u.status, u
	}
	if t, ok := errors.AsType[*tooMany](err); ok {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(t.wait.Seconds()))))
		h.Set("Retry-After-Ms", strconv.FormatInt(max(1, t.wait.Milliseconds()), 10))
		h.Set("X-Should-Retry", "true")
		err = fault{http.StatusTooManyRequests, "Too Many Requests"}
	}
	f, ok := errors.AsType[fault](err)
	if !ok {
		f = faultOf(err)
	}
	if f.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "APIKey")
	}
	return f.Status, f
}

// faultOf is what an error of a kind is in the vendor's words.
func faultOf(err error) fault {
	switch media.KindOf(err) {
	case media.Unauthorized:
		return fault{http.StatusUnauthorized, "Unauthorized"}
	case media.Forbidden:
		return fault{http.StatusForbidden, "Forbidden"}
	case media.NotFound, media.Gone:
		return fault{http.StatusNotFound, "Not Found"}
	case media.TooLarge:
		return fault{http.StatusRequestEntityTooLarge, "Payload Too Large"}
	case media.TooMany:
		return fault{http.StatusTooManyRequests, "Too Many Requests"}
	case media.Invalid, media.WrongType, media.WrongVersion, media.Mismatch, media.OffsetMismatch:
		return fault{http.StatusBadRequest, "Bad Request: " + media.PublicText(err)}
	case media.Conflict: // not 409, which the vendor's SDKs repeat
		return fault{http.StatusUnprocessableEntity, "Unprocessable Entity. " + media.PublicText(err)}
	case media.Unavailable, media.Locked, media.NoSpace:
		return fault{http.StatusServiceUnavailable, "Service Unavailable"}
	case media.Internal:
	}
	return fault{http.StatusInternalServerError, "Internal Server Error"}
}

// isStatus reports whether an error is answered with this status.
func isStatus(err error, status int) bool {
	f, ok := errors.AsType[fault](err)
	return ok && f.Status == status
}
