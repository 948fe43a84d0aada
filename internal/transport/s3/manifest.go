package s3

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// maxManifest is room for 10,000 parts with checksums (S3 contract, section 6).
	maxManifest = 4 << 20
	// minPart is the least that a part other than the last may have.
	minPart = 5 << 20
)

// manifest is the list of parts that an object is to be made of.
type manifest struct {
	parts []listedPart
	size  int64 // that the client says the object has; -1 = it does not
	claim claimed
}

// listedPart is one of them, as the client knows it.
type listedPart struct {
	PartNumber int64
	ETag       string
	checksumFields
}

// readManifest reads the body of CompleteMultipartUpload.
func (s *Server) readManifest(w http.ResponseWriter, q *request) (m manifest, err error) {
	if m.size, err = objectSize(q); err != nil {
		return manifest{}, err
	}
	if m.claim, err = readClaimed(q.Header); err != nil {
		return manifest{}, err
	}
	b, err := s.open(w, q)
	if err != nil {
		return manifest{}, err
	}
	defer b.close()
	raw, err := io.ReadAll(io.LimitReader(b, maxManifest+1))
	switch {
	case err != nil:
		return manifest{}, asBroken(q.Context(), &upload.BodyError{Cause: err})
	case len(raw) > maxManifest:
		return manifest{}, refuse(EntityTooLarge, "the list of parts is larger than 4 MiB")
	}
	m.parts, err = parseManifest(raw)
	return m, err
}

// parseManifest reads the list. Clients differ in everything that XML leaves open: prolog,
// namespace, order of elements, how a quote is written and whether there is one.
func parseManifest(raw []byte) ([]listedPart, error) {
	var list partElements
	tokens := &shallow{from: xml.NewDecoder(bytes.NewReader(raw))}
	if err := xml.NewTokenDecoder(tokens).Decode(&list); err != nil || len(list.Part) == 0 {
		return nil, refuse(MalformedXML, "the body is not a CompleteMultipartUpload with 1 to 10000 parts")
	}
	for i, p := range list.Part {
		switch {
		case p.PartNumber < 1 || p.PartNumber > upload.MaxParts:
			return nil, refuse(InvalidPart, "part numbers are from 1 to 10000")
		case i > 0 && p.PartNumber <= list.Part[i-1].PartNumber:
			return nil, refuse(InvalidPartOrder, "the parts are not listed in ascending order")
		}
	}
	return list.Part, nil
}

// pick finds the listed parts among those that are stored, and the rest. A part is the one
// that was listed when its ETag, and every checksum that comes with it, is the same.
func (m manifest) pick(have upload.Parts) (listed, rest []upload.Part, err error) {
	wanted := map[int64]bool{}
	for i, p := range m.parts {
		item, found := have.Find(p.PartNumber)
		if !found {
			return nil, nil, refuse(InvalidPart, "a listed part was not uploaded")
		}
		t, err := tagOf(item)
		switch {
		case err != nil:
			return nil, nil, err
		case !p.is(t):
			return nil, nil, refuse(InvalidPart, "a listed part has another ETag or checksum than the one that was uploaded")
		case i < len(m.parts)-1 && item.Length < minPart:
			return nil, nil, refuse(EntityTooSmall, "every part but the last has at least 5 MiB")
		}
		listed = append(listed, item)
		wanted[item.Number] = true
	}
	for _, item := range have.Items {
		if !wanted[item.Number] {
			rest = append(rest, item)
		}
	}
	return listed, rest, nil
}

// is reports whether t is of the part that the client means. A checksum that is not known
// here proves nothing either way.
func (p listedPart) is(t tag) bool {
	if !strings.EqualFold(strings.Trim(strings.TrimSpace(p.ETag), `"`), t.MD5) {
		return false
	}
	for _, c := range p.list() {
		if known := t.value(c.Algorithm); known != "" && known != c.Value {
			return false
		}
	}
	return true
}
