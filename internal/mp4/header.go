package mp4

import (
	"errors"
	"fmt"

	"golang.org/x/text/language"
)

// parseHeader reads tkhd: id, whether the track is enabled, and the matrix.
func (t *trak) parseHeader(tkhd []byte) error {
	c := &cursor{b: tkhd}
	version, flags := c.header()
	c.word(version)
	c.word(version)
	t.ID = c.u32()
	t.Enabled = flags&1 != 0
	c.skip(4)
	c.word(version)
	c.skip(16)
	var m [9]int32
	for i := range m {
		m[i] = c.i32()
	}
	t.Rotation, t.Mirrored = orientation(m[0], m[1], m[3], m[4])
	return c.err()
}

// orientation reads a display matrix (x' = ax + cy, y' = bx + dy) as a flip, left
// to right, and then a clockwise turn by quarters. Other angles become the nearest quarter.
func orientation(a, b, c, d int32) (degrees int, mirrored bool) {
	if int64(a)*int64(d)-int64(b)*int64(c) < 0 {
		mirrored = true
		a, b = -a, -b
	}
	switch across := abs(a) >= abs(b); {
	case across && a < 0:
		return 180, mirrored
	case across:
		return 0, mirrored
	case b > 0:
		return 90, mirrored
	default:
		return 270, mirrored
	}
}

func abs(v int32) int64 { return max(int64(v), -int64(v)) }

// parseMedia reads mdhd, hdlr and elng: timescale, kind and language.
func (t *trak) parseMedia(mdia boxes) error {
	hdlr, _ := mdia.find("hdlr")
	if len(hdlr) >= 12 {
		switch string(hdlr[8:12]) {
		case "vide":
			t.Kind = Video
		case "soun":
			t.Kind = Audio
		}
	}
	mdhd, ok := mdia.find("mdhd")
	if !ok {
		return errors.New("no mdhd box")
	}
	c := &cursor{b: mdhd}
	version, _ := c.header()
	c.word(version)
	c.word(version)
	t.Timescale = int64(c.u32())
	c.word(version)
	t.Language = packedLanguage(c.u16())
	if c.short {
		return fmt.Errorf("mdhd: %w", errShort)
	}
	if t.Timescale < 1 || t.Timescale > maxTimescale {
		return fmt.Errorf("timescale %d", t.Timescale)
	}
	if elng, ok := mdia.find("elng"); ok && len(elng) > 5 && len(elng) < 64 {
		if tag, err := language.Parse(string(elng[4 : len(elng)-1])); err == nil {
			t.Language = tag.String()
		}
	}
	return nil
}

// packedLanguage turns the three packed letters of ISO 639-2 into the shortest
// BCP 47 tag. Values below 0x400 are Macintosh codes, in which 0, English, is
// also what encoders write that know nothing: they say nothing here.
func packedLanguage(v uint16) string {
	if v < 0x400 {
		return "und"
	}
	letters := []byte{byte(v>>10&31) + 0x60, byte(v>>5&31) + 0x60, byte(v&31) + 0x60}
	base, err := language.ParseBase(string(letters))
	if err != nil {
		return "und"
	}
	return base.String()
}
