package apivideo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
)

// maxBody is the largest JSON body read, in bytes (contract section 3.0).
const maxBody = mebibyte

// decode reads the body, one JSON object, into a struct. The content type is not looked
// at: SDKs label JSON as a form (client rule 3).
func (c call) decode(into any) error {
	raw, err := readBody(c.Request)
	if err != nil {
		return err
	}
	err = json.Unmarshal(raw, into)
	if field, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && field.Field != "" {
		return invalid(field.Field, "has the wrong type")
	}
	if err != nil {
		return badPayload("The body is not a JSON object.")
	}
	return nil
}

// readBody returns the body if it is a JSON object that a database can keep.
func readBody(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, badPayload("The body ended early.")
	case len(raw) > maxBody:
		return nil, badPayload("The body is larger than 1 MiB.")
	case !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")):
		return nil, badPayload("The body is not a JSON object.")
	case dialect.TooDeep(raw):
		return nil, badPayload("The body is nested too deeply.")
	case !json.Valid(raw):
		return nil, badPayload("The body is not a JSON object.")
	case hasNUL(raw):
		return nil, badPayload("The body has a NUL character.")
	}
	return raw, nil
}

// hasNUL reports whether a name or text of a JSON value has what PostgreSQL does not keep.
func hasNUL(raw []byte) bool {
	tokens := json.NewDecoder(bytes.NewReader(raw))
	for token, err := tokens.Token(); err == nil; token, err = tokens.Token() {
		if text, isText := token.(string); isText && strings.ContainsRune(text, 0) {
			return true
		}
	}
	return false
}

func badPayload(detail string) error {
	return fault{status: http.StatusBadRequest, slug: invalidPayload, detail: detail}
}
