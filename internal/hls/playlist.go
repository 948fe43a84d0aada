package hls

import (
	"bytes"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// MediaSpec is what a media playlist says.
type MediaSpec struct {
	Segments []Segment
	Init     string // URI of the initialization segment; "" for WebVTT, which has none
	// Target is the target duration in seconds, the same in all playlists of an
	// asset (rule 8.2; see [Target]). It is raised when a segment needs more.
	Target int
	// Growing makes an EVENT playlist, which may still be appended to. Once it was
	// served, it can end as VOD; a VOD playlist can never become EVENT.
	Growing bool
	// IFramesOnly: every segment is one IDR frame with a moof of its own, and
	// its duration reaches to the next one.
	IFramesOnly bool
	Query       string // as in MasterSpec
}

// Segment is one entry of a media playlist.
type Segment struct {
	URI      string
	Duration time.Duration // exact, never an average
}

// Media writes a media playlist.
//
// EXTINF has six decimals. Each is the difference of two rounded points of the
// timeline rather than a rounded difference: any run of neighbours, however
// long, is then within a microsecond of the truth (rule 8.1 allows one frame).
func Media(m MediaSpec) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n", m.target())
	if m.Growing {
		b.WriteString("#EXT-X-PLAYLIST-TYPE:EVENT\n")
	} else {
		b.WriteString("#EXT-X-PLAYLIST-TYPE:VOD\n")
	}
	if m.IFramesOnly {
		b.WriteString("#EXT-X-I-FRAMES-ONLY\n")
	}
	if m.Init != "" {
		t := tag{name: "EXT-X-MAP"}
		t.address(m.Init, m.Query)
		t.writeTo(&b)
	}
	for i, d := range m.printed() {
		fmt.Fprintf(&b, "#EXTINF:%d.%06d,\n%s\n", d/1_000_000, d%1_000_000, address(m.Segments[i].URI, m.Query))
	}
	if !m.Growing {
		b.WriteString("#EXT-X-ENDLIST\n")
	}
	return b.Bytes()
}

// printed returns the EXTINF of every segment in microseconds.
func (m MediaSpec) printed() []int64 {
	printed := make([]int64, len(m.Segments))
	var end time.Duration
	var before int64
	for i, s := range m.Segments {
		end += max(s.Duration, 0)
		after := end.Round(time.Microsecond).Microseconds()
		printed[i], before = after-before, after
	}
	return printed
}

func (m MediaSpec) target() int {
	target := max(m.Target, 1)
	for _, d := range m.printed() {
		target = max(target, int((d+500_000)/1_000_000))
	}
	return target
}

// Target returns the target duration in seconds that all the lists can share:
// the longest segment, rounded to the nearest second (RFC 8216 section 4.3.3.1), at least 1.
func Target(lists ...[]media.Segment) int {
	target := 1
	for _, list := range lists {
		for _, s := range list {
			target = max(target, int(s.Duration.Round(time.Second)/time.Second))
		}
	}
	return target
}
