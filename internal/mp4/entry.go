package mp4

import (
	"errors"
	"fmt"
	"math"

	"github.com/tributary-video/tributary/internal/media"
)

// entry is a sample entry reduced to what an init segment repeats: the codec's
// own configuration and how pictures and sound are to be taken. Everything else in
// it, such as the encoder's name, stays behind.
type entry struct {
	format string
	config []box
}

func (e entry) find(kind string) ([]byte, bool) { return boxes(e.config).find(kind) }

// kept reports whether a box of a sample entry is repeated in the init segment.
func kept(kind string) bool {
	switch kind {
	case "avcC", "hvcC", "av1C", "vpcC", "esds", "dOps", "dac3", "dec3", "alac", "dfLa",
		"colr", "pasp", "mdcv", "clli", "dvcC", "dvvC":
		return true
	}
	return false
}

// parseDescriptions reads the sample description that the samples use, and counts how many they use.
func (t *trak) parseDescriptions(b *budget, stbl boxes) error {
	stsd, ok := stbl.find("stsd")
	if !ok || len(stsd) < 8 {
		return errors.New("missing")
	}
	entries, err := b.split(stsd[8:])
	if err != nil {
		return err
	}
	stsc, _ := stbl.find("stsc")
	t.used, t.Descriptions = usedDescriptions(stsc)
	if t.used == 0 {
		t.used, t.Descriptions = max(1, t.defaults.description), 1
	}
	if uint64(t.used) > uint64(len(entries)) {
		return fmt.Errorf("no entry %d", t.used)
	}
	e := entries[t.used-1]
	t.Format = fourCC([]byte(e.kind))
	t.entry.format = t.Format
	if t.Kind == Video {
		return t.parseVisual(b, e.body)
	}
	return t.parseSound(b, e.body, stsd[0])
}

// usedDescriptions returns the first description that stsc refers to and how many different ones it does.
func usedDescriptions(stsc []byte) (first uint32, count int) {
	c := &cursor{b: stsc}
	c.header()
	seen := make(map[uint32]bool)
	for i := range c.table(12) {
		c.skip(8)
		id := c.u32()
		if i == 0 {
			first = id
		}
		if len(seen) < maxDescription {
			seen[id] = true
		}
	}
	return first, len(seen)
}

func (t *trak) parseVisual(b *budget, body []byte) error {
	c := &cursor{b: body}
	c.skip(24)
	t.Width, t.Height = int(c.u16()), int(c.u16())
	c.skip(50)
	if c.short {
		return errShort
	}
	if err := t.keepConfig(b, c.b); err != nil {
		return err
	}
	if avcC, ok := t.entry.find("avcC"); ok {
		avc, err := parseAVC(avcC)
		if err != nil {
			return fmt.Errorf("avcC: %w", err)
		}
		t.AVC = avc
		t.SAR = avc.sar
	}
	if pasp, ok := t.entry.find("pasp"); ok {
		c := &cursor{b: pasp}
		if h, v := c.u32(), c.u32(); h > 0 && v > 0 && h < math.MaxInt32 && v < math.MaxInt32 {
			t.SAR = reduce(int64(h), int64(v))
		}
	}
	return nil
}

// parseSound reads the three layouts of a sound entry. QuickTime's versions 1 and 2 are
// known by a stsd of version 0 around them; ISO files use version 0, or 1 inside a stsd of version 1.
func (t *trak) parseSound(b *budget, body []byte, stsdVersion uint8) error {
	c := &cursor{b: body}
	c.skip(8)
	version := c.u16()
	c.skip(6)
	t.Channels = int(c.u16())
	c.skip(6)
	t.SampleRate = int(c.u32() >> 16)
	switch {
	case stsdVersion == 0 && version == 1:
		c.skip(16)
	case stsdVersion == 0 && version == 2:
		c.skip(4)
		if rate := math.Float64frombits(c.u64()); rate > 0 && rate < 1e7 {
			t.SampleRate = int(rate)
		}
		t.Channels = int(min(c.u32(), 1024))
		c.skip(20)
	}
	if c.short {
		return errShort
	}
	if err := t.keepConfig(b, c.b); err != nil {
		return err
	}
	if esds, ok := t.entry.find("esds"); ok {
		t.AAC = parseESDS(esds)
		if t.AAC != nil && t.AAC.Channels == 0 {
			t.AAC.Channels = t.Channels
		}
	}
	return nil
}

// keepConfig collects the boxes worth keeping, also from the wave box that QuickTime wraps them in.
func (t *trak) keepConfig(b *budget, body []byte) error {
	list, err := b.split(body)
	if err != nil && len(list) == 0 {
		return err
	}
	for _, bx := range list {
		if bx.kind == "wave" {
			inner, _ := b.split(bx.body)
			list = append(list, inner...)
			break
		}
	}
	for _, bx := range list {
		if _, have := t.entry.find(bx.kind); have || !kept(bx.kind) {
			continue
		}
		if len(bx.body) > maxConfig {
			return fmt.Errorf("%s of %d bytes", bx.kind, len(bx.body))
		}
		if bx.kind == "colr" {
			bx.body = colour(bx.body)
		}
		t.entry.config = append(t.entry.config, box{bx.kind, append([]byte(nil), bx.body...)})
	}
	return nil
}

// colour turns QuickTime's colour description into the one of ISO files, which
// adds one byte for the range. An ICC profile may name a device: it is left out.
func colour(colr []byte) []byte {
	switch {
	case len(colr) >= 11 && string(colr[:4]) == "nclx":
		return colr[:11]
	case len(colr) >= 10 && string(colr[:4]) == "nclc":
		return append(append([]byte("nclx"), colr[4:10]...), 0)
	}
	return nil
}

// reduce returns num/den in lowest terms. Neither is negative; den is not 0.
func reduce(num, den int64) media.Rational {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if a == 0 {
		a = 1
	}
	return media.Rational{Num: num / a, Den: den / a}
}
