package native

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/media"
)

// maxPlaces is how many places of a request one problem names: enough for every field
// of a body, and no echo for somebody who sends thousands of wrong ones.
const maxPlaces = 16

// status is the HTTP status of an error kind.
func status(kind media.Kind) int {
	switch kind {
	case media.Internal:
		return http.StatusInternalServerError
	case media.Invalid, media.Mismatch:
		return http.StatusUnprocessableEntity
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
	case media.NoSpace:
		return http.StatusInsufficientStorage
	case media.Unavailable:
		return http.StatusServiceUnavailable
	}
	return 0
}

// problem is a body of RFC 9457. Its type is about:blank, with which the title must
// be that of the status (section 4.2.1): no two problems here share a status and
// need different handling.
func problem(status int, detail string) *huma.ErrorModel {
	return &huma.ErrorModel{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// problemOf is what a client may know of an error; the rest goes to the log.
func (a *API) problemOf(ctx context.Context, operation string, err error) *huma.ErrorModel {
	code := status(media.KindOf(err))
	if code >= http.StatusInternalServerError && ctx.Err() == nil {
		a.cfg.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("operation", operation), slog.Any("error", err))
	}
	return problem(code, media.PublicText(err))
}

// refuse answers an error outside of huma's handlers.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problemOf(r.Context(), r.Pattern, err)
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="tributary"`)
	}
	writeProblem(w, p)
}

func writeProblem(w http.ResponseWriter, p *huma.ErrorModel) {
	w.Header().Set("Content-Type", p.ContentType("application/json"))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // strings always marshal, and who has left is not told
}

// tidy makes problems of huma's own, from its checks against the description, like
// ours: the first place is in the detail, and what was sent is not sent back.
func tidy(_ huma.Context, _ string, body any) (any, error) {
	p, ok := body.(*huma.ErrorModel)
	if !ok || p.Type != "" {
		return body, nil
	}
	p.Type = "about:blank"
	if p.Status != http.StatusUnprocessableEntity {
		p.Detail, p.Errors = media.PublicText(nil), nil
		return p, nil
	}
	p.Errors = p.Errors[:min(len(p.Errors), maxPlaces)]
	for _, place := range p.Errors {
		place.Value = nil
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Location + ": " + p.Errors[0].Message
	}
	return p, nil
}
