package apivideo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

const (
	// maxBody is the largest JSON body read, in bytes (contract section 3.0).
	maxBody = mebibyte
	// maxNesting is how far objects and arrays may nest. The deepest that the vendor describes is three.
	maxNesting = 32
)

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
	}
	return raw, checkJSON(raw)
}

// checkJSON walks over the tokens, which takes no stack however deep they nest.
// PostgreSQL keeps no NUL.
func checkJSON(raw []byte) error {
	tokens := json.NewDecoder(bytes.NewReader(raw))
	depth := 0
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return badPayload("The body is not a JSON object.")
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
		case string:
			if strings.ContainsRune(t, 0) {
				return badPayload("The body has a NUL character.")
			}
		}
		if depth > maxNesting {
			return badPayload("The body is nested too deeply.")
		}
	}
}

func badPayload(detail string) error {
	return fault{status: http.StatusBadRequest, slug: invalidPayload, detail: detail}
}
