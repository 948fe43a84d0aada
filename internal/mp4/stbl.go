package mp4

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// tables are the raw tables of one stbl box. They are expanded once, into samples.
type tables struct {
	stts, ctts, stsc, stsz, stz2, stss, stco, co64 []byte
	hasStss                                        bool
}

func newTables(stbl boxes) tables {
	var t tables
	t.stts, _ = stbl.find("stts")
	t.ctts, _ = stbl.find("ctts")
	t.stsc, _ = stbl.find("stsc")
	t.stsz, _ = stbl.find("stsz")
	t.stz2, _ = stbl.find("stz2")
	t.stco, _ = stbl.find("stco")
	t.co64, _ = stbl.find("co64")
	t.stss, t.hasStss = stbl.find("stss")
	return t
}

// sizes are the sizes of a track's samples as stored: one for all, or a table of 8, 16 or 32 bits each.
type sizes struct {
	count int
	fixed uint32
	width int // bytes of a table entry
	table []byte
}

func (z sizes) at(i int) uint32 {
	switch {
	case z.fixed != 0:
		return z.fixed
	case z.width == 1:
		return uint32(z.table[i])
	case z.width == 2:
		return uint32(binary.BigEndian.Uint16(z.table[2*i:]))
	default:
		return binary.BigEndian.Uint32(z.table[4*i:])
	}
}

// sizes reads stsz or stz2. Entries of 4 bits are not read: nothing writes them.
func (t tables) sizes() (sizes, error) {
	if t.stsz == nil && t.stz2 == nil {
		return sizes{}, errors.New("no stsz box")
	}
	z := sizes{width: 4}
	c := &cursor{b: t.stsz}
	c.header()
	if t.stsz != nil {
		z.fixed = c.u32()
	} else {
		c = &cursor{b: t.stz2}
		c.header()
		z.width = int(c.u32()&0xff) / 8
		if z.width != 1 && z.width != 2 {
			return sizes{}, fmt.Errorf("stz2: %d bytes a size", z.width)
		}
	}
	if z.fixed != 0 {
		z.count = int(c.u32())
	} else {
		z.count = c.table(z.width)
		z.table = c.b
	}
	return z, c.err()
}

// expand fills the flat arrays from the tables. The number of samples is what
// stsz declares, drawn from the budget; every run stops there.
//
// Raw sound has one sample for each instant, tens of thousands a second. It is timed, but
// not indexed: dts then holds start and end only and there are no samples.
func (t tables) expand(b *budget) (samples, error) {
	z, err := t.sizes()
	if err != nil {
		return samples{}, err
	}
	if z.count == 0 {
		return samples{}, nil
	}
	if z.fixed != 0 && t.everyTick() {
		return samples{dts: []int64{0, int64(z.count)}}, nil
	}
	if err := b.takeSamples(int64(z.count)); err != nil {
		return samples{}, err
	}
	s := samples{size: make([]uint32, z.count)}
	for i := range s.size {
		s.size[i] = z.at(i)
	}
	if s.offset, err = t.offsets(s.size); err != nil {
		return samples{}, err
	}
	if s.dts, err = t.decodeTimes(z.count); err != nil {
		return samples{}, err
	}
	if s.cto, err = t.compositionOffsets(z.count); err != nil {
		return samples{}, err
	}
	s.async, err = t.asyncSamples(z.count)
	return s, err
}

// everyTick reports whether every sample lasts one tick.
func (t tables) everyTick() bool {
	c := &cursor{b: t.stts}
	c.header()
	n := c.table(8)
	c.skip(4)
	return n == 1 && c.u32() == 1
}

// offsets places the samples: chunk by chunk, each holding as many as stsc says.
func (t tables) offsets(size []uint32) ([]int64, error) {
	chunks, chunkAt, err := t.chunks()
	if err != nil {
		return nil, err
	}
	c := &cursor{b: t.stsc}
	c.header()
	runs := c.table(12)
	if c.short || runs == 0 {
		return nil, errors.New("stsc: no entries")
	}
	offset := make([]int64, 0, len(size))
	next := int64(c.u32())
	for range runs {
		first, perChunk := next, c.u32()
		c.skip(4)
		next = math.MaxInt64
		if len(c.b) >= 12 {
			next = int64(c.u32())
		}
		if first < 1 || next <= first {
			return nil, errors.New("stsc: chunks not in order")
		}
		if perChunk == 0 {
			continue
		}
		for chunk := first; chunk < next && chunk <= int64(chunks) && len(offset) < len(size); chunk++ {
			pos := chunkAt(int(chunk - 1))
			for k := uint32(0); k < perChunk && len(offset) < len(size); k++ {
				n := len(offset)
				offset = append(offset, pos)
				pos = saturate(pos, size[n])
			}
		}
	}
	if len(offset) < len(size) {
		return nil, fmt.Errorf("chunks hold %d of %d samples", len(offset), len(size))
	}
	return offset, nil
}

// saturate adds without wrapping; a place beyond every file is found out by samples.check.
func saturate(pos int64, size uint32) int64 {
	if pos < 0 || pos > math.MaxInt64-int64(size) {
		return math.MaxInt64
	}
	return pos + int64(size)
}

// chunks returns how many chunks there are and where each starts; a place above 2⁶³ is negative.
func (t tables) chunks() (n int, at func(int) int64, err error) {
	if t.co64 != nil {
		c := &cursor{b: t.co64}
		c.header()
		n = c.table(8)
		return n, func(i int) int64 { return int64(binary.BigEndian.Uint64(c.b[8*i:])) }, c.err() //nolint:gosec // see above
	}
	c := &cursor{b: t.stco}
	c.header()
	n = c.table(4)
	return n, func(i int) int64 { return int64(binary.BigEndian.Uint32(c.b[4*i:])) }, c.err()
}

// decodeTimes sums stts. Samples that it leaves out last as long as the last one it names.
func (t tables) decodeTimes(n int) ([]int64, error) {
	c := &cursor{b: t.stts}
	c.header()
	runs := c.table(8)
	if c.short || runs == 0 {
		return nil, errors.New("stts: no entries")
	}
	dts := make([]int64, 1, n+1)
	var now, delta int64
	for range runs {
		count := c.u32()
		delta = int64(c.u32())
		for ; count > 0 && len(dts) <= n; count-- {
			now += delta
			dts = append(dts, now)
		}
	}
	for len(dts) <= n {
		now += delta
		dts = append(dts, now)
	}
	return dts, nil
}

// compositionOffsets expands ctts. Offsets are read as signed in both versions:
// encoders write negative ones into version 0.
func (t tables) compositionOffsets(n int) ([]int32, error) {
	if t.ctts == nil {
		return nil, nil
	}
	c := &cursor{b: t.ctts}
	c.header()
	runs := c.table(8)
	if c.short {
		return nil, errors.New("ctts: ends early")
	}
	cto := make([]int32, 0, n)
	for range runs {
		count := c.u32()
		offset := c.i32()
		for ; count > 0 && len(cto) < n; count-- {
			cto = append(cto, offset)
		}
	}
	return cto[:n], nil
}

// asyncSamples marks the samples that stss does not list. Without stss every sample is a sync sample.
func (t tables) asyncSamples(n int) ([]bool, error) {
	if !t.hasStss {
		return nil, nil
	}
	c := &cursor{b: t.stss}
	c.header()
	count := c.table(4)
	if c.short {
		return nil, errors.New("stss: ends early")
	}
	async := make([]bool, n)
	for i := range async {
		async[i] = true
	}
	for range count {
		if i := int64(c.u32()) - 1; i >= 0 && i < int64(n) {
			async[i] = false
		}
	}
	return async, nil
}
