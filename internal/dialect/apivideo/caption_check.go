package apivideo

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// language is the language in the path, in the case that RFC 5646 recommends, so that
// "FR" and "fr" are one. Its subtags are as sent: "iw" is not told to be "he".
func (c call) language() (string, error) {
	text := c.PathValue("language")
	isOther := func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	tag, err := language.Raw.Parse(text)
	base, _, _ := tag.Raw()
	if err != nil || base.String() == "und" || slices.ContainsFunc([]rune(text), isOther) {
		return "", invalid("language", "Must be a language tag such as fr or en-GB.")
	}
	return tag.String(), nil
}

// isWebVTT checks the signature (WebVTT section 4.1) and the encoding; what players do
// with the cues is their matter.
func isWebVTT(raw []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(raw, []byte("\ufeff")), []byte("WEBVTT"))
	return ok && utf8.Valid(raw) && (len(rest) == 0 || bytes.ContainsRune([]byte(" \t\r\n"), rune(rest[0])))
}
