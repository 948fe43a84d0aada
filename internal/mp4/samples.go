package mp4

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// samples is the index of one track in flat arrays. One slice element a sample,
// no pointers: 50 million of them cost the collector nothing.
type samples struct {
	offset []int64
	size   []uint32
	dts    []int64 // one more than samples: the last is the end. Never decreasing.
	cto    []int32 // nil: all 0
	async  []bool  // true: not a sync sample. nil: all are sync samples
}

func (s *samples) len() int { return len(s.offset) }

// raw reports whether this is sound that is timed, but not indexed.
func (s *samples) raw() bool { return len(s.offset) == 0 && len(s.dts) == 2 }

func (s *samples) sync(i int) bool { return s.async == nil || !s.async[i] }

func (s *samples) pts(i int) int64 {
	if s.cto == nil {
		return s.dts[i]
	}
	return s.dts[i] + int64(s.cto[i])
}

// end is the decode time after the last sample.
func (s *samples) end() int64 {
	if len(s.dts) == 0 {
		return 0
	}
	return s.dts[len(s.dts)-1]
}

// window keeps the samples [first, end).
func (s *samples) window(first, end int) {
	s.offset, s.size, s.dts = s.offset[first:end], s.size[first:end], s.dts[first:end+1]
	if s.cto != nil {
		s.cto = s.cto[first:end]
	}
	if s.async != nil {
		s.async = s.async[first:end]
	}
}

// check refuses samples that lie outside the file or on top of each other. The
// first is a file that ends early; the second would let a small file grow into a
// large stream.
func (s *samples) check(size int64) error {
	ordered := true
	var last int64
	for i, off := range s.offset {
		end := off + int64(s.size[i])
		if off < 0 || end < off || end > size {
			return media.Refuse(media.MediaDamaged, "", fmt.Errorf("sample %d at %d+%d of %d bytes", i, off, s.size[i], size))
		}
		ordered = ordered && (off >= last || s.size[i] == 0)
		last = max(last, end)
	}
	if ordered {
		return nil
	}
	return s.checkOverlap()
}

// checkOverlap looks for overlaps among samples that are not stored in decode order.
func (s *samples) checkOverlap() error {
	type extent struct{ start, end int64 }
	var runs []extent
	for i, off := range s.offset {
		end := off + int64(s.size[i])
		switch n := len(runs); {
		case s.size[i] == 0:
		case n > 0 && runs[n-1].end == off:
			runs[n-1].end = end
		default:
			runs = append(runs, extent{off, end})
		}
	}
	slices.SortFunc(runs, func(a, b extent) int { return cmp.Compare(a.start, b.start) })
	for i := 1; i < len(runs); i++ {
		if runs[i].start < runs[i-1].end {
			return media.Refuse(media.MediaDamaged, "", errors.New("samples overlap"))
		}
	}
	return nil
}
