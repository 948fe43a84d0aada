package s3

import (
	"errors"
	"io"
	"strings"
)

const trailerSignature = "x-amz-trailer-signature"

// trailer is the one that was promised.
type trailer struct {
	name      string // in lower case; "" = none was promised
	value     string // "" = it has not come
	signature string // the same
}

// readTrailer reads to the end of the body. Lines end in CRLF or LF alone, and blank ones may
// stand between them: minio-go sends its trailer so.
func (c *chunked) readTrailer() error {
	ended := false // by a blank line
	for size := 0; ; {
		line, err := c.line()
		if errors.Is(err, io.EOF) && len(line) == 0 && ended {
			return nil
		}
		if err != nil {
			return early(err)
		}
		if size += len(line); size > maxTrailer {
			return refuse(InvalidRequest, "the trailer is too long")
		}
		text := strings.TrimRight(string(line), "\r\n")
		if ended = text == ""; ended {
			continue
		}
		if err := c.trailer.add(text, c.signer != nil); err != nil {
			return err
		}
	}
}

// add takes a line. What was not promised is refused, and so are bytes behind the end, which
// look the same.
func (t *trailer) add(line string, signed bool) error {
	name, value, _ := strings.Cut(line, ":")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	var field *string
	switch {
	case t.name != "" && name == t.name:
		field = &t.value
	case t.name != "" && signed && name == trailerSignature:
		field = &t.signature
	default:
		return refuse(InvalidRequest, "behind the last chunk stands something that x-amz-trailer does not name")
	}
	if *field != "" || value == "" {
		return refuse(InvalidRequest, "a trailer is empty or comes twice")
	}
	*field = value
	return nil
}

// check makes sure that what was promised has come, and that it is signed when chunks are.
func (t *trailer) check(signer *chunkSigner) error {
	switch {
	case t.name == "":
		return nil
	case t.value == "":
		return refuse(InvalidRequest, "the trailer that x-amz-trailer names is missing")
	case signer == nil:
		return nil
	}
	return signer.verifyTrailer(t.name, t.value, t.signature)
}
