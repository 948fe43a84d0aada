package form

import (
	"math"
	"net/url"
	"strings"

	"github.com/tributary-video/tributary/internal/upload"
)

// The schemes of upload.Parts that this package writes.
const (
	Whole   = "single" // the file in one request
	ByPart  = "part"   // numbered parts
	ByBytes = "bytes"  // ranges of bytes
)

// Unknown is the total of a sender who does not know it yet.
const Unknown int64 = -1

// Cut is which piece of a file a request brings. The zero value is no cut; see [ParseContentRange].
type Cut struct {
	Scheme string // Whole, ByPart or ByBytes
	// First and Last are the first and the last byte of a range, which may be far beyond
	// what is allowed, or both the number of the part; 1 of a whole file.
	First, Last int64
	Total       int64 // of parts or bytes as the scheme has it; Unknown
}

// Ends reports whether the piece is known to be the last one of the file.
func (c Cut) Ends() bool {
	if c.Scheme == ByBytes {
		return c.Last == c.Total-1
	}
	return c.Last == c.Total
}

// Single reports whether the piece is the whole file.
func (c Cut) Single() bool {
	if c.Scheme == ByBytes {
		return c.First == 0 && c.Ends()
	}
	return c.First == 1 && c.Ends()
}

// length is how many bytes the header promises, Unknown when it is about a number.
func (c Cut) length() int64 {
	if c.Scheme != ByBytes {
		return Unknown
	}
	return c.Last - c.First + 1
}

// ParseContentRange reads the values of the Content-Range headers of a request; without
// any it is the whole file. Numbers beyond 63 bits are as good as the largest. An *Error
// has the code Malformed.
//
// A value with a "%" in it is decoded once: published examples write "part%201%2F3".
func ParseContentRange(values []string) (Cut, error) {
	if len(values) == 0 {
		return Cut{Scheme: Whole, First: 1, Last: 1, Total: 1}, nil
	}
	if len(values) > 1 {
		return Cut{}, refusal(Malformed, "Send one Content-Range header.")
	}
	text, err := url.PathUnescape(strings.TrimSpace(values[0]))
	unit, rest, found := strings.Cut(strings.TrimSpace(text), " ")
	c, ok := Cut{}, false
	switch rest = strings.TrimLeft(rest, " "); {
	case err != nil || !found:
	case strings.EqualFold(unit, ByPart):
		c, ok = parsePart(rest)
	case strings.EqualFold(unit, ByBytes):
		c, ok = parseBytes(rest)
	}
	if !ok {
		return Cut{}, refusal(Malformed, `Write it as "part 1/3", "part 1/*", "bytes 0-5242879/9000000" or "bytes 0-5242879/*".`)
	}
	return c, nil
}

// parsePart reads "n/T" or "n/*".
func parsePart(text string) (Cut, bool) {
	number, total, found := strings.Cut(text, "/")
	n, ok := parseNumber(number)
	t, okTotal := parseTotal(total)
	return Cut{Scheme: ByPart, First: n, Last: n, Total: t}, found && ok && okTotal
}

// parseBytes reads "a-b/T", "a-b/*" or "a-b".
func parseBytes(text string) (Cut, bool) {
	span, total, found := strings.Cut(text, "/")
	if !found {
		total = "*"
	}
	first, last, dash := strings.Cut(span, "-")
	a, okFirst := parseNumber(first)
	b, okLast := parseNumber(last)
	t, okTotal := parseTotal(total)
	return Cut{Scheme: ByBytes, First: a, Last: b, Total: t}, dash && okFirst && okLast && okTotal
}

func parseTotal(text string) (int64, bool) {
	if text == "*" {
		return Unknown, true
	}
	return parseNumber(text)
}

// parseNumber reads ASCII digits and nothing else.
func parseNumber(text string) (n int64, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
		digit := int64(c - '0')
		if n > (math.MaxInt64-digit)/10 {
			n = math.MaxInt64
			continue
		}
		n = n*10 + digit
	}
	return n, text != ""
}

// item is the piece as upload.Parts has it, once its bytes are stored in a partial upload.
func (c Cut) item(stored upload.Upload) upload.Part {
	return upload.Part{Number: c.First, Length: stored.Offset, Upload: stored.ID}
}
