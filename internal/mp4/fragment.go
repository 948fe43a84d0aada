package mp4

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// fragmentDefaults are the fields of samples that a fragment does not spell out.
type fragmentDefaults struct {
	description, duration, size, flags uint32
}

// sampleIsNonSync is the bit of the sample flags that takes a sample out of the sync samples.
const sampleIsNonSync = 0x10000

// addFragment adds the samples of one moof box that starts at start in a file of size bytes.
func (m *movie) addFragment(b *budget, body []byte, start, size int64) error {
	moof, err := b.split(body)
	if err != nil {
		return fmt.Errorf("moof at %d: %w", start, err)
	}
	m.dataEnd = start
	for _, bx := range moof {
		if bx.kind != "traf" {
			continue
		}
		traf, err := b.split(bx.body)
		if err != nil {
			return fmt.Errorf("traf in moof at %d: %w", start, err)
		}
		if err := m.addTrackFragment(b, traf, start, size); err != nil {
			return fmt.Errorf("moof at %d: %w", start, err)
		}
	}
	return nil
}

func (m *movie) addTrackFragment(b *budget, traf boxes, start, size int64) error {
	tfhd, ok := traf.find("tfhd")
	if !ok {
		return errors.New("no tfhd box")
	}
	c := &cursor{b: tfhd}
	_, flags := c.header()
	id := c.u32()
	i := slices.IndexFunc(m.traks, func(t *trak) bool { return t.ID == id })
	if i < 0 || m.traks[i].Kind == Other {
		return nil
	}
	t := m.traks[i]
	if t.samples.raw() {
		return errors.New("raw sound in moov and in fragments")
	}
	base, d := t.fragmentBase(c, flags, start, m.dataEnd)
	if c.short || base < 0 || base > size {
		return media.Refuse(media.MediaDamaged, "", errors.New("tfhd: data outside the file"))
	}
	if d.description != 0 && d.description != t.used {
		t.Descriptions++
		t.used = d.description
	}
	if err := t.setDecodeTime(traf); err != nil {
		return err
	}
	pos := base
	for _, bx := range traf {
		if bx.kind != "trun" {
			continue
		}
		var err error
		if pos, err = t.addRun(b, bx.body, d, base, pos); err != nil {
			return fmt.Errorf("trun of track %d: %w", id, err)
		}
	}
	m.dataEnd = min(pos, size)
	return nil
}

// fragmentBase reads the optional fields of tfhd (ISO/IEC 14496-12, 8.8.7). Data
// offsets count from the moof, from a stated place, or, in old files, from the
// end of the track fragment before.
func (t *trak) fragmentBase(c *cursor, flags uint32, start, previous int64) (int64, fragmentDefaults) {
	base, d := previous, t.defaults
	if flags&0x20000 != 0 {
		base = start
	}
	if flags&0x01 != 0 {
		base = int64(c.u64()) //nolint:gosec // negative is refused by the caller
	}
	for _, field := range []struct {
		flag uint32
		to   *uint32
	}{{0x02, &d.description}, {0x08, &d.duration}, {0x10, &d.size}, {0x20, &d.flags}} {
		if flags&field.flag != 0 {
			*field.to = c.u32()
		}
	}
	return base, d
}

// setDecodeTime moves the end of the track to the tfdt. A gap lengthens the last
// sample; a tfdt that goes back, as rounding recorders write it, shortens it,
// but never below nothing.
func (t *trak) setDecodeTime(traf boxes) error {
	s := &t.samples
	tfdt, ok := traf.find("tfdt")
	if !ok {
		if len(s.dts) == 0 {
			s.dts = []int64{0}
		}
		return nil
	}
	c := &cursor{b: tfdt}
	version, _ := c.header()
	at := c.word(version)
	if c.short || at > 1<<62 {
		return errors.New("tfdt: out of range")
	}
	now := int64(at) //nolint:gosec // bounded above
	n := len(s.dts)
	if n == 0 {
		s.dts = []int64{now}
		return nil
	}
	if n > 1 && now < s.dts[n-2] {
		return media.Refuse(media.MediaDamaged, "", fmt.Errorf("tfdt %d goes back", now))
	}
	s.dts[n-1] = now
	return nil
}

// addRun adds the samples of a trun box (8.8.8) and returns where their bytes end.
func (t *trak) addRun(b *budget, trun []byte, d fragmentDefaults, base, pos int64) (int64, error) {
	c := &cursor{b: trun}
	_, flags := c.header()
	count := int(c.u32())
	if flags&0x01 != 0 {
		pos = base + int64(c.i32())
	}
	first := d.flags
	if flags&0x04 != 0 {
		first = c.u32()
	}
	if width := 4 * bits.OnesCount32(flags&0xf00); c.short || count*width > len(c.b) {
		return pos, errShort
	}
	if err := b.takeSamples(int64(count)); err != nil {
		return pos, err
	}
	for i := range count {
		v := d
		if i == 0 {
			v.flags = first
		}
		if flags&0x100 != 0 {
			v.duration = c.u32()
		}
		if flags&0x200 != 0 {
			v.size = c.u32()
		}
		if flags&0x400 != 0 {
			v.flags = c.u32()
		}
		var cto int32
		if flags&0x800 != 0 {
			cto = c.i32()
		}
		t.samples.add(pos, v, cto)
		pos = saturate(pos, v.size)
	}
	return pos, nil
}

// add appends one sample that starts where the last one ended.
func (s *samples) add(pos int64, v fragmentDefaults, cto int32) {
	n := s.len()
	s.offset = append(s.offset, pos)
	s.size = append(s.size, v.size)
	s.dts = append(s.dts, s.end()+int64(v.duration))
	if s.cto != nil || cto != 0 {
		if s.cto == nil {
			s.cto = make([]int32, n, cap(s.offset))
		}
		s.cto = append(s.cto, cto)
	}
	async := v.flags&sampleIsNonSync != 0
	if s.async != nil || async {
		if s.async == nil {
			s.async = make([]bool, n, cap(s.offset))
		}
		s.async = append(s.async, async)
	}
}
