package tus

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const contentType = "application/offset+octet-stream"

// retryAfter is how many seconds a client waits that has too many uploads open: about what
// an ordinary file takes, so that the next try may find one finished.
const retryAfter = "10"

// create answers POST: creation and creation-with-upload.
func (e *Endpoint) create(w http.ResponseWriter, r *http.Request) {
	c, err := e.parseCreation(r)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	withBody := hasBody(r)
	if withBody && r.Header.Get("Content-Type") != contentType {
		e.refuse(w, r, media.Errorf(media.WrongType, "wrong content type"))
		return
	}
	b, err := e.policy.Begin(r, c)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	b.Length, b.Metadata, b.Kind, b.Concat = c.Length, c.Metadata.Raw, c.Kind, c.Concat
	if b.Sources, err = e.sources(r, c.Parts); err == nil {
		err = checkFirst(b, r, withBody)
	}
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	u, err := e.engine.Begin(r.Context(), b)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.Header().Set("Location", e.policy.Location(r, u))
	if withBody {
		if u, err = e.append(w, r, u.ID, upload.Chunk{Offset: 0, Size: r.ContentLength, Length: upload.UnknownLength}); err != nil {
			e.refuse(w, r, err)
			return
		}
		w.Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	}
	e.decorate(w.Header(), u)
	w.WriteHeader(http.StatusCreated)
}

// checkFirst judges the body of a creation before the upload exists, so that a
// refusal leaves nothing behind.
func checkFirst(b upload.Beginning, r *http.Request, withBody bool) error {
	if b.Limits.MaxSize > 0 && b.Length > b.Limits.MaxSize {
		return media.Errorf(media.TooLarge, "upload is larger than %d bytes", b.Limits.MaxSize)
	}
	if !withBody {
		return nil
	}
	if b.Kind == upload.Final {
		return media.Errorf(media.Invalid, "a final upload takes no bytes")
	}
	return upload.Check(upload.Upload{Length: b.Length, Limits: b.Limits},
		upload.Chunk{Size: r.ContentLength, Length: upload.UnknownLength})
}

// head answers HEAD: where to go on.
func (e *Endpoint) head(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	id, err := e.policy.Find(r)
	if err != nil {
		e.problem(w, r, passing(err))
		return
	}
	u, err := e.engine.Status(r.Context(), id)
	if err != nil {
		e.problem(w, r, passing(err))
		return
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	if u.Length == upload.UnknownLength {
		h.Set("Upload-Defer-Length", "1")
	} else {
		h.Set("Upload-Length", strconv.FormatInt(u.Length, 10))
	}
	if u.Metadata != "" {
		h.Set("Upload-Metadata", u.Metadata)
	}
	switch u.Kind {
	case upload.Partial:
		h.Set("Upload-Concat", "partial")
	case upload.Final:
		h.Set("Upload-Concat", u.Concat)
	}
	e.decorate(h, u)
	w.WriteHeader(http.StatusOK)
}

// passing turns trouble of our own into "locked": on HEAD anything else in the
// 5xx range sends clients back to byte 0.
func passing(err error) error {
	switch media.KindOf(err) {
	case media.Internal, media.Unavailable, media.TooMany, media.NoSpace:
		return &media.Error{Kind: media.Locked, Public: "upload is locked", Cause: err}
	}
	return err
}

// patch answers PATCH: one chunk.
func (e *Endpoint) patch(w http.ResponseWriter, r *http.Request) {
	id, err := e.policy.Find(r)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	c, err := e.parseChunk(r)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	u, err := e.append(w, r, id, c)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	e.decorate(w.Header(), u)
	w.WriteHeader(http.StatusNoContent)
}

// append hands the body to the engine under deadlines that move with it. Without a
// body there must be none: net/http is waiting for the next request already, and
// a deadline would end the connection under it.
func (e *Endpoint) append(w http.ResponseWriter, r *http.Request, id string, c upload.Chunk) (upload.Upload, error) {
	if !hasBody(r) {
		return e.engine.Append(r.Context(), id, c)
	}
	ctx, interrupt := context.WithCancel(r.Context())
	defer interrupt()
	httpd.Steady(w, r, e.cfg.Idle) // on r itself: a refusal reads on from the same body
	c.Body = httpd.Steady(w, r.WithContext(ctx), e.cfg.Idle)
	c.Interrupt = interrupt
	return e.engine.Append(r.Context(), id, c)
}

// remove answers DELETE: termination.
func (e *Endpoint) remove(w http.ResponseWriter, r *http.Request) {
	id, err := e.policy.Find(r)
	if err == nil {
		err = e.engine.Abort(r.Context(), id)
	}
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (e *Endpoint) decorate(h http.Header, u upload.Upload) {
	if u.Expires() {
		h.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
	}
	e.policy.Decorate(h, u)
}

// refuse answers an error while the client may still be sending. One whose body has
// stalled or broken off is not waited for again.
func (e *Endpoint) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if _, broken := errors.AsType[*upload.BodyError](err); broken {
		e.problem(w, r, err)
		return
	}
	httpd.Refuse(w, r, func(w http.ResponseWriter) { e.problem(w, r, err) })
}

// refuseAs is refuse with a status for which there is no kind of error.
func (e *Endpoint) refuseAs(w http.ResponseWriter, r *http.Request, status int, err error) {
	e.refuse(&statusWriter{ResponseWriter: w, status: status}, r, err)
}

// problem answers an error, with the offset where the protocol wants it.
func (e *Endpoint) problem(w http.ResponseWriter, r *http.Request, err error) {
	if offset, ok := errors.AsType[*upload.OffsetError](err); ok {
		w.Header().Set("Upload-Offset", strconv.FormatInt(offset.Offset, 10))
	}
	if body, ok := errors.AsType[*upload.BodyError](err); ok {
		// Read, if at all, by a client that stalled: it is told where to go on, in the
		// one status that clients retry. What came is kept.
		w.Header().Set("Upload-Offset", strconv.FormatInt(body.Offset, 10))
		w.Header().Set("Connection", "close")
		err = &media.Error{Kind: media.OffsetMismatch, Public: "body ended early", Cause: err}
	}
	if errors.Is(err, upload.ErrLeaseLost) {
		w.Header().Set("Connection", "close")
		err = &media.Error{Kind: media.Locked, Public: "upload is locked", Cause: err}
	}
	if media.KindOf(err) == media.TooMany {
		w.Header().Set("Retry-After", retryAfter)
	}
	e.policy.Problem(w, r, err)
}

// statusWriter overrules the status of an answer.
type statusWriter struct {
	http.ResponseWriter

	status int
}

func (w *statusWriter) WriteHeader(int) { w.ResponseWriter.WriteHeader(w.status) }

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
