package speech

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Undetermined is the language of captions when nobody knows it (ISO 639-2).
const Undetermined = "und"

// baseOf is the language of a tag without country or script, which engines do not know.
func baseOf(tag string) string {
	base, _ := language.Make(tag).Base()
	return base.String()
}

// tagOf is the tag of a language that an engine names: by a tag, or in English as Whisper
// does. "" when it is none that is known.
func tagOf(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if tag := cleanLanguage(name); tag != "" {
		return tag
	}
	for _, alias := range [][2]string{ // where Whisper and CLDR differ, or the code has three letters
		{"cantonese", "yue"}, {"castilian", "es"}, {"flemish", "nl"}, {"haitian", "ht"}, {"hawaiian", "haw"},
		{"myanmar", "my"}, {"nynorsk", "nn"}, {"punjabi", "pa"}, {"sinhalese", "si"}, {"tagalog", "tl"}, {"valencian", "ca"},
	} {
		if alias[0] == name {
			return alias[1]
		}
	}
	names := display.English.Languages()
	for code := range 26 * 26 {
		base, err := language.ParseBase(string([]byte{'a' + byte(code/26), 'a' + byte(code%26)}))
		if err == nil && strings.EqualFold(names.Name(base), name) {
			return base.String()
		}
	}
	return ""
}

// NameOf is the English name of a language, or its tag.
func NameOf(tag string) string {
	if name := display.English.Tags().Name(language.Make(tag)); name != "" {
		return name
	}
	return tag
}
