package resumable

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// problemTypes is where the drafts register their problem types (RFC 9457).
const problemTypes = "https://iana.org/assignments/http-problem-types#"

// problem is the body of an error that the drafts define.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Expected *int64 `json:"expected-offset,omitempty"`
	Provided *int64 `json:"provided-offset,omitempty"`
}

// refuse answers an error while the client may still be sending. One whose body has
// stalled or broken off is not waited for again.
func (x *exchange) refuse(err error) {
	if _, broken := errors.AsType[*upload.BodyError](err); broken {
		x.problem(x.w, err)
		return
	}
	httpd.Refuse(x.w, x.r, func(w http.ResponseWriter) { x.problem(w, err) })
}

func (x *exchange) problem(w http.ResponseWriter, err error) {
	h := w.Header()
	h.Set("Upload-Complete", "?0")
	if offset, ok := errors.AsType[*upload.OffsetError](err); ok {
		h.Set("Upload-Offset", strconv.FormatInt(offset.Offset, 10))
		writeProblem(w, problem{
			Type: "mismatching-upload-offset", Title: "offset from request does not match offset of resource",
			Status: http.StatusConflict, Expected: &offset.Offset, Provided: &x.offset,
		})
		return
	}
	switch {
	case errors.Is(err, errInconsistent):
		writeProblem(w, problem{Type: "inconsistent-upload-length", Title: "inconsistent length values for upload", Status: http.StatusBadRequest})
	case errors.Is(err, errCompleted):
		writeProblem(w, problem{Type: "completed-upload", Title: "upload is already completed", Status: http.StatusBadRequest})
	default:
		x.policy.Problem(w, x.r, x.translated(h, err))
	}
}

// translated is err as clients of this protocol need it, with the headers that belong to it.
func (x *exchange) translated(h http.Header, err error) error {
	if body, ok := errors.AsType[*upload.BodyError](err); ok {
		h.Set("Upload-Offset", strconv.FormatInt(body.Offset, 10)) // what came is kept
		h.Set("Connection", "close")
		return &media.Error{Kind: media.Unavailable, Public: "body ended early", Cause: err}
	}
	if errors.Is(err, upload.ErrLeaseLost) {
		h.Set("Connection", "close")
		return &media.Error{Kind: media.Unavailable, Public: "another request took the upload over", Cause: err}
	}
	switch media.KindOf(err) {
	case media.Locked: // 423 would make clients give up
		h.Set("Retry-After", "1")
		return &media.Error{Kind: media.Unavailable, Public: media.PublicText(err), Cause: err}
	case media.Gone:
		if x.version == draft05 {
			return &media.Error{Kind: media.NotFound, Public: "upload not found", Cause: err}
		}
	case media.TooMany:
		h.Set("Retry-After", "10") // about what an ordinary file takes
	case media.TooLarge:
		h.Set("Upload-Limit", x.limits(x.cfg.Limits, x.cfg.Limits.Idle))
	}
	return err
}

func writeProblem(w http.ResponseWriter, p problem) {
	p.Type = problemTypes + p.Type
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // strings and numbers always marshal, and who has left is not told
}
