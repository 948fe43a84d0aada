package form

import (
	"bytes"
	"errors"
	"io"
)

const (
	// scanBuffer is what a scanner holds of a body: the lines between parts, and what may
	// be the beginning of a boundary.
	scanBuffer = 4 << 10
	// directRead is how large a caller's buffer must be for the bytes of a part to go
	// straight into it.
	directRead = 2 << 10
)

// scanner cuts a body at its boundary. Bytes of parts go from the source into the caller's
// buffer and are searched there.
type scanner struct {
	src   io.Reader
	delim []byte // CRLF, two dashes and the boundary
	buf   []byte // read and not used yet
	clear int    // how many bytes of buf are known to be content
	err   error  // of src, behind buf
}

// newScanner begins in front of the first boundary, as if a part went before: the line end
// that it begins with is put in.
func newScanner(src io.Reader, boundary string) *scanner {
	return &scanner{src: src, delim: []byte("\r\n--" + boundary), buf: append(make([]byte, 0, scanBuffer), "\r\n"...)}
}

// Read reads the content of a part. io.EOF is its end; the boundary is used up then. A
// source that ends before is an *Error.
func (s *scanner) Read(p []byte) (int, error) {
	for len(p) > 0 {
		if len(s.buf) == 0 && s.err == nil && len(p) >= max(directRead, 2*len(s.delim)) {
			if n := s.direct(p); n > 0 {
				return n, nil
			}
			continue
		}
		if s.clear == 0 {
			found := false
			if s.clear, found = s.find(s.buf); found && s.clear == 0 {
				s.buf = s.buf[len(s.delim):]
				return 0, io.EOF
			}
		}
		if s.clear > 0 {
			n := copy(p, s.buf[:s.clear])
			s.buf, s.clear = s.buf[n:], s.clear-n
			return n, nil
		}
		if err := s.more(); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// direct reads into p and returns how much of that is content; what follows is kept. An
// error of the source comes with the next read.
func (s *scanner) direct(p []byte) int {
	n, err := s.src.Read(p)
	s.err = err
	clear, _ := s.find(p[:n])
	s.buf = append(s.start(), p[clear:n]...)
	return clear
}

// find returns how many bytes of window are content for sure, and whether the boundary
// follows them.
func (s *scanner) find(window []byte) (clear int, found bool) {
	for from := 0; ; {
		i := bytes.Index(window[from:], s.delim)
		if i < 0 {
			return len(window) - s.overlap(window[from:]), false
		}
		i += from
		switch after := window[i+len(s.delim):]; {
		case endsBoundary(after):
			return i, true
		case len(after) < 2 && s.err == nil:
			return i, false // the next bytes decide
		}
		from = i + 1
	}
}

// endsBoundary: a boundary may be the beginning of a longer word, which is content then.
func endsBoundary(after []byte) bool {
	if len(after) == 0 {
		return false
	}
	return bytes.IndexByte([]byte(" \t\r\n"), after[0]) >= 0 || bytes.HasPrefix(after, []byte("--"))
}

// overlap is how many bytes at the end of window may be the beginning of a boundary. Only
// its first byte is a CR.
func (s *scanner) overlap(window []byte) int {
	tail := window[max(0, len(window)-len(s.delim)+1):]
	i := bytes.LastIndexByte(tail, '\r')
	if i < 0 || !bytes.HasPrefix(s.delim, tail[i:]) {
		return 0
	}
	return len(tail) - i
}

// start is the memory of buf from its first byte, for as long as it is of ordinary size.
func (s *scanner) start() []byte {
	if cap(s.buf) < scanBuffer/2 {
		return make([]byte, 0, scanBuffer)
	}
	return s.buf[:0]
}

// more adds to buf what one read of the source brings. The end of the source is an error:
// a form ends with a boundary.
func (s *scanner) more() error {
	if s.err != nil {
		return s.ended()
	}
	if cap(s.buf)-len(s.buf) < scanBuffer/4 {
		s.buf = append(make([]byte, 0, len(s.buf)+scanBuffer), s.buf...)
	}
	n, err := s.src.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf, s.err = s.buf[:len(s.buf)+n], err
	return nil
}

func (s *scanner) ended() error {
	if errors.Is(s.err, io.EOF) {
		return refusal(Broken, "The form breaks off.")
	}
	return s.err
}

// line reads a line of at most limit bytes, without its end.
func (s *scanner) line(limit int) ([]byte, error) {
	for seen := 0; ; {
		if i := bytes.IndexByte(s.buf[seen:], '\n'); i >= 0 {
			line := s.buf[:seen+i]
			s.buf = s.buf[seen+i+1:]
			return bytes.TrimSuffix(line, []byte("\r")), nil
		}
		if seen = len(s.buf); seen > limit {
			return nil, refusal(Broken, "The form has a line that is too long.")
		}
		if err := s.more(); err != nil {
			return nil, err
		}
	}
}

// boundaryEnd reads what follows a boundary on its line and reports whether that was the
// last one.
func (s *scanner) boundaryEnd() (last bool, err error) {
	for len(s.buf) < 2 {
		if err := s.more(); err != nil {
			return false, err
		}
	}
	if bytes.HasPrefix(s.buf, []byte("--")) {
		s.buf = s.buf[2:]
		return true, nil
	}
	rest, err := s.line(scanBuffer)
	if err == nil && len(bytes.TrimSpace(rest)) > 0 {
		err = refusal(Broken, "The form has something behind a boundary.")
	}
	return false, err
}

// beginPart is called behind the head of a part. The empty line there may be the line end
// that a boundary begins with, of a part without content (RFC 2046 section 5.1.1).
func (s *scanner) beginPart() error {
	for len(s.buf) < len(s.delim) && s.err == nil {
		if err := s.more(); err != nil {
			return err
		}
	}
	if after, empty := bytes.CutPrefix(s.buf, s.delim[len("\r\n"):]); empty && endsBoundary(after) {
		s.buf = append([]byte("\r\n"), s.buf...)
	}
	return nil
}

// drain reads what is behind the last boundary, which means nothing (RFC 2046 section 5.1.1).
func (s *scanner) drain() error {
	for s.err == nil {
		s.buf = s.buf[:0]
		if err := s.more(); err != nil {
			return err
		}
	}
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}
