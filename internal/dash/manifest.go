package dash

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Type is the content type of a manifest.
const Type = "application/dash+xml"

// Manifest is what a manifest says. Addresses in it are relative to its own.
type Manifest struct {
	Pictures []Track
	Sound    []Track
	Captions []Captions
	Query    string // such as "?s=…"; carried on every address
}

// Track is one quality or one track of sound. Its files lie in a folder of its name:
// init.mp4, 0.m4s, 1.m4s …
type Track struct {
	Name      string         // unique in the manifest
	Codecs    string         // RFC 6381
	Bandwidth int            // bit/s, the highest over a segment
	Width     int            // as shown; 0 for sound
	Height    int            // as shown
	Rate      media.Rational // frames per second; zero leaves it out
	Channels  int            // of sound
	Language  string         // RFC 5646
	Segments  []media.Segment
}

// Captions are a WebVTT file as long as the video.
type Captions struct {
	URI      string
	Name     string // shown in the player's menu
	Language string // RFC 5646
	Bytes    int64
}

// Write writes a manifest.
func Write(m Manifest) ([]byte, error) {
	length := m.length()
	out := mpd{
		Namespace: "urn:mpeg:dash:schema:mpd:2011",
		Profiles:  "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019",
		Type:      "static",
		Duration:  seconds(length),
		MinBuffer: seconds(m.longest()),
		Period:    period{ID: "0", Start: "PT0S"},
	}
	if len(m.Pictures) > 0 {
		out.Period.Sets = append(out.Period.Sets, m.set("video", m.Pictures))
	}
	for _, t := range m.Sound { // languages are chosen among sets
		out.Period.Sets = append(out.Period.Sets, m.set("audio", []Track{t}))
	}
	for i, c := range m.Captions {
		out.Period.Sets = append(out.Period.Sets, m.captions(i, c, length))
	}
	for i := range out.Period.Sets {
		out.Period.Sets[i].ID = i
	}
	b := bytes.NewBufferString(xml.Header)
	enc := xml.NewEncoder(b)
	enc.Indent("", " ")
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func (m Manifest) set(kind string, tracks []Track) adaptationSet {
	s := adaptationSet{Content: kind, Mime: kind + "/mp4", Aligned: aligned(tracks), SAP: 1, Language: tracks[0].Language}
	if kind == "audio" {
		s.Role = &descriptor{"urn:mpeg:dash:role:2011", "main"}
	}
	for _, t := range tracks {
		r := representation{
			ID: t.Name, Bandwidth: t.Bandwidth, Codecs: t.Codecs, Width: t.Width, Height: t.Height, Rate: rate(t.Rate),
			Template: &segmentTemplate{
				Timescale: timescale, Init: m.template(t.Name + "/init.mp4"), Media: m.template(t.Name + "/$Number$.m4s"),
				Timeline: timeline{timesOf(t.Segments)},
			},
		}
		if t.Channels > 0 {
			r.Channels = &descriptor{"urn:mpeg:dash:23003:3:audio_channel_configuration:2011", fmt.Sprint(t.Channels)}
		}
		s.Representations = append(s.Representations, r)
	}
	return s
}

func (m Manifest) captions(n int, c Captions, length time.Duration) adaptationSet {
	bits := 1
	if s := length.Seconds(); s > 0 {
		bits = max(1, int(float64(c.Bytes)*8/s))
	}
	return adaptationSet{
		Content: "text", Mime: "text/vtt", Language: c.Language, Label: c.Name, Role: &descriptor{"urn:mpeg:dash:role:2011", "subtitle"},
		Representations: []representation{{ID: fmt.Sprintf("captions-%d", n), Bandwidth: bits, BaseURL: c.URI + m.query("")}},
	}
}

// template is an address in a template. What is not of the template must not look as if.
func (m Manifest) template(uri string) string { return uri + m.query("$") }

func (m Manifest) query(mark string) string {
	query := strings.TrimPrefix(m.Query, "?")
	if query == "" {
		return ""
	}
	if mark != "" {
		query = strings.ReplaceAll(query, mark, mark+mark)
	}
	return "?" + query
}

func (m Manifest) length() (longest time.Duration) {
	for _, t := range slices.Concat(m.Pictures, m.Sound) {
		var sum time.Duration
		for _, g := range t.Segments {
			sum += g.Duration
		}
		longest = max(longest, sum)
	}
	return longest
}

// longest is the length of the longest segment, which a player has to have whole.
func (m Manifest) longest() (longest time.Duration) {
	for _, t := range slices.Concat(m.Pictures, m.Sound) {
		for _, g := range t.Segments {
			longest = max(longest, g.Duration)
		}
	}
	return longest
}
