package form

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Untitled is the name of a file that has none.
const Untitled = "Untitled"

// maxName is how many characters of a name are kept.
const maxName = 1024

// BaseName is what may be shown and kept of a file name that a stranger chose: what is
// behind the last separator of any system, in one line of valid UTF-8 without control
// characters and marks that turn the direction of writing, at most 1024 characters.
func BaseName(name string) string {
	// Browsers write these three in file names as HTML says, and only these.
	name = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n", "%0d", "\r", "%0a", "\n").Replace(name)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	if utf8.RuneCountInString(name) > maxName {
		name = string([]rune(name)[:maxName])
	}
	name = strings.TrimSpace(name)
	if name == "" || name == "." || name == ".." {
		return Untitled
	}
	return name
}
