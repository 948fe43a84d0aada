package speech

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// How much a recording may give. People say up to 25 letters a second, and what is longer
// than two lines is no caption any more.
const (
	bytesPerSecond = 200
	cuesPerSecond  = 4
	maxCueText     = 1000 // bytes
	leastSeconds   = 10   // counted for shorter recordings
)

// bounded holds what an engine says to what can be true.
type bounded struct{ Engine }

// Transcribe implements Engine.
func (b bounded) Transcribe(ctx context.Context, rec Recording, tag string) (Transcript, error) {
	ctx, cancel := context.WithTimeout(ctx, patience(rec.Length))
	defer cancel()
	t, err := b.Engine.Transcribe(ctx, rec, tag)
	if err != nil {
		return Transcript{}, err
	}
	t.Cues = clean(t.Cues, rec.Length)
	if t.Language = cleanLanguage(t.Language); tag != "" {
		t.Language = tag
	}
	return t, nil
}

// clean brings cues into order and drops what cannot be: outside of the sound, without
// text, or beyond the most that is said in so long a time.
func clean(cues []Cue, length time.Duration) []Cue {
	seconds := max(int(length/time.Second), leastSeconds)
	left := seconds * bytesPerSecond
	kept := make([]Cue, 0, min(len(cues), seconds*cuesPerSecond))
	slices.SortStableFunc(cues, func(a, b Cue) int { return cmp.Compare(a.Start, b.Start) })
	for _, c := range cues {
		c.Start, c.End = max(c.Start, 0), min(c.End, length)
		if c.Text = cleanText(c.Text); c.Text == "" || c.End <= c.Start {
			continue
		}
		if left -= len(c.Text); left < 0 || len(kept) == seconds*cuesPerSecond {
			break
		}
		kept = append(kept, c)
	}
	return kept
}

// cleanText makes one line of a text, without characters that are not to be seen: among them
// are those that turn the direction of writing of everything behind them.
func cleanText(text string) string {
	text = text[:min(len(text), 4*maxCueText)]
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Co, unicode.Cs), isDirection(r), r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxCueText {
		text = strings.ToValidUTF8(text[:maxCueText], "")
	}
	return text
}

// isDirection reports whether r overrides the direction of text (Unicode Annex 9, 2.1 to 2.5).
// Marks and joiners that scripts need are not among them.
func isDirection(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// cleanLanguage is the language of a tag in its usual form, "" for what is none.
func cleanLanguage(text string) string {
	tag, err := language.Parse(text)
	if err != nil || tag == language.Und || len(text) > 35 { // the longest RFC 5646 plans for (4.4.1)
		return ""
	}
	return tag.String()
}
