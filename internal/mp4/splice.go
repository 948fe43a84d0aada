package mp4

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
)

const (
	// readAhead is how much a reader of a Splice fetches at once: large enough that
	// storage is asked a few times for a segment, small enough to have many readers.
	readAhead = 1 << 20
	// maxGap is the run of unwanted bytes that is read and dropped rather than
	// asked around: sound between pictures, in most files.
	maxGap = 64 << 10
)

// Splice is a file that exists only as a list of ranges of others: new headers
// and borrowed samples. It may be read concurrently, as far as its sources may.
// The zero Splice is empty.
type Splice struct {
	parts []part
	size  int64
}

// part is a range of a source and where it stands in the splice.
type part struct {
	at     int64
	src    io.ReaderAt
	offset int64
	length int64
}

func (p part) end() int64 { return p.at + p.length }

// Append adds length bytes of src from offset on. A range that continues the one before is joined to it.
func (s *Splice) Append(src io.ReaderAt, offset, length int64) {
	if length <= 0 {
		return
	}
	if n := len(s.parts) - 1; n >= 0 {
		p := &s.parts[n]
		if p.offset+p.length == offset && same(p.src, src) {
			p.length += length
			s.size += length
			return
		}
	}
	s.parts = append(s.parts, part{s.size, src, offset, length})
	s.size += length
}

// same reports whether two sources are one. Sources that Go cannot compare are taken as two.
func same(a, b io.ReaderAt) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// AppendBytes adds bytes that are in memory. They must not change afterwards.
func (s *Splice) AppendBytes(b []byte) {
	s.Append(bytes.NewReader(b), 0, int64(len(b)))
}

// Size is the number of bytes.
func (s *Splice) Size() int64 { return s.size }

// ReadAt implements io.ReaderAt.
func (s *Splice) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read splice: negative offset")
	}
	n := 0
	for i := s.find(off); i < len(s.parts) && n < len(p); {
		next, got, err := s.readParts(i, p[n:], off+int64(n))
		n += got
		if err != nil {
			return n, fmt.Errorf("read splice: %w", err)
		}
		i = next
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// find returns the index of the part that holds the byte at off.
func (s *Splice) find(off int64) int {
	i, _ := slices.BinarySearchFunc(s.parts, off, func(p part, off int64) int {
		if p.end() <= off {
			return -1
		}
		return 1
	})
	return i
}

// readParts fills b, which stands at pos in the splice, from part i and from those
// after it that lie close behind it in the same source, with one read. It returns the part
// to go on with.
func (s *Splice) readParts(i int, b []byte, pos int64) (next, n int, err error) {
	first := s.parts[i]
	start := first.offset + pos - first.at
	end := start
	want := pos + int64(len(b))
	for next = i; next < len(s.parts) && s.parts[next].at < want; next++ {
		p := s.parts[next]
		if next > i && (p.offset < end || p.offset-end > maxGap || !same(p.src, first.src)) {
			break
		}
		end = p.offset + min(p.length, want-p.at)
	}
	if next == i+1 {
		n, err = readFull(first.src, b[:end-start], start)
		return next, n, err
	}
	buf := make([]byte, end-start)
	if _, err = readFull(first.src, buf, start); err != nil {
		return next, 0, err
	}
	for _, p := range s.parts[i:next] {
		from := max(p.offset, start)
		n += copy(b[n:], buf[from-start:min(p.offset+p.length, end)-start])
	}
	return next, n, nil
}

// readFull reads all of b; what is short is an error, whatever the source calls it.
func readFull(src io.ReaderAt, b []byte, off int64) (int, error) {
	n, err := src.ReadAt(b, off)
	if n == len(b) {
		return n, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Reader returns a reader of the whole splice from its start, for http.ServeContent or
// io.Copy. It reads ahead in large steps. It is used by one goroutine; a splice may have many.
func (s *Splice) Reader() io.ReadSeeker { return &spliceReader{s: s} }

// WriteTo implements io.WriterTo.
func (s *Splice) WriteTo(w io.Writer) (int64, error) {
	return (&spliceReader{s: s}).WriteTo(w)
}

type spliceReader struct {
	s   *Splice
	pos int64
	buf []byte // bytes from pos on, read ahead
	mem []byte
}

// fill makes buf hold at least one byte, or returns io.EOF.
func (r *spliceReader) fill() error {
	if len(r.buf) > 0 {
		return nil
	}
	if r.pos >= r.s.size {
		return io.EOF
	}
	if r.mem == nil {
		r.mem = make([]byte, min(readAhead, r.s.size-r.pos))
	}
	n, err := r.s.ReadAt(r.mem[:min(int64(len(r.mem)), r.s.size-r.pos)], r.pos)
	r.buf = r.mem[:n]
	if n > 0 {
		return nil
	}
	return err
}

func (r *spliceReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := r.fill(); err != nil {
		return 0, err
	}
	n := copy(p, r.buf)
	r.advance(n)
	return n, nil
}

func (r *spliceReader) advance(n int) {
	r.buf = r.buf[n:]
	r.pos += int64(n)
}

// WriteTo spares io.Copy its small buffer.
func (r *spliceReader) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		if err := r.fill(); errors.Is(err, io.EOF) && r.pos >= r.s.size {
			return total, nil
		} else if err != nil {
			return total, err
		}
		n, err := w.Write(r.buf)
		total += int64(n)
		r.advance(n)
		if err != nil {
			return total, err
		}
	}
}

func (r *spliceReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.s.size
	}
	if offset < 0 {
		return 0, errors.New("seek splice: negative position")
	}
	r.pos, r.buf = offset, nil
	return offset, nil
}
