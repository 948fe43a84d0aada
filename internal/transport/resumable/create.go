package resumable

import (
	"mime"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// create answers POST: it begins an upload and takes what the request brings of it.
func (x *exchange) create() {
	complete, resumable := boolean(x.r.Header, "Upload-Complete")
	if !resumable {
		complete, x.version = true, 0 // an ordinary upload
	}
	t, err := parseTransfer(x.r, 0, complete)
	if err == nil {
		err = checkCoding(x.r.Header)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	u, err := x.begin(t)
	if err != nil {
		x.refuse(err)
		return
	}
	x.w.Header().Set("Location", x.policy.Location(x.r, u))
	x.announce(u)
	if u.State == upload.Receiving && (hasBody(x.r) || t.length == 0) {
		if u, err = x.append(u, t); err != nil {
			x.refuse(err)
			return
		}
	}
	x.accept(u, t, http.StatusCreated)
}

// begin judges a creation by what it declares, so that a refusal leaves nothing
// behind, and begins the upload. One of length 0 that is not said to be complete, or has to
// match a sum, begins without a length, for to the engine it would be complete.
func (x *exchange) begin(t transfer) (upload.Upload, error) {
	b, err := x.policy.Begin(x.r, parseCreation(x.r.Header))
	if err != nil {
		return upload.Upload{}, err
	}
	if b.Length = t.length; b.Length == 0 && (!t.complete || t.whole != nil) {
		b.Length = upload.UnknownLength
	}
	expect(&b, t.whole)
	u := upload.Upload{State: upload.Receiving, Length: b.Length, Limits: b.Limits}
	if err := t.check(u); err != nil {
		return upload.Upload{}, errInconsistent // past its own length: there is no upload to end
	}
	if b.Limits.MaxSize > 0 && b.Length > b.Limits.MaxSize {
		return upload.Upload{}, media.Errorf(media.TooLarge, "upload is larger than %d bytes", b.Limits.MaxSize)
	}
	if err := upload.Check(u, t.chunk()); err != nil {
		return upload.Upload{}, err
	}
	return x.engine.Begin(x.r.Context(), b)
}

// parseCreation reads what tells of the file. It is a hint, so what cannot be read is ignored.
func parseCreation(h http.Header) Creation {
	c := Creation{ContentType: h.Get("Content-Type")}
	if c.ContentType == partialUpload {
		c.ContentType = "" // of the request, and not of the file
	}
	if _, params, err := mime.ParseMediaType(h.Get("Content-Disposition")); err == nil {
		c.Filename = params["filename"]
	}
	return c
}

// checkCoding refuses content that is compressed: it is stored as it comes, and no video is.
func checkCoding(h http.Header) error {
	if coding := h.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return media.Errorf(media.WrongType, "content encodings are not supported")
	}
	return nil
}
