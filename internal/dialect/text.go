package dialect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText makes one line of what a client calls something: valid UTF-8 without
// control characters (PostgreSQL refuses NUL, terminals obey the others) or
// marks that turn the direction of writing, and no blanks around it.
func CleanText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(s)
}

// CutText returns at most n characters of s.
func CutText(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
