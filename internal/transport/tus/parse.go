package tus

import (
	"encoding/base64"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// number reads a header that holds a non-negative integer: ASCII digits and
// nothing else, once. found is false when the header is absent.
func number(h http.Header, name string) (n int64, found bool, err error) {
	values := h.Values(name)
	if len(values) == 0 {
		return 0, false, nil
	}
	bad := media.Errorf(media.Invalid, "invalid %s", name)
	if len(values) > 1 || values[0] == "" {
		return 0, true, bad
	}
	for _, c := range []byte(values[0]) {
		if c < '0' || c > '9' || n > (math.MaxInt64-int64(c-'0'))/10 {
			return 0, true, bad
		}
		n = n*10 + int64(c-'0')
	}
	return n, true, nil
}

func (e *Endpoint) parseCreation(r *http.Request) (Creation, error) {
	c, err := e.parseConcat(r.Header.Values("Upload-Concat"))
	if err != nil {
		return c, err
	}
	if c.Length, err = e.parseLength(r.Header, c.Kind); err != nil {
		return c, err
	}
	c.Metadata, err = ParseMetadata(r.Header.Values("Upload-Metadata"))
	return c, err
}

// parseLength reads how long an upload will be. A final one is as long as its parts.
func (e *Endpoint) parseLength(h http.Header, kind upload.Kind) (int64, error) {
	length, declared, err := number(h, "Upload-Length")
	if err != nil {
		return 0, err
	}
	later := h.Values("Upload-Defer-Length")
	switch {
	case kind == upload.Final && (declared || len(later) > 0):
		return 0, media.Errorf(media.Invalid, "a final upload has no Upload-Length of its own")
	case kind == upload.Final:
		return upload.UnknownLength, nil
	case declared && len(later) > 0, !declared && len(later) == 0:
		return 0, media.Errorf(media.Invalid, "either Upload-Length or Upload-Defer-Length is required")
	case declared:
		return length, nil
	case !slices.Equal(later, []string{"1"}) || !e.offers("creation-defer-length"):
		return 0, media.Errorf(media.Invalid, "invalid Upload-Defer-Length")
	}
	return upload.UnknownLength, nil
}

func (e *Endpoint) parseChunk(r *http.Request) (upload.Chunk, error) {
	c := upload.Chunk{Size: r.ContentLength, Length: upload.UnknownLength}
	if r.Header.Get("Content-Type") != contentType {
		return c, media.Errorf(media.WrongType, "wrong content type")
	}
	offset, found, err := number(r.Header, "Upload-Offset")
	if err == nil && !found {
		err = media.Errorf(media.Invalid, "Upload-Offset is required")
	}
	if err != nil {
		return c, err
	}
	c.Offset = offset
	length, found, err := number(r.Header, "Upload-Length")
	if err != nil {
		return c, err
	}
	if found {
		c.Length = length
	}
	err = e.readChecksum(r, &c)
	return c, err
}

// hasBody reports whether a request brings bytes; -1 is a body that is counted as it comes.
func hasBody(r *http.Request) bool { return r.ContentLength != 0 }

// maxMetadata is the most a client may store with an upload, in bytes as sent.
const maxMetadata = 16 << 10

// Metadata is a parsed Upload-Metadata header.
type Metadata struct {
	Raw    string // as sent, several lines joined by commas; HEAD returns it
	values map[string]string
}

// ParseMetadata reads the lines of an Upload-Metadata header: comma-separated
// pairs of a unique key and, optionally, a value in base64. An empty header is fine.
func ParseMetadata(lines []string) (Metadata, error) {
	m := Metadata{Raw: strings.Join(lines, ","), values: map[string]string{}}
	if len(m.Raw) > maxMetadata {
		return m, media.Errorf(media.TooLarge, "Upload-Metadata is larger than %s bytes", strconv.Itoa(maxMetadata))
	}
	if strings.TrimSpace(m.Raw) == "" {
		return m, nil
	}
	for pair := range strings.SplitSeq(m.Raw, ",") {
		key, value, err := parsePair(pair)
		if err != nil {
			return m, err
		}
		if _, twice := m.values[key]; twice {
			return m, media.Errorf(media.Invalid, "Upload-Metadata has a key twice")
		}
		m.values[key] = value
	}
	return m, nil
}

func parsePair(pair string) (key, value string, err error) {
	fields := strings.Split(strings.TrimSpace(pair), " ")
	if len(fields) > 2 || fields[0] == "" {
		return "", "", media.Errorf(media.Invalid, "invalid Upload-Metadata")
	}
	for _, c := range []byte(fields[0]) {
		if c <= ' ' || c > '~' {
			return "", "", media.Errorf(media.Invalid, "invalid Upload-Metadata key")
		}
	}
	if len(fields) == 1 {
		return fields[0], "", nil
	}
	raw, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil {
		return "", "", media.Errorf(media.Invalid, "Upload-Metadata value is not base64")
	}
	return fields[0], string(raw), nil
}

// Get returns the value of a key, compared without case: clients spell
// "filename" and "fileName".
func (m Metadata) Get(key string) (string, bool) {
	if v, ok := m.values[key]; ok {
		return v, true
	}
	for k, v := range m.values {
		if strings.EqualFold(k, key) {
			return v, true
		}
	}
	return "", false
}

// All returns every pair.
func (m Metadata) All() map[string]string { return m.values }
