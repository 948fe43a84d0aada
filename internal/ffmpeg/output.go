package ffmpeg

import (
	"io"
	"strings"
	"unicode"
)

// maxStderr is how much of a tool's messages is kept.
const maxStderr = 64 << 10

// tail keeps the last maxStderr bytes written to it.
type tail struct{ buf []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	if extra := len(t.buf) - maxStderr; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(p), nil
}

// String is the text without control characters: messages quote the file, and a
// log is read in terminals.
func (t *tail) String() string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return ' '
		}
		return r
	}, string(t.buf))
}

// capped passes on up to left bytes, then calls full and fails.
type capped struct {
	w    io.Writer
	left int64
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= int64(len(p)); c.left < 0 {
		c.full()
		return 0, io.ErrShortWrite
	}
	return c.w.Write(p)
}
