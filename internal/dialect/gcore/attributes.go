package gcore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/dialect"
)

// maxBody is the largest JSON body read, in bytes; a batch has its own.
const maxBody = 8 << 20

// attributes are the members of a JSON object, read one by one, so that everything that
// is wrong with them is told at once. null counts as absent unless said otherwise.
type attributes struct {
	members map[string]json.RawMessage
	faults  faults
	prefix  string // of names in faults, such as "videos[1]."
}

// attributes reads the body as a JSON object, whatever its type: curl calls it a form
// unless told otherwise. No body at all is an empty object. An object in a member called
// wrapper stands for the whole; "" = none.
func (c call) attributes(wrapper string) (*attributes, error) {
	raw, err := c.body(maxBody)
	if err != nil {
		return nil, err
	}
	return unwrapped(raw, wrapper)
}

// unwrapped reads a JSON object, or the one in its member called wrapper.
func unwrapped(raw []byte, wrapper string) (*attributes, error) {
	a, err := readAttributes(raw)
	if err != nil || wrapper == "" || !a.has(wrapper) {
		return a, err
	}
	inner := &attributes{faults: faults{}}
	if err := json.Unmarshal(a.members[wrapper], &inner.members); err != nil {
		a.fault(wrapper, isInvalid)
		return nil, a.faults.err()
	}
	return inner, nil
}

// element reads the object at a place of a list; its faults are a's. One that is no object is a
// fault, and false.
func (a *attributes) element(list string, place int, raw json.RawMessage) (*attributes, bool) {
	name := fmt.Sprintf("%s[%d]", list, place)
	inner := &attributes{faults: a.faults, prefix: a.prefix + name + "."}
	if err := json.Unmarshal(raw, &inner.members); err != nil {
		a.fault(name, isInvalid)
		return nil, false
	}
	return inner, true
}

// body reads the body if it is JSON that a database can keep.
func (c call) body(limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Body, limit+1))
	switch {
	case err != nil:
		return nil, badRequest("the body ended early")
	case int64(len(raw)) > limit:
		return nil, fault{http.StatusRequestEntityTooLarge, "Payload Too Large"}
	case len(bytes.TrimSpace(raw)) == 0:
		return []byte(`{}`), nil
	}
	return raw, checkJSON(raw)
}

// readAttributes reads one JSON object.
func readAttributes(raw []byte) (*attributes, error) {
	a := &attributes{faults: faults{}}
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) || json.Unmarshal(raw, &a.members) != nil {
		return nil, badRequest("invalid JSON")
	}
	return a, nil
}

// checkJSON refuses what is not one JSON value in UTF-8.
func checkJSON(raw []byte) error {
	switch {
	case !utf8.Valid(raw):
		return badRequest("invalid UTF-8")
	case dialect.TooDeep(raw):
		return badRequest("JSON is nested too deeply")
	case !json.Valid(raw):
		return badRequest("invalid JSON")
	}
	return nil
}

// fault adds what is wrong with an attribute.
func (a *attributes) fault(name, text string) { a.faults.add(a.prefix+name, text) }

func (a *attributes) has(name string) bool {
	_, ok := a.members[name]
	return ok
}

func (a *attributes) isNull(name string) bool { return string(a.members[name]) == "null" }

// read decodes an attribute. Of the wrong type it is a fault, and like absent.
func (a *attributes) read(name string, into any) bool {
	raw, ok := a.members[name]
	if !ok || a.isNull(name) {
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		a.fault(name, isInvalid)
		return false
	}
	return true
}

// text reads a text without NUL, which PostgreSQL does not keep, that is not too long for its name.
func (a *attributes) text(name string) (string, bool) {
	var text string
	if !a.read(name, &text) {
		return "", false
	}
	switch {
	case strings.ContainsRune(text, 0):
		a.fault(name, isInvalid)
	case utf8.RuneCountInString(text) > maxText(name):
		a.fault(name, tooLong)
	default:
		return text, true
	}
	return "", false
}

// maxText is how many characters a text may have.
func maxText(name string) int {
	if name == "description" {
		return 65536
	}
	return 2048
}

func (a *attributes) flag(name string) (value, ok bool) {
	ok = a.read(name, &value)
	return value, ok
}

// integer reads a whole number from low to high. Clients send it as text, too.
func (a *attributes) integer(name string, low, high int64) (int64, bool) {
	n, ok := a.decimal(name)
	if !ok {
		return 0, false
	}
	if n != math.Trunc(n) || n < float64(low) || n > float64(high) {
		a.fault(name, isInvalid)
		return 0, false
	}
	return int64(n), true
}

// decimal reads a number, also one in a text.
func (a *attributes) decimal(name string) (float64, bool) {
	raw, ok := a.members[name]
	if !ok || a.isNull(name) {
		return 0, false
	}
	var n float64
	if json.Unmarshal(raw, &n) == nil {
		return n, true
	}
	var text string
	if json.Unmarshal(raw, &text) == nil && json.Unmarshal([]byte(strings.TrimSpace(text)), &n) == nil {
		return n, true
	}
	a.fault(name, isInvalid)
	return 0, false
}

// id reads the integer id of another object.
func (a *attributes) id(name string) (int64, bool) {
	n, ok := a.decimal(name)
	if !ok {
		return 0, false
	}
	if n != math.Trunc(n) || n < 1 || n > maxID {
		a.fault(name, unknown)
		return 0, false
	}
	return int64(n), true
}
