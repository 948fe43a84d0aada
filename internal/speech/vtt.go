package speech

import (
	"errors"
	"fmt"
	"html"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const arrow = "-->"

// WebVTT writes cues as a WebVTT file. Nothing in a text is taken for markup or for a time.
func WebVTT(cues []Cue) []byte {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", " ")
	out := []byte("WEBVTT\n")
	for _, c := range cues {
		out = fmt.Appendf(out, "\n%s %s %s\n%s\n", Clock(c.Start), arrow, Clock(c.End), escape.Replace(c.Text))
	}
	return out
}

// Clock writes a time as WebVTT has it, hours included.
func Clock(t time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", t/time.Hour, t/time.Minute%60, t/time.Second%60, t/time.Millisecond%1000)
}

var errNoText = errors.New("the answer is neither WebVTT nor SubRip")

// parseText reads WebVTT or SubRip. What is no cue is passed over; a file in which nothing
// is one and that does not begin like WebVTT is an error, unless it is empty.
func parseText(raw []byte) (Transcript, error) {
	var t Transcript
	if !utf8.Valid(raw) {
		return t, errNoText
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(raw), "\ufeff"))
	for block := range strings.SplitSeq(text, "\n\n") {
		if cue, ok := parseCue(block); ok {
			t.Cues = append(t.Cues, cue)
		}
	}
	head, _, _ := strings.Cut(text, "\n\n")
	if rest, isVTT := strings.CutPrefix(head, "WEBVTT"); isVTT {
		t.Language = headerLanguage(rest)
	} else if len(t.Cues) == 0 && strings.TrimSpace(text) != "" {
		return t, errNoText
	}
	return t, nil
}

// headerLanguage is the line "Language: en" of a header. It is not in the standard and in many files.
func headerLanguage(head string) string {
	for line := range strings.Lines(head) {
		if tag, ok := strings.CutPrefix(line, "Language:"); ok {
			return strings.TrimSpace(tag)
		}
	}
	return ""
}

// parseCue reads a block: perhaps a line with a name, the line of times, lines of text.
func parseCue(block string) (cue Cue, ok bool) {
	lines := strings.Split(strings.Trim(block, "\n"), "\n")
	if len(lines) > 1 && !strings.Contains(lines[0], arrow) {
		lines = lines[1:]
	}
	from, rest, ok := strings.Cut(lines[0], arrow)
	fields := strings.Fields(rest) // coordinates may follow the end
	if !ok || len(fields) == 0 {
		return cue, false
	}
	start, startOK := parseClock(strings.TrimSpace(from))
	end, endOK := parseClock(fields[0])
	text := html.UnescapeString(withoutTags(strings.Join(lines[1:], " ")))
	return Cue{Start: start, End: end, Text: text}, startOK && endOK
}

// withoutTags drops what stands in angle brackets: voices, classes, times of words.
func withoutTags(text string) string {
	var plain strings.Builder
	for {
		before, rest, open := strings.Cut(text, "<")
		plain.WriteString(before)
		_, after, closed := strings.Cut(rest, ">")
		if !open {
			return plain.String()
		}
		if !closed { // no tag
			plain.WriteString("<" + rest)
			return plain.String()
		}
		text = after
	}
}

// parseClock reads hours:minutes:seconds.milliseconds. WebVTT may leave out the hours, SubRip
// has a comma for the dot.
func parseClock(text string) (time.Duration, bool) {
	clock, fraction, ok := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	fields := strings.Split(clock, ":")
	if !ok || len(fraction) != 3 || len(fields) < 2 || len(fields) > 3 {
		return 0, false
	}
	var whole int64
	for _, field := range fields {
		n, err := strconv.ParseUint(field, 10, 16)
		if err != nil {
			return 0, false
		}
		whole = whole*60 + int64(n) //nolint:gosec // 16 bits
	}
	ms, err := strconv.ParseUint(fraction, 10, 16)
	return time.Duration(whole)*time.Second + time.Duration(ms)*time.Millisecond, err == nil //nolint:gosec // 16 bits
}
