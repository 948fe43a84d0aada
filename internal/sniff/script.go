package sniff

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// script reports whether head is a text that tells a program to do something or
// to fetch something: playlists, session descriptions, manifests, programs. It
// only picks the better of two refusals, so it may guess; it is asked last, after
// everything that is media has been recognised.
func script(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	head = bytes.TrimLeft(head, " \t\r\n")
	if !texty(head) {
		return false
	}
	text := strings.ToLower(string(head))
	for _, start := range []string{"#extm3u", "#ext-x-", "ffconcat", "#!", "[playlist]", "[reference]", "v=0", "rtsp://", "http://", "https://", "file '", "webvtt"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	if !strings.HasPrefix(text, "<") {
		return false
	}
	for _, tag := range []string{"<mpd", "<playlist", "<smil", "<asx", "<smoothstreamingmedia", "<html", "<!doctype html", "<script", "<svg"} {
		if strings.Contains(text, tag) {
			return true
		}
	}
	return false
}

// texty reports whether b is text as far as its first bytes show.
func texty(b []byte) bool {
	b = b[:min(len(b), 512)]
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 && len(b) >= utf8.UTFMax || r < ' ' && r != '\t' && r != '\r' && r != '\n' {
			return false
		}
		b = b[n:]
	}
	return true
}
