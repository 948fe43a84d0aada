package dash

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

func segments(lengths ...time.Duration) []media.Segment {
	var list []media.Segment
	for _, d := range lengths {
		list = append(list, media.Segment{Duration: d, Bytes: 1000})
	}
	return list
}

func TestWrite(t *testing.T) {
	const six = 6 * time.Second
	ntsc := media.Rational{Num: 60000, Den: 2002}
	got, err := Write(Manifest{
		Pictures: []Track{
			{Name: "360p", Codecs: "avc1.64001e", Bandwidth: 800000, Width: 640, Height: 360, Rate: ntsc, Segments: segments(six, six, 2*time.Second)},
			{Name: "720p", Codecs: "avc1.64001f", Bandwidth: 3000000, Width: 1280, Height: 720, Rate: media.Rational{Num: 60, Den: 2}, Segments: segments(six, six, 2*time.Second)},
		},
		Sound:    []Track{{Name: "audio-1", Codecs: "mp4a.40.2", Bandwidth: 128000, Channels: 2, Language: "und", Segments: segments(six, six, 2*time.Second)}},
		Captions: []Captions{{URI: "captions/de.vtt", Name: `<"Deutsch">`, Language: "de", Bytes: 1400}},
		Query:    "?s=a$b&c",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019" type="static" mediaPresentationDuration="PT14.000S" minBufferTime="PT6.000S">
 <Period id="0" start="PT0S">
  <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
   <Representation id="360p" bandwidth="800000" codecs="avc1.64001e" width="640" height="360" frameRate="30000/1001">
    <SegmentTemplate timescale="90000" startNumber="0" initialization="360p/init.mp4?s=a$$b&amp;c" media="360p/$Number$.m4s?s=a$$b&amp;c">
     <SegmentTimeline>
      <S t="0" d="540000" r="1"></S>
      <S d="180000"></S>
     </SegmentTimeline>
    </SegmentTemplate>
   </Representation>
   <Representation id="720p" bandwidth="3000000" codecs="avc1.64001f" width="1280" height="720" frameRate="30">
    <SegmentTemplate timescale="90000" startNumber="0" initialization="720p/init.mp4?s=a$$b&amp;c" media="720p/$Number$.m4s?s=a$$b&amp;c">
     <SegmentTimeline>
      <S t="0" d="540000" r="1"></S>
      <S d="180000"></S>
     </SegmentTimeline>
    </SegmentTemplate>
   </Representation>
  </AdaptationSet>
  <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" lang="und" segmentAlignment="true" startWithSAP="1">
   <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"></Role>
   <Representation id="audio-1" bandwidth="128000" codecs="mp4a.40.2">
    <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"></AudioChannelConfiguration>
    <SegmentTemplate timescale="90000" startNumber="0" initialization="audio-1/init.mp4?s=a$$b&amp;c" media="audio-1/$Number$.m4s?s=a$$b&amp;c">
     <SegmentTimeline>
      <S t="0" d="540000" r="1"></S>
      <S d="180000"></S>
     </SegmentTimeline>
    </SegmentTemplate>
   </Representation>
  </AdaptationSet>
  <AdaptationSet id="2" contentType="text" mimeType="text/vtt" lang="de">
   <Label>&lt;&#34;Deutsch&#34;&gt;</Label>
   <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"></Role>
   <Representation id="captions-0" bandwidth="800">
    <BaseURL>captions/de.vtt?s=a$b&amp;c</BaseURL>
   </Representation>
  </AdaptationSet>
 </Period>
</MPD>
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTimes: rounding never adds up, and neighbours that are alike stand together.
func TestTimes(t *testing.T) {
	var thirds []media.Segment
	for range 3000 {
		thirds = append(thirds, media.Segment{Duration: 6013605442 * time.Nanosecond}) // AAC frames of 44.1 kHz
	}
	var sum int64
	for _, s := range timesOf(thirds) {
		sum += s.Duration * int64(1+s.Repeat)
	}
	if want := ticks(3000 * 6013605442); sum != want {
		t.Errorf("%d ticks, want %d", sum, want)
	}
	if got := timesOf(segments(time.Second, time.Second, time.Second)); len(got) != 1 || got[0].Repeat != 2 || *got[0].Start != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAligned(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name  string
		other []media.Segment
		want  bool
	}{
		{"same", segments(6*s, 6*s), true},
		{"a frame apart", segments(6*s+33*time.Millisecond, 6*s-33*time.Millisecond), true},
		{"cut elsewhere", segments(5*s, 7*s), false},
		{"more", segments(6*s, 3*s, 3*s), false},
	}
	for _, tt := range tests {
		if got := aligned([]Track{{Segments: segments(6*s, 6*s)}, {Segments: tt.other}}); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestHostileTexts: whatever a track is called, the manifest stays XML with the same elements.
func TestHostileTexts(t *testing.T) {
	for _, name := range []string{`"/><Evil a="`, "]]>", "\x00\x01\ufffe", "a\xff", "<!--", strings.Repeat("x", 1<<16)} {
		raw, err := Write(Manifest{Captions: []Captions{{URI: name, Name: name, Language: name}}, Query: name})
		if err != nil {
			t.Fatal(err)
		}
		var back mpd
		if err := xml.Unmarshal(raw, &back); err != nil || len(back.Period.Sets) != 1 || len(back.Period.Sets[0].Representations) != 1 || strings.Contains(string(raw), "<Evil") {
			t.Errorf("%q: %v in %.300s", name, err, raw)
		}
	}
}
