package s3

import (
	"encoding/xml"
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/upload"
)

// maxDepth is how deep elements may lie in each other; those of a list of parts make three. Each
// that is open costs the decoder many times its few bytes.
const maxDepth = 16

// partElements is the list on the wire.
type partElements struct {
	XMLName xml.Name    `xml:"CompleteMultipartUpload"`
	Part    listedParts `xml:"Part"`
}

// listedParts are as many as there may be. Of a list that goes on, the rest is not read: an element
// of seven bytes becomes a part of more than a hundred.
type listedParts []listedPart

// UnmarshalXML implements xml.Unmarshaler. It is called for each part.
func (l *listedParts) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	if len(*l) == upload.MaxParts {
		return fmt.Errorf("more than %d parts", upload.MaxParts)
	}
	var p listedPart
	if err := d.DecodeElement(&p, &start); err != nil {
		return err
	}
	*l = append(*l, p)
	return nil
}

// shallow hands on tokens, as they are written, that lie no deeper than maxDepth.
type shallow struct {
	from  *xml.Decoder
	depth int
}

// Token implements xml.TokenReader.
func (s *shallow) Token() (xml.Token, error) {
	token, err := s.from.RawToken()
	switch token.(type) {
	case xml.StartElement:
		s.depth++
	case xml.EndElement:
		s.depth--
	}
	if s.depth > maxDepth {
		return nil, errors.New("elements lie too deep in each other")
	}
	return token, err
}
