package hls

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tributary-video/tributary/internal/testkit"
)

func FuzzParsePlaylists(f *testing.F) {
	files, err := filepath.Glob("testdata/*.m3u8")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if list, err := parseMedia(data); err == nil {
			for _, s := range list.segments {
				if !(s.duration >= 0 && s.duration <= maxDuration) {
					t.Errorf("EXTINF %g", s.duration)
				}
			}
		}
		if master, err := parseMaster(data); err == nil {
			for _, v := range master.Variants {
				if v.URI == "" {
					t.Error("variant without URI")
				}
			}
		}
	})
}

// FuzzParseBoxes reads one input as an initialization segment and as a media
// segment of whatever track it describes.
func FuzzParseBoxes(f *testing.F) {
	clip := testkit.Clip(f, testkit.ClipSpec{
		Seconds: 0.2, Width: 32, Height: 32, GOP: 3,
		Args: []string{"-movflags", "frag_keyframe+empty_moov+default_base_moof"},
	})
	data, err := os.ReadFile(clip)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	top, err := split(data)
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range top { // cut at every boundary of the first level
		f.Add(data[:b.at])
	}
	for bit := range 2048 { // single flips in the moov box, where the structure is
		if flipped := append([]byte(nil), data...); bit%7 == 0 {
			flipped[bit/8+32] ^= 1 << (bit % 8)
			f.Add(flipped)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tracks, err := parseInit(data)
		if err != nil {
			return
		}
		for _, h := range tracks {
			if h.timescale < 1 {
				t.Fatalf("timescale %d", h.timescale)
			}
			part, err := parseFragment(h, data)
			if err != nil {
				continue
			}
			if part.samples < 1 || part.samples > maxSamples || part.length < 0 || !part.torn && part.end != part.start+part.length {
				t.Errorf("inconsistent: %+v", part)
			}
		}
	})
}
