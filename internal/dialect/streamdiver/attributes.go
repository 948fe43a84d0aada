package streamdiver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/dialect"
)

const (
	// maxBody is the largest JSON body read, in bytes (contract section 5).
	maxBody = 1 << 20

	maxName        = 255   // characters of a name or tag
	maxDescription = 65536 // characters
	maxTags        = 100   // of one media
)

// attributes are the members of a JSON object, read one by one under all names that the vendor
// has for them ([synonyms]), so that everything that is wrong with them is told at once. null
// counts as absent.
type attributes struct {
	members map[string]json.RawMessage
	faults  faults
}

// attributes reads the body as a JSON object, whatever its type: curl calls it a form unless
// told otherwise. No body at all is an empty object.
func (c call) attributes() (*attributes, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, badBody("the body ended early")
	case len(raw) > maxBody:
		return nil, fault{status: http.StatusRequestEntityTooLarge, message: "body too large"}
	case len(bytes.TrimSpace(raw)) == 0:
		raw = []byte(`{}`)
	}
	if err := checkJSON(raw); err != nil {
		return nil, err
	}
	return readAttributes(raw)
}

// readAttributes reads one JSON object, such as an element of a list.
func readAttributes(raw []byte) (*attributes, error) {
	a := &attributes{faults: faults{}}
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) || json.Unmarshal(raw, &a.members) != nil {
		return nil, badBody("the body is not a JSON object")
	}
	return a, nil
}

func badBody(text string) error { return fault{status: http.StatusBadRequest, message: text} }

// checkJSON refuses what is not JSON in UTF-8. More than one value passes: it is no object, either.
func checkJSON(raw []byte) error {
	switch {
	case !utf8.Valid(raw):
		return badBody("the body is not UTF-8")
	case dialect.TooDeep(raw):
		return badBody("the body is nested too deeply")
	}
	values := json.NewDecoder(bytes.NewReader(raw))
	for {
		var value json.RawMessage
		err := values.Decode(&value)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return badBody("the body is not valid JSON")
		}
	}
}

// raw is what a field holds, under whichever of its names; nil when it is absent or null.
func (a *attributes) raw(field string) json.RawMessage {
	for _, name := range synonyms(field) {
		if raw, there := a.members[name]; there && string(raw) != "null" {
			return raw
		}
	}
	return nil
}

func (a *attributes) has(field string) bool { return a.raw(field) != nil }

// read decodes a field. Of another type it is a fault, and like absent.
func (a *attributes) read(field, kind string, into any) bool {
	raw := a.raw(field)
	if raw == nil {
		return false
	}
	if json.Unmarshal(raw, into) != nil {
		a.faults.add(field, "must be "+kind)
		return false
	}
	return true
}

// text reads a text of at most so many characters, on one line. What cannot be kept of it,
// control characters among them, is left out.
func (a *attributes) text(field string, most int) (string, bool) {
	text, there := a.lines(field, most)
	return dialect.CleanText(text), there
}

// lines reads a text that may have more than one line.
func (a *attributes) lines(field string, most int) (string, bool) {
	var text string
	if !a.read(field, "a text", &text) {
		return "", false
	}
	if utf8.RuneCountInString(text) > most {
		a.faults.add(field, fmt.Sprintf("must have at most %d characters", most))
		return "", false
	}
	return strings.ReplaceAll(text, "\x00", ""), true // PostgreSQL keeps no NUL
}

func (a *attributes) flag(field string) (value, there bool) {
	there = a.read(field, "true or false", &value)
	return value, there
}

// tags reads the tags of a media: each once, in the order given, none empty.
func (a *attributes) tags(field string) ([]string, bool) {
	var given []string
	if !a.read(field, "an array of texts", &given) {
		return nil, false
	}
	tags := []string{}
	for _, tag := range given {
		tag = dialect.CleanText(tag)
		if tag == "" || utf8.RuneCountInString(tag) > maxName {
			a.faults.add(field, fmt.Sprintf("each must have 1 to %d characters", maxName))
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) > maxTags {
		a.faults.add(field, fmt.Sprintf("must be at most %d", maxTags))
	}
	return tags, true
}

// err is everything that was wrong so far, nil for nothing.
func (a *attributes) err() error { return a.faults.err() }
