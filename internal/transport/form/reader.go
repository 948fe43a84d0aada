package form

import (
	"errors"
	"io"
	"strings"
)

const (
	// fieldBytes is how much of fields and part heads together is read, in bytes. A video's
	// id has 24; the rest is for clients that send a title and tags along.
	fieldBytes = 64 << 10
	// maxBoundary is the longest boundary, in characters. RFC 2046 allows 70.
	maxBoundary = 200
)

// Reader reads a form with one file. Call File, read the file to its end, then call Rest.
// It is used by one goroutine.
type Reader struct {
	scan   *scanner
	fields map[string]string
	left   int // of fieldBytes
}

// NewReader reads a body of a multipart Content-Type. Any other type, and one without a
// boundary, is an *Error: NoFile.
func NewReader(body io.Reader, contentType string) (*Reader, error) {
	kind, params := parseParams(contentType)
	boundary := params["boundary"]
	if !strings.HasPrefix(kind, "multipart/") || boundary == "" || len(boundary) > maxBoundary || strings.ContainsAny(boundary, "\r\n") {
		return nil, refusal(NoFile, "Send the file as a part of multipart/form-data, with a boundary.")
	}
	return &Reader{scan: newScanner(body, boundary), fields: map[string]string{}, left: fieldBytes}, nil
}

// Fields are the values of the fields read so far, the first of each name.
func (r *Reader) Fields() map[string]string { return r.fields }

// File reads on to the file and returns its name as the client wrote it, and its bytes. An
// error of either is an *Error, or of the body.
func (r *Reader) File() (name string, content io.Reader, err error) {
	if err := r.preamble(); err != nil {
		return "", nil, err
	}
	name, found, err := r.next()
	if err == nil && !found {
		err = refusal(NoFile, "No part of the form has a file name.")
	}
	return name, r.scan, err
}

// Rest reads the fields behind the file, and to the end of the body.
func (r *Reader) Rest() error {
	_, found, err := r.next()
	if err == nil && found {
		err = refusal(MultipleFiles, "Send one file in a request.")
	}
	if err != nil {
		return err
	}
	return r.scan.drain()
}

// preamble skips what is in front of the first boundary. A body without a byte has no file;
// one without a boundary is no form.
func (r *Reader) preamble() error {
	if err := r.scan.more(); err != nil {
		return err
	}
	if len(r.scan.buf) == len("\r\n") && errors.Is(r.scan.err, io.EOF) {
		return refusal(NoFile, "The body is empty.")
	}
	_, err := r.take()
	return err
}

// next takes fields until the head of a part with a file name is read, or the last
// boundary.
func (r *Reader) next() (name string, found bool, err error) {
	for {
		last, err := r.scan.boundaryEnd()
		if last || err != nil {
			return "", false, err
		}
		params, err := r.head()
		if err != nil {
			return "", false, err
		}
		if name, found := params["filename"]; found {
			return name, true, nil
		}
		value, err := r.take()
		if err != nil {
			return "", false, err
		}
		if _, twice := r.fields[params["name"]]; !twice {
			r.fields[params["name"]] = value
		}
	}
}

// take reads a part that is no file.
func (r *Reader) take() (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r.scan, int64(r.left)+1))
	if err != nil {
		return "", err
	}
	return string(raw), r.spend(len(raw))
}

// head reads the header lines of a part and returns the parameters of its
// Content-Disposition.
func (r *Reader) head() (map[string]string, error) {
	params, last := map[string]string{}, ""
	for {
		line, err := r.scan.line(r.left)
		if err != nil {
			return nil, err
		}
		if err := r.spend(len(line) + 2); err != nil {
			return nil, err
		}
		text := string(line)
		if text != "" && (text[0] == ' ' || text[0] == '\t') { // goes on with the line before (RFC 5322 section 2.2.3)
			last += text
			continue
		}
		if name, value, _ := strings.Cut(last, ":"); strings.EqualFold(strings.TrimSpace(name), "Content-Disposition") {
			_, params = parseParams(value)
		}
		if text == "" {
			return params, r.scan.beginPart()
		}
		last = text
	}
}

// spend counts what is kept of a form against its limit.
func (r *Reader) spend(n int) error {
	if r.left -= n; r.left < 0 {
		return refusal(Broken, "The fields of the form are too long.")
	}
	return nil
}
