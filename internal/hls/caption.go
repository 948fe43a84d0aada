package hls

import (
	"bytes"
	"strings"
)

// timestampMap says that times in a WebVTT segment count from the start of the presentation,
// which lies at 0 on the timeline of the pictures (RFC 8216 section 3.5).
const timestampMap = "X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0"

// Captions makes a WebVTT file the one segment of a subtitle playlist (rules 5.2, 5.3): a
// timestamp map goes into its header block, in place of any that it has. Anything but a
// header and cues is kept as it is. A file without the WebVTT mark is taken for cues alone.
func Captions(vtt []byte) []byte {
	text := strings.TrimPrefix(string(vtt), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var b bytes.Buffer
	b.Grow(len(text) + len(timestampMap) + len("WEBVTT\n\n\n"))
	b.WriteString("WEBVTT\n" + timestampMap + "\n")
	head, cues, found := strings.Cut(text, "\n\n")
	if !marked(head) {
		b.WriteString("\n" + text)
		return b.Bytes()
	}
	for line := range strings.SplitSeq(head, "\n") {
		if !marked(line) && line != "" && !strings.HasPrefix(line, "X-TIMESTAMP-MAP") {
			b.WriteString(line + "\n")
		}
	}
	if found {
		b.WriteString("\n" + cues)
	}
	return b.Bytes()
}

// marked reports whether text begins as a WebVTT file must: the word, alone or before a blank.
func marked(text string) bool {
	rest, found := strings.CutPrefix(text, "WEBVTT")
	return found && (rest == "" || strings.ContainsRune(" \t\n", rune(rest[0])))
}
