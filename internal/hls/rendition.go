package hls

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// hearingImpaired is the characteristic that makes a track offered to those who
// asked their system for it.
const hearingImpaired = "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound"

func (m MasterSpec) writeAudio(b *bytes.Buffer) {
	first := max(slices.IndexFunc(m.Audio, func(a AudioTrack) bool { return a.Default }), 0)
	members := newGroup("Audio")
	for i, a := range m.Audio {
		t := tag{name: "EXT-X-MEDIA"}
		t.plain("TYPE", "AUDIO")
		t.quoted("GROUP-ID", audioGroup)
		t.quoted("NAME", members.name(a.Name))
		t.quoted("LANGUAGE", language(a.Language))
		if i == first { // exactly one: RFC 8216 section 4.3.4.1.1
			t.plain("DEFAULT", "YES")
		}
		// Automatic choice only where it can tell the tracks apart; DEFAULT demands it.
		if members.distinct(language(a.Language)) || i == first {
			t.plain("AUTOSELECT", "YES")
		}
		if a.Channels > 0 {
			t.quoted("CHANNELS", strconv.Itoa(a.Channels))
		}
		t.address(a.URI, m.Query)
		t.writeTo(b)
	}
}

func (m MasterSpec) writeSubtitles(b *bytes.Buffer) {
	first := slices.IndexFunc(m.Subtitles, func(s SubtitleTrack) bool { return s.Default })
	members := newGroup("Subtitles")
	for i, s := range m.Subtitles {
		characteristics := ""
		if s.HearingImpaired {
			characteristics = hearingImpaired
		}
		t := tag{name: "EXT-X-MEDIA"}
		t.plain("TYPE", "SUBTITLES")
		t.quoted("GROUP-ID", subtitleGroup)
		t.quoted("NAME", members.name(s.Name))
		t.quoted("LANGUAGE", language(s.Language))
		if i == first { // unlike sound, no track may be it: then nothing is shown
			t.plain("DEFAULT", "YES")
		}
		if members.distinct(language(s.Language)+characteristics) || i == first {
			t.plain("AUTOSELECT", "YES")
		}
		t.quoted("CHARACTERISTICS", characteristics)
		t.address(s.URI, m.Query)
		t.writeTo(b)
	}
}

// group keeps the members of a rendition group apart, as RFC 8216 section
// 4.3.4.1.1 demands: names differ, and automatically chosen members differ in what they are chosen by.
type group struct {
	fallback string
	names    map[string]bool
	traits   map[string]bool
}

func newGroup(fallback string) *group {
	return &group{fallback: fallback, names: map[string]bool{}, traits: map[string]bool{}}
}

// name returns wanted, or the fallback when it is empty, with a number behind it when it is taken.
func (g *group) name(wanted string) string {
	base := text(wanted)
	if base == "" {
		base = g.fallback
	}
	if runes := []rune(base); len(runes) > maxText-8 { // room for the number
		base = string(runes[:maxText-8])
	}
	name := base
	for n := 2; g.names[name]; n++ {
		name = fmt.Sprintf("%s %d", base, n)
	}
	g.names[name] = true
	return name
}

// distinct reports whether no earlier member has the traits.
func (g *group) distinct(traits string) bool {
	seen := g.traits[traits]
	g.traits[traits] = true
	return !seen
}
