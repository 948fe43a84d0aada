package mp4

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Progressive assembles an ordinary MP4 file, index first, from a picture track, a
// sound track or both (the other nil), of the same or of different files. Sound and
// picture alternate every second. No sample is copied: the result is a new header and ranges
// of the inputs.
//
// A finished rendition becomes a track by opening its parts as one file:
//
//	var whole Splice
//	whole.AppendBytes(init)
//	whole.Append(segment1, 0, size1) // … all of them
//	file, err := Open(ctx, &whole, whole.Size())
func Progressive(video, audio *Track) (*Splice, error) {
	a := &assembly{}
	for _, t := range []*Track{video, audio} {
		if t == nil {
			continue
		}
		if err := t.cuttable(); err != nil {
			return nil, fmt.Errorf("assemble mp4: %w", err)
		}
		a.tracks = append(a.tracks, &assembled{Track: t})
	}
	if len(a.tracks) == 0 {
		return nil, errors.New("assemble mp4: no track")
	}
	a.interleave()

	header := a.header(0)
	if a.large = int64(len(header))+a.body.size > math.MaxUint32; a.large {
		header = a.header(0)
	}
	header = a.header(int64(len(header)))
	out := &Splice{}
	out.AppendBytes(header)
	for _, p := range a.body.parts {
		out.Append(p.src, p.offset, p.length)
	}
	return out, nil
}

// assembly is a progressive file in the making.
type assembly struct {
	tracks []*assembled
	body   Splice
	large  bool // needs 64-bit offsets
}

// assembled is a track with the chunks its samples go into.
type assembled struct {
	*Track

	chunks []chunk
	next   int // first sample not yet in a chunk
}

// chunk is a run of samples of one track, side by side at an offset in the body.
type chunk struct {
	offset  int64
	samples int
}

// interleave lays out the body: for each second the samples of each track that are decoded in it.
func (a *assembly) interleave() {
	for second := int64(1); ; second++ {
		left := false
		for _, t := range a.tracks {
			first := t.next
			for t.next < t.Len() && t.DTS(t.next) < second*t.Timescale {
				t.next++
			}
			if t.next > first {
				t.chunks = append(t.chunks, chunk{a.body.size, t.next - first})
				t.appendSamples(&a.body, first, t.next)
			}
			left = left || t.next < t.Len()
		}
		if !left {
			return
		}
	}
}

// header writes everything before the samples, for a body that starts at base.
func (a *assembly) header(base int64) []byte {
	w := &builder{}
	w.fileType("ftyp", "isom", "isom", "iso4", "mp41", "mp42")
	scale := a.tracks[0].Timescale
	plans := make([]trakPlan, len(a.tracks))
	var longest int64
	for i, t := range a.tracks {
		plans[i] = t.plan(uint32(i+1), scale, func(w *builder) { a.tables(w, t, base) }) //nolint:gosec // 1 or 2
		longest = max(longest, plans[i].movieDuration)
	}
	w.box("moov", func() {
		w.movieHeader(scale, longest, uint32(len(plans)+1)) //nolint:gosec // 2 or 3
		for _, p := range plans {
			w.trak(p)
		}
	})
	if a.large {
		w.mdatHeader(a.body.size, 16)
	} else {
		w.mdatHeader(a.body.size, 8)
	}
	return w.b
}

// plan describes the trak box. Stored composition offsets are made non-negative,
// as old players want them, and the edit list takes the difference back.
func (t *assembled) plan(id uint32, movieScale int64, tables func(*builder)) trakPlan {
	total := t.DTS(t.Len()) - t.DTS(0)
	shown := t.lasts
	p := trakPlan{track: t.Track, id: id, duration: total, tables: tables}
	toMovie := func(ticks int64) int64 { return rescale(ticks, t.Timescale, movieScale) }
	if t.begin > 0 {
		p.edits = append(p.edits, editEntry{toMovie(t.begin), -1})
	}
	p.edits = append(p.edits, editEntry{toMovie(shown), t.Preroll - t.leastOffset()})
	p.movieDuration = toMovie(t.begin + shown)
	return p
}

// leastOffset is the smallest composition offset, 0 or negative.
func (t *Track) leastOffset() int64 {
	var least int64
	if t.samples.cto == nil {
		return min(0, t.shift)
	}
	for _, c := range t.samples.cto {
		least = min(least, int64(c)+t.shift)
	}
	return least
}

// tables writes the sample tables of t.
func (a *assembly) tables(w *builder, t *assembled, base int64) {
	n := t.Len()
	w.runs("stts", n, func(i int) uint32 { return t.length(i) })
	if least := t.leastOffset(); t.samples.cto != nil {
		w.runs("ctts", n, func(i int) uint32 {
			return uint32(int64(t.samples.cto[i]) + t.shift - least) //nolint:gosec // not negative; both within 32 bits
		})
	}
	if t.samples.async != nil {
		w.syncTable(t.Track)
	}
	w.chunkRuns(t.chunks)
	w.full("stsz", 0, 0, func() {
		w.words(0, uint32(n)) //nolint:gosec // at most maxSamples
		w.words(t.samples.size...)
	})
	if a.large {
		w.full("co64", 0, 0, func() {
			w.u32(uint32(len(t.chunks))) //nolint:gosec // no more than samples
			for _, c := range t.chunks {
				w.i64(base + c.offset)
			}
		})
		return
	}
	w.full("stco", 0, 0, func() {
		w.u32(uint32(len(t.chunks))) //nolint:gosec // no more than samples
		for _, c := range t.chunks {
			w.u32(uint32(base + c.offset)) //nolint:gosec // a.large says so
		}
	})
}

// counted writes a full box whose content starts with the number of entries that the content function returns.
func (w *builder) counted(kind string, content func() (entries int)) {
	w.full(kind, 0, 0, func() {
		at := len(w.b)
		w.u32(0)
		n := content()
		binary.BigEndian.PutUint32(w.b[at:], uint32(n)) //nolint:gosec // at most maxSamples
	})
}

// runs writes a run-length table of n values.
func (w *builder) runs(kind string, n int, value func(int) uint32) {
	w.counted(kind, func() (entries int) {
		for i := 0; i < n; entries++ {
			first := i
			for i < n && value(i) == value(first) {
				i++
			}
			w.words(uint32(i-first), value(first)) //nolint:gosec // at most maxSamples
		}
		return entries
	})
}

func (w *builder) syncTable(t *Track) {
	w.counted("stss", func() (entries int) {
		for i := range t.Len() {
			if t.samples.sync(i) {
				w.u32(uint32(i + 1)) //nolint:gosec // at most maxSamples
				entries++
			}
		}
		return entries
	})
}

// chunkRuns writes stsc: from which chunk on a chunk holds how many samples.
func (w *builder) chunkRuns(chunks []chunk) {
	w.counted("stsc", func() (entries int) {
		for i, c := range chunks {
			if i == 0 || c.samples != chunks[i-1].samples {
				w.words(uint32(i+1), uint32(c.samples), 1) //nolint:gosec // at most maxSamples
				entries++
			}
		}
		return entries
	})
}
