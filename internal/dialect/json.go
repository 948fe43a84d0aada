package dialect

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	// maxBody is the largest JSON body read, in bytes. The longest that a vendor
	// describes, a list of fifty ids, has 2 KiB.
	maxBody = 256 << 10
	// maxDepth is how far objects and arrays may nest. No vendor goes beyond four;
	// the decoder's own limit, 10,000, is a stack that strangers fill.
	maxDepth = 32
)

// DecodeJSON reads the body of r, exactly one JSON value, into a struct. Fields
// that into does not have are skipped, since vendors' clients send more than is
// documented. An empty body is media.Invalid like any other that does not fit; more
// than 256 KiB are media.TooLarge.
func DecodeJSON(r *http.Request, into any) error {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return &media.Error{Kind: media.Invalid, Public: "body ended early", Cause: err}
	case len(raw) > maxBody:
		return media.Errorf(media.TooLarge, "body is larger than %d bytes", maxBody)
	case TooDeep(raw):
		return media.Errorf(media.Invalid, "body is nested too deeply")
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return invalid(err)
	}
	return nil
}

// invalid names the field of the wrong type: it comes from our own struct tags,
// never from the body.
func invalid(err error) error {
	if field, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && field.Field != "" {
		return &media.Error{Kind: media.Invalid, Public: field.Field + " has the wrong type", Cause: err}
	}
	return &media.Error{Kind: media.Invalid, Public: "body is not valid JSON", Cause: err}
}

// TooDeep reports whether objects and arrays nest more than 32 deep in a text, which may not be JSON
// at all. It takes no stack itself: ask it before any decoder sees the text.
func TooDeep(raw []byte) bool { return depth(raw) > maxDepth }

func depth(raw []byte) int {
	deepest, open, quoted, escaped := 0, 0, false, false
	for _, c := range raw {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}

// WriteJSON answers with v, or returns an error before anything is written. Answers of an API are never stored on the way: they
// tell states that change, and links that are secrets.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	raw, err := Marshal(v)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// Without a length the end of an answer that refuses a body would come only when
	// the rest of the body has been read away.
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // an error means that nobody listens any more
	return nil
}

// Marshal returns v as one line of JSON. Links in it keep their "&": vendors' clients
// include shell scripts that cut a URL out of the text.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Optional tells a field that is null from one that is not there.
type Optional[T any] struct {
	Set   bool
	Value *T // nil for null
}

// UnmarshalJSON implements json.Unmarshaler; it is called for null, too.
func (o *Optional[T]) UnmarshalJSON(raw []byte) error {
	o.Set = true
	return json.Unmarshal(raw, &o.Value)
}
