package hls

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// maxText is the longest attribute text written, in characters. Players show
// names in menus; a title of megabytes would only make every reload slow.
const maxText = 128

// tag is one line with an attribute list (RFC 8216 section 4.2).
type tag struct {
	name       string
	attributes []string
}

// plain adds an attribute whose value is a number or a word of the
// specification; an empty value adds nothing.
func (t *tag) plain(key, value string) {
	if value != "" {
		t.attributes = append(t.attributes, key+"="+value)
	}
}

// quoted adds a quoted-string; an empty value adds nothing, because an empty
// string is no legal value of any attribute used here.
func (t *tag) quoted(key, value string) {
	if value = text(value); value != "" {
		t.attributes = append(t.attributes, key+`="`+value+`"`)
	}
}

// address adds a URI attribute with the playlist's query carried on.
func (t *tag) address(uri, query string) {
	t.attributes = append(t.attributes, `URI="`+address(uri, query)+`"`)
}

func (t *tag) writeTo(b *bytes.Buffer) {
	fmt.Fprintf(b, "#%s:%s\n", t.name, strings.Join(t.attributes, ","))
}

// text makes s fit for a quoted-string: clean, at most maxText long, and
// without the quote that would end it.
func text(s string) string {
	return clean(strings.ReplaceAll(s, `"`, "'"), maxText)
}

// clean takes out line ends and the other control characters that RFC 8216
// section 4.1 forbids, and invisible characters that reorder the text around
// them; it keeps at most limit characters.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > limit {
		s = strings.TrimSpace(string(runes[:limit]))
	}
	return s
}

// language returns s when it has the form of an RFC 5646 tag, "und" otherwise.
func language(s string) string {
	if len(s) > 35 { // the longest tag that RFC 5646 section 4.4.1 wants supported
		return "und"
	}
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || len(part) > 8 || strings.ContainsFunc(part, notAlphanumeric) {
			return "und"
		}
	}
	return s
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// address escapes what would end a URI early and appends query, which may start
// with "?" or not.
func address(uri, query string) string {
	uri, query = escape(uri), escape(strings.TrimPrefix(query, "?"))
	switch {
	case query == "":
		return uri
	case strings.Contains(uri, "?"):
		return uri + "&" + query
	}
	return uri + "?" + query
}

// escape percent-encodes the bytes that must not stand in a URI line or a
// quoted-string; "#" because a line that starts with it is a comment.
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '#' || c == '\\' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
