package resumable

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// patch answers PATCH: more bytes, or the word that there are no more.
func (x *exchange) patch() {
	u, err := x.policy.Find(x.r)
	if err != nil {
		x.refuse(err)
		return
	}
	t, err := x.parseAppend()
	if err == nil {
		err = t.check(u)
	}
	if err == nil && u.State == upload.Done {
		err = x.again(t)
	}
	if err == nil {
		u, err = x.append(u, t)
	}
	if errors.Is(err, errOverrun) {
		err = x.invalidate(u.ID)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	status := http.StatusNoContent
	if x.version == draft05 {
		status = http.StatusCreated
	}
	x.accept(u, t, status)
}

func (x *exchange) parseAppend() (transfer, error) {
	if x.r.Header.Get("Content-Type") != partialUpload {
		x.w.Header().Set("Accept-Patch", partialUpload)
		return transfer{}, media.Errorf(media.WrongType, "content type must be %s", partialUpload)
	}
	offset, found := integer(x.r.Header, "Upload-Offset")
	if !found {
		return transfer{}, media.Errorf(media.Invalid, "Upload-Offset is required")
	}
	x.offset = offset
	complete, found := boolean(x.r.Header, "Upload-Complete")
	if !found && x.version != draft05 { // whose own example leaves it out between two parts
		return transfer{}, media.Errorf(media.Invalid, "Upload-Complete is required")
	}
	return parseTransfer(x.r, offset, complete)
}

// again judges a request at the end of an upload that is complete.
func (x *exchange) again(t transfer) error {
	switch {
	case t.size != 0 && x.version != draft05:
		return errInconsistent
	case t.size == 0 && t.complete && x.version.replays():
		return nil
	}
	return errCompleted
}

// append hands the content to the engine. Where its size was not declared, the end of the
// last content is known only now, and so is the sum of the whole: the upload is sealed in a
// second step; a crash between the two leaves an upload with all of its bytes, to be
// completed by an empty PATCH.
func (x *exchange) append(u upload.Upload, t transfer) (upload.Upload, error) {
	whole, err := expected(u, t)
	if err != nil {
		return u, err
	}
	known := u.Length != upload.UnknownLength || t.length != upload.UnknownLength
	c := t.chunk()
	c.Open = c.Open || whole != nil
	got, err := x.take(u.ID, c)
	switch {
	case media.KindOf(err) == media.TooLarge && t.size < 0 && known && u.Limits.ChunkMax == 0:
		return u, x.invalidate(u.ID) // of the limits left, it is the length
	case err != nil:
		return u, err
	case !t.complete || got.State != upload.Receiving:
		return got, nil
	case got.Length != upload.UnknownLength && got.Length != got.Offset:
		return got, errInconsistent
	}
	if err := x.compare(got, whole); err != nil {
		return got, err
	}
	return x.engine.Append(x.r.Context(), got.ID, upload.Chunk{Offset: got.Offset, Length: got.Offset})
}

// compare ends an upload that does not sum to what was said of it: what is acknowledged
// cannot be sent again, and nobody knows which of its bytes are wrong.
func (x *exchange) compare(u upload.Upload, whole *upload.Checksum) error {
	if whole == nil {
		return nil
	}
	ok, err := matches(u, whole)
	if err != nil || ok {
		return err
	}
	if err := x.engine.Abort(x.r.Context(), u.ID); err != nil && media.KindOf(err) != media.Gone {
		return fmt.Errorf("drop upload %s: %w", u.ID, err)
	}
	return media.Errorf(media.Mismatch, "the upload does not match its Repr-Digest")
}

// chunk is the transfer as the engine takes it.
func (t transfer) chunk() upload.Chunk {
	return upload.Chunk{Offset: t.offset, Size: t.size, Length: t.length, Open: !t.complete, Checksum: t.checksum}
}

// take appends a chunk under deadlines that move with the body. Without a body there
// must be none: net/http is waiting for the next request already, and a deadline would end
// the connection under it.
func (x *exchange) take(id string, c upload.Chunk) (upload.Upload, error) {
	if !hasBody(x.r) {
		return x.engine.Append(x.r.Context(), id, c)
	}
	ctx, interrupt := context.WithCancel(x.r.Context())
	defer interrupt()
	httpd.Steady(x.w, x.r, x.cfg.Idle) // on the request itself: a refusal reads on from the same body
	c.Body = httpd.Steady(x.w, x.r.WithContext(ctx), x.cfg.Idle)
	c.Interrupt = interrupt
	c.Recorded = x.progress
	return x.engine.Append(x.r.Context(), id, c)
}

// invalidate ends an upload whose sender does not know where it ends. Draft -05 keeps it.
func (x *exchange) invalidate(id string) error {
	if x.version == draft05 {
		return errInconsistent
	}
	if err := x.engine.Abort(x.r.Context(), id); err != nil && media.KindOf(err) != media.Gone {
		return fmt.Errorf("invalidate upload %s: %w", id, err)
	}
	return errInconsistent
}

// hasBody reports whether a request brings bytes; -1 is a body that is counted as it comes.
func hasBody(r *http.Request) bool { return r.ContentLength != 0 }
