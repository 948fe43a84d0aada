package mp4

import (
	"encoding/binary"
	"fmt"
	"math"
)

const (
	syncFlags    = 0x02000000 // depends on no other sample
	nonSyncFlags = 0x01000000 | sampleIsNonSync
)

// Segment returns one CMAF media segment with the samples [first, end): styp,
// moof, mdat (ISO/IEC 23000-19, 7.3). sequence goes into mfhd, counted from 1;
// base, in ticks, into tfdt: t.DTS(first) to cut a window of an original, the place
// in the whole to re-time what an encoder made on its own.
//
// Only the header is built. The samples are read from the original when the segment is.
func (t *Track) Segment(first, end int, sequence uint32, base int64) (*Splice, error) {
	if err := t.cuttable(); err != nil {
		return nil, fmt.Errorf("cut segment: %w", err)
	}
	if first < 0 || first >= end || end > t.Len() || base < 0 {
		return nil, fmt.Errorf("cut segment: samples %d to %d of %d at %d", first, end, t.Len(), base)
	}
	body := t.Bytes(first, end)
	w := &builder{b: make([]byte, 0, 160+16*(end-first))}
	w.fileType("styp", "msdh", "msdh", "cmfs")
	mdatHeader := int64(8)
	if body+8 > math.MaxUint32 {
		mdatHeader = 16
	}
	moof := len(w.b)
	var patch int
	w.box("moof", func() {
		w.full("mfhd", 0, 0, func() { w.u32(sequence) })
		w.box("traf", func() { patch = w.trackFragment(t, first, end, base) })
	})
	offset := int64(len(w.b)-moof) + mdatHeader
	if offset > math.MaxInt32 {
		return nil, fmt.Errorf("cut segment: header of %d samples is too long", end-first)
	}
	binary.BigEndian.PutUint32(w.b[patch:], uint32(offset)) //nolint:gosec // bounded above
	w.mdatHeader(body, mdatHeader)

	s := &Splice{}
	s.AppendBytes(w.b)
	t.appendSamples(s, first, end)
	return s, nil
}

// appendSamples adds the bytes of samples [first, end) to s.
func (t *Track) appendSamples(s *Splice, first, end int) {
	for i := first; i < end; i++ {
		s.Append(t.src, t.samples.offset[i], int64(t.samples.size[i]))
	}
}

// mdatHeader writes the header of an mdat with body bytes; 16 bytes long, it has a 64-bit size.
func (w *builder) mdatHeader(body, header int64) {
	if header == 16 {
		w.u32(1)
		w.text("mdat")
		w.i64(body + 16)
		return
	}
	w.u32(uint32(body + 8)) //nolint:gosec // the caller chose the header
	w.text("mdat")
}

// trackFragment writes the content of a traf box and returns where in w the data
// offset is to be filled in.
func (w *builder) trackFragment(t *Track, first, end int, base int64) (patch int) {
	d := t.uniform(first, end)
	flags := nonSyncFlags
	if t.samples.sync(end - 1) {
		flags = syncFlags
	}
	w.full("tfhd", 0, 0x020038, func() { // default-base-is-moof; duration, size, flags
		w.words(1, t.length(first), t.samples.size[first], uint32(flags)) //nolint:gosec // constants
	})
	w.full("tfdt", 1, 0, func() { w.i64(base) })
	w.full("trun", 1, d.trunFlags(), func() {
		w.u32(uint32(end - first)) //nolint:gosec // at most maxSamples
		patch = len(w.b)
		w.u32(0)
		if d.firstFlags {
			w.u32(syncFlags)
		}
		for i := first; i < end; i++ {
			w.runEntry(t, i, d)
		}
	})
	return patch
}

func (w *builder) runEntry(t *Track, i int, d uniformity) {
	if !d.duration {
		w.u32(t.length(i))
	}
	if !d.size {
		w.u32(t.samples.size[i])
	}
	if !d.flags {
		if t.samples.sync(i) {
			w.u32(syncFlags)
		} else {
			w.u32(nonSyncFlags)
		}
	}
	if !d.offset {
		w.u32(uint32(t.samples.pts(i) - t.samples.dts[i] + t.shift)) //nolint:gosec // signed in version 1
	}
}

// uniformity tells which fields of a run need no entry for each sample.
type uniformity struct {
	duration, size, flags, offset bool
	firstFlags                    bool // the first sample alone is a sync sample
}

func (d uniformity) trunFlags() uint32 {
	flags := uint32(0x01)
	for _, f := range []struct {
		set  bool
		flag uint32
	}{{d.firstFlags, 0x04}, {!d.duration, 0x100}, {!d.size, 0x200}, {!d.flags, 0x400}, {!d.offset, 0x800}} {
		if f.set {
			flags |= f.flag
		}
	}
	return flags
}

func (t *Track) uniform(first, end int) uniformity {
	s := &t.samples
	d := uniformity{duration: true, size: true, flags: true, offset: true}
	rest := true // samples after the first are like the last
	for i := first; i < end; i++ {
		d.duration = d.duration && t.length(i) == t.length(first)
		d.size = d.size && s.size[i] == s.size[first]
		d.flags = d.flags && s.sync(i) == s.sync(end-1)
		d.offset = d.offset && s.pts(i)-s.dts[i]+t.shift == 0
		rest = rest && (i == first || s.sync(i) == s.sync(end-1))
	}
	if !d.flags && rest && s.sync(first) {
		d.flags, d.firstFlags = true, true
	}
	return d
}
