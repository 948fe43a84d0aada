package hls

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// firstRate is the average bit rate in bit/s that a player should start with
// (rule 1.32): players begin with the variant that is listed first.
const firstRate = 2_000_000

// Names of the rendition groups. One group of each kind is enough: every
// variant plays with every sound track.
const (
	audioGroup    = "aac"
	subtitleGroup = "subs"
)

// MasterSpec is what a master playlist says.
type MasterSpec struct {
	Variants  []Variant
	Audio     []AudioTrack // empty: the variants have no sound, or are sound themselves
	Subtitles []SubtitleTrack
	IFrames   []IFrameVariant
	Images    []ImageVariant
	Query     string // such as "?s=…"; carried on every URI in the playlist
}

// Variant is one quality.
type Variant struct {
	URI     string
	Peak    int            // bit/s, sound included; see [Measure]
	Average int            // bit/s, sound included
	Codecs  string         // RFC 6381, of the pictures; those of the audio tracks are added
	Width   int            // as shown, after rotation; 0 = sound only
	Height  int            // as shown
	Rate    media.Rational // frames per second; zero leaves FRAME-RATE out
	Range   string         // "SDR", "HLG" or "PQ"; "" means SDR
}

// AudioTrack is one sound track of the audio group.
type AudioTrack struct {
	URI      string
	Name     string // shown in the player's menu; made unique when written
	Language string // RFC 5646; anything else becomes "und"
	Codecs   string // RFC 6381
	Channels int
	Default  bool // the first track that says so; the first track when none does
}

// SubtitleTrack is one language of subtitles.
type SubtitleTrack struct {
	URI             string
	Name            string
	Language        string
	Default         bool // shown unless the viewer chooses; the first track that says so
	HearingImpaired bool // tells of sounds as well as of speech
}

// IFrameVariant is the trick-play counterpart of a variant.
type IFrameVariant struct {
	URI     string
	Peak    int // bit/s
	Average int // bit/s
	Codecs  string
	Width   int
	Height  int
	Range   string // as in Variant
}

// Master writes a master playlist. The variant whose average is nearest to
// 2000 kbit/s comes first, the others keep their order. VIDEO-RANGE appears only
// when one of them is not SDR, and then on all (rule 9.16).
func Master(m MasterSpec) []byte {
	var b bytes.Buffer
	b.WriteString("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n")
	m.writeAudio(&b)
	m.writeSubtitles(&b)
	ranged := slices.ContainsFunc(m.Variants, func(v Variant) bool { return v.Range != "" && v.Range != "SDR" })
	for _, v := range startingFirst(m.Variants) {
		m.writeVariant(&b, v, ranged)
	}
	for _, f := range m.IFrames {
		m.writeIFrames(&b, f, ranged)
	}
	for _, v := range m.Images {
		m.writeImages(&b, v)
	}
	return b.Bytes()
}

func (m MasterSpec) writeVariant(b *bytes.Buffer, v Variant, ranged bool) {
	t := tag{name: "EXT-X-STREAM-INF"}
	t.plain("BANDWIDTH", strconv.Itoa(v.Peak))
	t.plain("AVERAGE-BANDWIDTH", strconv.Itoa(v.Average))
	t.quoted("CODECS", m.codecs(v.Codecs))
	t.plain("RESOLUTION", resolution(v.Width, v.Height))
	if v.Rate.Num > 0 && v.Rate.Den > 0 {
		t.plain("FRAME-RATE", strconv.FormatFloat(v.Rate.Float(), 'f', 3, 64))
	}
	if v.Width > 0 {
		t.plain("VIDEO-RANGE", videoRange(v.Range, ranged))
	}
	if len(m.Audio) > 0 {
		t.quoted("AUDIO", audioGroup)
	}
	if len(m.Subtitles) > 0 {
		t.quoted("SUBTITLES", subtitleGroup)
	}
	t.writeTo(b)
	fmt.Fprintf(b, "%s\n", address(v.URI, m.Query))
}

func (m MasterSpec) writeIFrames(b *bytes.Buffer, f IFrameVariant, ranged bool) {
	t := tag{name: "EXT-X-I-FRAME-STREAM-INF"}
	t.plain("BANDWIDTH", strconv.Itoa(f.Peak))
	t.plain("AVERAGE-BANDWIDTH", strconv.Itoa(f.Average))
	t.quoted("CODECS", f.Codecs)
	t.plain("RESOLUTION", resolution(f.Width, f.Height))
	t.plain("VIDEO-RANGE", videoRange(f.Range, ranged))
	t.address(f.URI, m.Query)
	t.writeTo(b)
}

// codecs adds the codecs of every audio track to those of a variant's pictures:
// CODECS covers all renditions a variant may be played with (RFC 8216 section 4.3.4.2).
func (m MasterSpec) codecs(pictures string) string {
	var all []string
	if pictures != "" {
		all = strings.Split(pictures, ",")
	}
	for _, a := range m.Audio {
		if a.Codecs != "" && !slices.Contains(all, a.Codecs) {
			all = append(all, a.Codecs)
		}
	}
	return strings.Join(all, ",")
}

func resolution(width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", width, height)
}

func videoRange(r string, ranged bool) string {
	switch {
	case !ranged:
		return ""
	case r == "HLG" || r == "PQ":
		return r
	}
	return "SDR"
}

// startingFirst returns the variants with the one to start with in front; of
// two equally near, the lower.
func startingFirst(variants []Variant) []Variant {
	if len(variants) == 0 {
		return nil
	}
	best := slices.MinFunc(variants, func(a, b Variant) int {
		if d := distance(a.Average) - distance(b.Average); d != 0 {
			return d
		}
		return a.Average - b.Average
	})
	at := slices.Index(variants, best)
	return slices.Concat(variants[at:at+1], variants[:at], variants[at+1:])
}

func distance(average int) int {
	return max(average-firstRate, firstRate-average)
}
