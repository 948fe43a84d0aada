package apivideo

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// attributes are the members of a JSON object, read one by one, so that everything that
// is wrong with them is told at once. A null counts as absent unless said otherwise.
type attributes struct {
	members map[string]json.RawMessage
	faults  faults
	prefix  string // of names in faults
}

// attributes reads the body as a JSON object.
func (c call) attributes() (*attributes, error) { return readAttributes(c.Request) }

func readAttributes(r *http.Request) (*attributes, error) {
	raw, err := readBody(r)
	if err != nil {
		return nil, err
	}
	a := &attributes{}
	if err := json.Unmarshal(raw, &a.members); err != nil {
		return nil, badPayload("The body is not a JSON object.")
	}
	return a, nil
}

func (a *attributes) invalid(name, detail string) {
	a.faults.add(fault{status: http.StatusBadRequest, slug: invalidAttribute, name: a.prefix + name, detail: detail})
}

// require adds a problem for an attribute that is not there.
func (a *attributes) require(name string) {
	if _, ok := a.members[name]; !ok {
		a.faults.add(fault{status: http.StatusBadRequest, slug: attributeRequired, name: a.prefix + name})
	}
}

func (a *attributes) isNull(name string) bool { return string(a.members[name]) == "null" }

// read decodes an attribute. Of the wrong type it is a problem, and like absent.
func (a *attributes) read(name string, into any, kind string) bool {
	raw, ok := a.members[name]
	if !ok || a.isNull(name) {
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		a.invalid(name, "Must be "+kind+".")
		return false
	}
	return true
}

func (a *attributes) text(name string) (string, bool) {
	var text string
	ok := a.read(name, &text, "a text")
	return text, ok
}

func (a *attributes) flag(name string) (value, ok bool) {
	ok = a.read(name, &value, "true or false")
	return value, ok
}

const (
	maxTitle = 1024 // characters
	// maxLabel is for tags and keys of metadata, in characters. Both are looked up by an
	// index, and PostgreSQL's takes no more than 2704 bytes.
	maxLabel = 255
	// maxLabels is how many tags, or metadata, a video has: each is a row.
	maxLabels = 1000
)

// title is an error also when it is null, blank or too long.
func (a *attributes) title() *string {
	text, ok := a.text("title")
	switch {
	case a.isNull("title"):
		a.invalid("title", "Must be a text.")
	case ok && strings.TrimSpace(text) == "":
		a.invalid("title", "Must not be blank.")
	case ok && utf8.RuneCountInString(text) > maxTitle:
		a.invalid("title", "Must have at most 1024 characters.")
	case ok:
		return &text
	}
	return nil
}

// tags come back each once, in their order.
func (a *attributes) tags() *[]string {
	var sent []*string
	if !a.read("tags", &sent, "an array of texts") {
		return nil
	}
	tags, seen := []string{}, map[string]bool{}
	for _, tag := range sent {
		if tag == nil || !isLabel(*tag) {
			a.invalid("tags", "Each must be a text of 1 to 255 characters.")
			return nil
		}
		if !seen[*tag] {
			tags = append(tags, *tag)
		}
		seen[*tag] = true
	}
	if len(tags) > maxLabels {
		a.invalid("tags", "There must be at most 1000.")
		return nil
	}
	return &tags
}

// metadata is an array of keys with values on the wire. Of a repeated key the last counts.
func (a *attributes) metadata() *map[string]string {
	var sent []struct {
		Key   *string `json:"key"`
		Value string  `json:"value"`
	}
	if !a.read("metadata", &sent, "an array of objects with a key and a value, both texts") {
		return nil
	}
	meta := map[string]string{}
	for _, entry := range sent {
		if entry.Key == nil || !isLabel(*entry.Key) {
			a.invalid("metadata", "Each must have a key, a text of 1 to 255 characters.")
			return nil
		}
		meta[*entry.Key] = entry.Value
	}
	if len(meta) > maxLabels {
		a.invalid("metadata", "There must be at most 1000.")
		return nil
	}
	return &meta
}

func isLabel(text string) bool {
	return text != "" && utf8.RuneCountInString(text) <= maxLabel
}
