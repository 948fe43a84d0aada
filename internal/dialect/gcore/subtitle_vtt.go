package gcore

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxSubtitle is the largest subtitle file, in bytes (contract section 3.3).
const maxSubtitle = 5 << 20

const arrow = "-->"

// webVTT makes WebVTT of what a client sent: that, which begins with WEBVTT, or SubRip, which
// begins with a number. False for anything else.
func webVTT(text string) (string, bool) {
	text = strings.TrimPrefix(text, "\ufeff")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", false
	}
	if rest, ok := strings.CutPrefix(text, "WEBVTT"); ok {
		return text, rest == "" || strings.ContainsRune(" \t\r\n", rune(rest[0]))
	}
	first, _, _ := strings.Cut(strings.TrimLeft(text, " \t\r\n"), "\n")
	if _, err := strconv.ParseUint(strings.TrimSpace(first), 10, 31); err != nil {
		return "", false
	}
	return fromSubRip(text)
}

// fromSubRip rewrites what WebVTT has otherwise: the marks of time, and arrows in the text,
// which would be taken for some. False when no cue is found.
func fromSubRip(text string) (string, bool) {
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	cues := 0
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimSpace(text))
	for line := range strings.SplitSeq(lines, "\n") {
		if timing, ok := cueTiming(line); ok {
			line = timing
			cues++
		} else {
			line = strings.ReplaceAll(line, arrow, "--&gt;")
		}
		b.WriteString(line + "\n")
	}
	return b.String(), cues > 0
}

// cueTiming reads "00:00:01,000 --> 00:00:02,500" and returns it with dots. Coordinates behind
// it, which some programs write, are dropped.
func cueTiming(line string) (string, bool) {
	from, rest, ok := strings.Cut(line, arrow)
	to, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	start, startOK := subRipTime(from)
	end, endOK := subRipTime(to)
	return start + " " + arrow + " " + end, ok && startOK && endOK
}

// subRipTime reads hours:minutes:seconds,milliseconds, and a dot for the comma.
func subRipTime(text string) (string, bool) {
	clock, fraction, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ".", ","), ",")
	fields := strings.Split(clock, ":")
	if !ok || len(fields) != 3 || len(fraction) == 0 || len(fraction) > 3 {
		return "", false
	}
	var n [4]uint64
	for i, field := range append(fields, (fraction + "00")[:3]) {
		v, err := strconv.ParseUint(strings.TrimSpace(field), 10, 16)
		if err != nil {
			return "", false
		}
		n[i] = v
	}
	return vttTime(time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second +
		time.Duration(n[3])*time.Millisecond), true
}

// vttTime writes a time as WebVTT has it, hours included.
func vttTime(t time.Duration) string {
	two := func(n time.Duration) string {
		if n < 10 {
			return "0" + strconv.Itoa(int(n))
		}
		return strconv.Itoa(int(n))
	}
	ms := strconv.Itoa(1000 + int(t%time.Second/time.Millisecond))[1:]
	return two(t/time.Hour) + ":" + two(t/time.Minute%60) + ":" + two(t/time.Second%60) + "." + ms
}
