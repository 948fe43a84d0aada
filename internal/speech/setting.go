package speech

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Setting is which engine the operator chose. The zero value is none.
type Setting struct {
	Endpoint *url.URL // of an API like OpenAI's, as far as /v1; its query says model and format
	Command  []string // a program and its arguments
	Sphinx   bool
}

// commandPrefix begins the setting of a command.
const commandPrefix = "command:"

// Parse reads a setting: a URL, "command:" with a command line, "pocketsphinx", or "" for
// none. Words of a command line are divided by spaces unless quoted; no shell sees it.
// Errors say what to write instead.
func Parse(text string) (Setting, error) {
	line, isCommand := strings.CutPrefix(text, commandPrefix)
	switch {
	case text == "":
		return Setting{}, nil
	case text == "pocketsphinx":
		return Setting{Sphinx: true}, nil
	case isCommand:
		words, err := split(line)
		if err == nil && len(words) == 0 {
			err = errors.New("name a program")
		}
		if err != nil {
			return Setting{}, fmt.Errorf("parse command: %w", err)
		}
		return Setting{Command: words}, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		// The URL may hold a key in the wrong place; it is not repeated.
		return Setting{}, errors.New("write https://HOST/v1?model=NAME, command:PROGRAM ARGUMENTS or pocketsphinx; a key goes into TRIBUTARY_SPEECH_KEY")
	}
	return Setting{Endpoint: u}, nil
}

// split divides a line into words. Between two quotes of one kind everything stands for itself.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	open, inWord := rune(0), false
	for _, c := range line {
		switch {
		case open != 0 && c == open:
			open = 0
		case open == 0 && (c == '"' || c == '\''):
			open, inWord = c, true
		case open == 0 && (c == ' ' || c == '\t'):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	if open != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}
