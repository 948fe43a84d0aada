package omegastream

import (
	"log/slog"
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// message is the vendor's only error body; it also confirms what has no other answer.
type message struct {
	Message string `json:"message"`
}

// status is the HTTP status of an error kind (contract section 5).
func status(kind media.Kind) int {
	switch kind {
	case media.Internal:
		return http.StatusInternalServerError
	case media.Invalid:
		return http.StatusBadRequest
	case media.Unauthorized:
		return http.StatusUnauthorized
	case media.Forbidden:
		return http.StatusForbidden
	case media.NotFound:
		return http.StatusNotFound
	case media.Conflict, media.OffsetMismatch:
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
	case media.TooMany:
		return http.StatusTooManyRequests
	case media.Mismatch:
		return 460 // tus, checksum extension
	case media.NoSpace:
		return http.StatusInsufficientStorage
	case media.Unavailable:
		return http.StatusServiceUnavailable
	}
	return 0
}

// problem answers an error.
func (d *Dialect) problem(w http.ResponseWriter, r *http.Request, err error) {
	code := status(media.KindOf(err))
	if code >= http.StatusInternalServerError && r.Context().Err() == nil {
		d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("route", r.Pattern), slog.Any("error", err))
	}
	_ = dialect.WriteJSON(w, code, message{media.PublicText(err)}) // a string always marshals
}

// tusProblem answers an error of an upload. tus-js-client repeats whatever is 409,
// so only a wrong offset may be; a state that will not change is 400.
func (d *Dialect) tusProblem(w http.ResponseWriter, r *http.Request, err error) {
	if media.KindOf(err) == media.Conflict {
		err = &media.Error{Kind: media.Invalid, Public: media.PublicText(err), Cause: err}
	}
	d.problem(w, r, err)
}
