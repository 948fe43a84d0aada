package player

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

var (
	startForm = regexp.MustCompile(`^(\d{1,2}h)?(\d{1,4}m)?(\d{1,5}s?)?$`)
	hexColor  = regexp.MustCompile(`^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)
	colorName = regexp.MustCompile(`^[a-zA-Z]{3,24}$`)
)

// Options is what the address of a player may ask for (Omegastream's section
// 3.8, used for every player here).
type Options struct {
	Autoplay  bool
	Preload   bool // load a few seconds before the viewer presses play
	Loop      bool
	Muted     bool
	Start     time.Duration // whole seconds, at most 24 h
	Watermark Watermark
}

// Watermark is a text that floats over the picture. It shows when Text is not empty.
type Watermark struct {
	Text     string        // at most 120 characters, none of them control characters
	Color    string        // a CSS hex colour or colour name
	Interval time.Duration // between two places
	Size     int           // CSS pixels
	Alpha    float64       // 0 < Alpha ≤ 1
}

// ParseOptions reads a query. A value that makes no sense counts as not given:
// the address was written by one person and is opened by another, who is better
// served by a player than by an error. Absent parameters take the defaults:
// preload on, everything else off; a white watermark of 16 px at half strength
// that moves every 5 s.
func ParseOptions(q url.Values) Options {
	return Options{
		Autoplay: boolean(q, "autoplay", false),
		Preload:  boolean(q, "preload", true),
		Loop:     boolean(q, "loop", false),
		Muted:    boolean(q, "muted", false),
		Start:    start(q.Get("t")),
		Watermark: Watermark{
			Text:     plainText(q.Get("fw_text")),
			Color:    color(q.Get("fw_color")),
			Interval: time.Duration(number(q.Get("fw_interval"), 1, 3600, 5) * float64(time.Second)),
			Size:     int(number(q.Get("fw_size"), 8, 96, 16)),
			Alpha:    number(q.Get("fw_alpha"), 0.05, 1, 0.5),
		},
	}
}

// boolean takes the name alone ("?autoplay") for yes.
func boolean(q url.Values, name string, otherwise bool) bool {
	if !q.Has(name) {
		return otherwise
	}
	switch strings.ToLower(q.Get(name)) {
	case "", "1", "true", "yes", "on":
		return true
	case "0", "false", "no", "off":
		return false
	}
	return otherwise
}

// start reads 45s, 20m45s, 1h20m45s or bare seconds. Other forms that
// time.ParseDuration knows (fractions, signs, ns) are not part of the contract.
func start(s string) time.Duration {
	if !startForm.MatchString(s) || s == "" {
		return 0
	}
	if last := s[len(s)-1]; last >= '0' && last <= '9' {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil || d > 24*time.Hour {
		return 0
	}
	return d
}

// number returns s as a number within [low, high], clamped; otherwise when it is none.
func number(s string, low, high, otherwise float64) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != n { // NaN parses
		return otherwise
	}
	return min(max(n, low), high)
}

// color lets hex colours, with or without "#", and words through. Which words
// are colours the browser knows; an unknown one leaves the text white.
func color(s string) string {
	switch {
	case hexColor.MatchString(s):
		return "#" + strings.ToLower(strings.TrimPrefix(s, "#"))
	case colorName.MatchString(s):
		return strings.ToLower(s)
	}
	return "#ffffff"
}

// plainText drops what does not show or would turn the writing direction, and cuts to 120 characters.
func plainText(s string) string {
	if !utf8.ValidString(s) {
		return ""
	}
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
	if runes := []rune(s); len(runes) > 120 {
		s = string(runes[:120])
	}
	return s
}
