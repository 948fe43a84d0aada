package mp4

import (
	"fmt"
	"math/bits"
	"strings"
)

// Codecs returns the track's codec as playlists name it (RFC 6381), such as
// "avc1.64001f" or "mp4a.40.2". Without a configuration that it can read it is
// the bare four-character code.
func (t *Track) Codecs() string {
	name := strings.TrimSpace(t.Format)
	switch {
	case t.AVC != nil:
		return fmt.Sprintf("%s.%02x%02x%02x", name, t.AVC.Profile, t.AVC.Constraints, t.AVC.Level)
	case t.AAC != nil && t.AAC.ObjectType > 0:
		return fmt.Sprintf("%s.40.%d", name, t.AAC.ObjectType)
	case t.AAC != nil:
		return fmt.Sprintf("%s.%02x", name, t.AAC.stream)
	}
	for _, config := range t.entry.config {
		c := &cursor{b: config.body}
		suffix := ""
		switch config.kind {
		case "hvcC":
			suffix = hevcSuffix(c)
		case "av1C":
			suffix = av1Suffix(c)
		case "vpcC":
			suffix = vpSuffix(c)
		case "dOps":
			return "opus"
		case "dfLa":
			return "fLaC"
		default:
			continue
		}
		if c.short {
			return name
		}
		return name + suffix
	}
	return name
}

// hevcSuffix writes profile, compatibility, tier, level and constraints (ISO/IEC 14496-15, annex E).
func hevcSuffix(c *cursor) string {
	c.skip(1)
	profile := c.u8()
	compatible := bits.Reverse32(c.u32())
	constraints := append([]byte(nil), c.bytes(6)...)
	level := c.u8()
	tier := 'L'
	if profile&0x20 != 0 {
		tier = 'H'
	}
	space := []string{"", "A", "B", "C"}[profile>>6]
	s := fmt.Sprintf(".%s%d.%X.%c%d", space, profile&31, compatible, tier, level)
	for len(constraints) > 0 && constraints[len(constraints)-1] == 0 {
		constraints = constraints[:len(constraints)-1]
	}
	for _, b := range constraints {
		s += fmt.Sprintf(".%X", b)
	}
	return s
}

// av1Suffix writes profile, level, tier and depth (AV1 in ISOBMFF, section 5).
func av1Suffix(c *cursor) string {
	c.skip(1)
	level, flags := c.u8(), c.u8()
	tier, depth := 'M', 8
	if flags&0x80 != 0 {
		tier = 'H'
	}
	if flags&0x40 != 0 {
		depth = 10
		if flags&0x20 != 0 {
			depth = 12
		}
	}
	return fmt.Sprintf(".%d.%02d%c.%02d", level>>5, level&31, tier, depth)
}

// vpSuffix writes profile, level and depth (VP codec ISO media file format binding).
func vpSuffix(c *cursor) string {
	c.skip(4)
	profile, level, depth := c.u8(), c.u8(), c.u8()
	return fmt.Sprintf(".%02d.%02d.%02d", profile, level, depth>>4)
}
