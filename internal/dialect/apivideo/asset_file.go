package apivideo

import (
	"errors"
	"io"
	"net/http"

	"github.com/tributary-video/tributary/internal/transport/form"
)

const (
	maxPicture  = 8 * mebibyte // bytes of a thumbnail, watermark or logo
	maxTextFile = 5 * mebibyte // bytes of captions or chapters
	maxAround   = mebibyte     // bytes of a form around its file
)

// attachment is a form that brings one small file.
type attachment struct {
	file   []byte
	fields map[string]string // those without a file name
}

// attachment reads a form with one file of at most limit bytes by the rules of uploads,
// into memory.
func (c call) attachment(limit int64) (attachment, error) {
	reader, err := form.NewReader(io.LimitReader(c.Body, limit+maxAround), c.Header.Get("Content-Type"))
	if err != nil {
		return attachment{}, attachmentFault(err)
	}
	_, content, err := reader.File()
	if err != nil {
		return attachment{}, attachmentFault(err)
	}
	raw, err := io.ReadAll(io.LimitReader(content, limit+1))
	if err == nil && int64(len(raw)) <= limit {
		err = reader.Rest()
	}
	switch {
	case err != nil:
		return attachment{}, attachmentFault(err)
	case int64(len(raw)) > limit:
		return attachment{}, fault{status: http.StatusBadRequest, slug: fileTooLarge, name: aboutFile}
	case len(raw) == 0:
		return attachment{}, attachmentFault(&form.Error{Code: form.FileEmpty, Text: "Send a file that is not empty."})
	}
	return attachment{file: raw, fields: reader.Fields()}, nil
}

func attachmentFault(err error) error {
	refused, ok := errors.AsType[*form.Error](err)
	if !ok {
		return badPayload("The body ended early.")
	}
	f, known := uploadFault(refused.Code)
	if !known {
		return err
	}
	f.detail = refused.Text
	return f
}

// fileFault is a problem with what is in the uploaded file.
func fileFault(s slug, title string) error {
	return fault{status: http.StatusBadRequest, slug: s, name: aboutFile, title: title}
}
