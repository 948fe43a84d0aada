package apivideo

import (
	"context"
	"errors"

	"github.com/tributary-video/tributary/internal/dialect/picture"
)

// receivePicture reads a form with one picture and has it made anew. Only the work waits
// for its turn, not the reading: a slow sender holds up nobody.
func (d *Dialect) receivePicture(c call, anew func(ctx context.Context, raw []byte) ([]byte, error)) (raw []byte, fields map[string]string, err error) {
	sent, err := c.attachment(maxPicture)
	if err != nil {
		return nil, nil, err
	}
	raw, err = anew(c.Context(), sent.file)
	switch {
	case errors.Is(err, picture.ErrFormat):
		err = fileFault("uploaded-file-extension-invalid", "The file must be a JPEG, PNG or WebP picture.")
	case errors.Is(err, picture.ErrTooLarge):
		err = fileFault("uploaded-file-invalid-file", "The picture has more than 50 megapixels.")
	case errors.Is(err, picture.ErrDamaged):
		err = fileFault("uploaded-file-invalid-file", "The picture is damaged.")
	}
	return raw, sent.fields, err
}
