package mp4

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"
)

// IDRs are the samples at which decoding can really start.
type IDRs struct {
	Samples []int         // in decode order
	Claimed int           // sync samples that the container names; more than len(Samples) means it lies
	Longest time.Duration // the longest stretch from one to the next, or to the end
}

const (
	nalPeek = 64 // read at a sync sample; delimiters and parameter sets mostly fit
	maxNALs = 64 // units looked at before the first slice
)

// VerifyIDRs looks at the first slice of every sync sample: a few bytes each. For
// codecs other than H.264 and HEVC, whose sync samples it cannot judge, the container is believed.
func (t *Track) VerifyIDRs(ctx context.Context) (IDRs, error) {
	var found IDRs
	lengthSize, isIDR := t.nalFormat()
	for i := range t.Len() {
		if !t.samples.sync(i) {
			continue
		}
		found.Claimed++
		if lengthSize > 0 {
			if err := ctx.Err(); err != nil {
				return IDRs{}, fmt.Errorf("verify IDRs: %w", err)
			}
			ok, err := t.firstSlice(i, lengthSize, isIDR)
			if err != nil {
				return IDRs{}, fmt.Errorf("verify IDRs: sample %d: %w", i, err)
			}
			if !ok {
				continue
			}
		}
		found.Samples = append(found.Samples, i)
	}
	last := 0
	for _, i := range append(found.Samples[:len(found.Samples):len(found.Samples)], t.Len()) {
		if t.Len() > 0 {
			found.Longest = max(found.Longest, t.Span(last, i))
		}
		last = i
	}
	return found, nil
}

// verdict judges a NAL unit by its first byte: an IDR slice, another slice, or no slice.
type verdict int

const (
	noSlice verdict = iota
	idrSlice
	otherSlice
)

// nalFormat returns the bytes of a NAL unit's length field and how to judge its
// header; 0 for codecs without NAL units.
func (t *Track) nalFormat() (lengthSize int, judge func(header byte) verdict) {
	if t.AVC != nil {
		return t.AVC.lengthSize, judgeAVC
	}
	if hvcC, ok := t.entry.find("hvcC"); ok && len(hvcC) > 21 {
		return int(hvcC[21]&3) + 1, judgeHEVC
	}
	return 0, nil
}

// judgeAVC reads nal_unit_type of ISO/IEC 14496-10, table 7-1.
func judgeAVC(header byte) verdict {
	switch n := header & 31; {
	case n == 5:
		return idrSlice
	case n >= 1 && n <= 4:
		return otherSlice
	}
	return noSlice
}

// judgeHEVC reads nal_unit_type of ISO/IEC 23008-2, table 7-1.
func judgeHEVC(header byte) verdict {
	switch n := header >> 1 & 63; {
	case n == 19 || n == 20:
		return idrSlice
	case n < 32:
		return otherSlice
	}
	return noSlice
}

// firstSlice reports whether the first slice of sample i is one of an IDR picture.
func (t *Track) firstSlice(i, lengthSize int, judge func(byte) verdict) (bool, error) {
	size := int64(t.samples.size[i])
	var buf [nalPeek]byte
	peeked := buf[:0]
	var start int64 // of peeked, within the sample
	for pos, n := int64(0), 0; pos+int64(lengthSize) < size && n < maxNALs; n++ {
		if pos < start || pos+int64(lengthSize) >= start+int64(len(peeked)) {
			start, peeked = pos, buf[:min(nalPeek, size-pos)]
			if _, err := readFull(t.src, peeked, t.samples.offset[i]+pos); err != nil {
				return false, err
			}
		}
		at := peeked[pos-start:]
		switch judge(at[lengthSize]) {
		case idrSlice:
			return true, nil
		case otherSlice:
			return false, nil
		}
		pos += int64(lengthSize) + nalLength(at, lengthSize)
	}
	return false, nil
}

func nalLength(b []byte, size int) int64 {
	var word [4]byte
	copy(word[4-size:], b[:size])
	return int64(binary.BigEndian.Uint32(word[:]))
}
