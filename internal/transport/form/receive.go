package form

import (
	"context"
	"errors"

	"github.com/tributary-video/tributary/internal/upload"
)

// Spooler stores bodies as partial uploads; its law is upload.Engine's.
type Spooler interface {
	Spool(ctx context.Context, b upload.Beginning, c upload.Chunk) (upload.Upload, error)
	Drop(ctx context.Context, id string)
}

// Form is a form whose file is stored.
type Form struct {
	Stored   upload.Upload // partial; whoever does not use it drops it
	Filename string        // by BaseName
	Fields   map[string]string
}

// Receive stores the file of a form as a partial upload as b says, and reads the fields
// around it. On any error nothing stays stored: what is wrong with the form is an *Error,
// a body that broke off an *upload.BodyError.
func Receive(ctx context.Context, s Spooler, b upload.Beginning, body *Body) (Form, error) {
	r, err := NewReader(body, body.r.Header.Get("Content-Type"))
	if err != nil {
		return Form{}, err
	}
	name, content, err := r.File()
	if err != nil {
		return Form{}, broken(err)
	}
	stored, err := s.Spool(ctx, b, upload.Chunk{Body: content, Interrupt: body.interrupt})
	if err != nil {
		return Form{}, err
	}
	if err := r.Rest(); err != nil {
		s.Drop(ctx, stored.ID)
		return Form{}, broken(err)
	}
	return Form{Stored: stored, Filename: BaseName(name), Fields: r.Fields()}, nil
}

// broken is an error of a form or, if it is not about that, of the body.
func broken(err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return &upload.BodyError{Cause: err}
}
