package gcore

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

// subtitleBody is a subtitle on the wire (contract section 3.3).
type subtitleBody struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"` // ISO 639-2/B
	VTT      string `json:"vtt"`
}

// newSubtitle is a subtitle that its sender described rightly. In a change, "" is left as it is.
type newSubtitle struct {
	language string // as the rest of the server has it
	name     string
	vtt      string
	speech   edit // made of that instead of a text; nil = it has one
}

// badLanguage refuses a language in the vendor's words, which are not those for attributes.
func badLanguage() error {
	return fault{http.StatusUnprocessableEntity, "Unprocessable Entity. Language code is not recognized."}
}

// readSubtitle reads what creation and PATCH share. What is wrong with it is in a's faults; the
// language has an error of its own.
func readSubtitle(a *attributes) (s newSubtitle, err error) {
	if code, ok := a.text("language"); ok {
		if s.language, ok = languageTag(code); !ok {
			err = badLanguage()
		}
	}
	if name, ok := a.text("name"); ok {
		s.name = strings.TrimSpace(name)
	}
	s.vtt = a.webVTT("vtt")
	return s, err
}

// readNewSubtitle is readSubtitle for one that must be whole.
func readNewSubtitle(a *attributes) (newSubtitle, error) {
	s, err := readSubtitle(a)
	if err != nil {
		return s, err
	}
	if code, ok := a.text(transcribe); ok && code != "disable" && s.vtt == "" {
		s.speech = a.transcription()
		return s, nil
	}
	if s.language == "" {
		a.require("language")
	}
	if s.vtt == "" {
		a.require("vtt")
	}
	if s.name == "" {
		s.name = languageName(s.language)
	}
	return s, nil
}

// require is a fault unless there is one already.
func (a *attributes) require(name string) {
	if len(a.faults[a.prefix+name]) == 0 {
		a.fault(name, blank)
	}
}

// webVTT reads a subtitle file, "" when there is none.
func (a *attributes) webVTT(name string) string {
	var text string
	if !a.read(name, &text) || text == "" {
		return ""
	}
	if len(text) > maxSubtitle {
		a.fault(name, tooLong)
		return ""
	}
	vtt, ok := webVTT(text)
	if !ok || !utf8.ValidString(vtt) {
		a.fault(name, isInvalid)
		return ""
	}
	return vtt
}
