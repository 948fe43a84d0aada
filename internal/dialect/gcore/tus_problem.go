package gcore

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
)

// tusFault is an error of an upload in the vendor's own words, as plain text. Clients show it.
type tusFault struct {
	status int
	text   string // "" = no body
}

func (f tusFault) Error() string { return f.text }

// refusedToken is a 500, as the vendor has it.
func refusedToken(format string, args ...any) error {
	return tusFault{http.StatusInternalServerError, fmt.Sprintf(format, args...)}
}

// tusProblem answers an error of an upload (contract section 4). A line end would show in
// what clients make of it.
func (d *Dialect) tusProblem(w http.ResponseWriter, r *http.Request, err error) {
	f, ok := errors.AsType[tusFault](err)
	if !ok {
		f = tusFaultOf(err, creationOf(r), w.Header().Get("Allow") != "")
		if f.status >= http.StatusInternalServerError && r.Context().Err() == nil {
			d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "upload failed", slog.String("route", r.Pattern), slog.Any("error", err))
		}
	}
	h := w.Header()
	if f.status == http.StatusMethodNotAllowed && h.Get("Allow") == "" {
		h.Set("Allow", "OPTIONS, POST") // RFC 9110 section 15.5.6 wants one
	}
	h.Set("Content-Length", strconv.Itoa(len(f.text)))
	if f.text != "" {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.WriteHeader(f.status)
	_, _ = io.WriteString(w, f.text) // an error means that nobody listens any more
}

// tusFaultOf is what an error of a kind is in the vendor's words. c is nil outside of a
// creation; wrongMethod says that the method is what is wrong.
func tusFaultOf(err error, c *creation, wrongMethod bool) tusFault {
	hasSource := tusFault{http.StatusMethodNotAllowed, "Error: video already has a source"}
	switch media.KindOf(err) {
	case media.Invalid:
		switch {
		case wrongMethod:
			return tusFault{http.StatusMethodNotAllowed, "Error: method not allowed"}
		case c == nil:
			return tusFault{status: http.StatusBadRequest}
		case c.begun:
			return hasSource
		}
		return tusFault{http.StatusMethodNotAllowed, "Error: upload length invalid"}
	case media.Conflict: // a source cannot be taken back
		return hasSource
	case media.TooMany:
		return tusFault{http.StatusTooManyRequests, "Too Many Requests"}
	}
	return tusFault{status: tusStatus(media.KindOf(err))}
}

// tusStatus is the status of an error that has no words of its own.
func tusStatus(kind media.Kind) int {
	switch kind {
	case media.Unauthorized, media.Forbidden:
		return http.StatusForbidden
	case media.NotFound:
		return http.StatusNotFound
	case media.OffsetMismatch:
		return http.StatusConflict
	case media.Gone:
		return http.StatusGone
	case media.TooLarge:
		return http.StatusRequestEntityTooLarge
	case media.WrongType:
		return http.StatusUnsupportedMediaType
	case media.WrongVersion:
		return http.StatusPreconditionFailed
	case media.Locked:
		return http.StatusLocked
	case media.Mismatch:
		return 460 // tus, checksum extension
	case media.NoSpace:
		return http.StatusInsufficientStorage
	case media.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
