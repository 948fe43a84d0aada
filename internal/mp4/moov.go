package mp4

import (
	"errors"

	"golang.org/x/text/language"
)

// trakPlan is what a trak box says besides the facts of its Track.
type trakPlan struct {
	track         *Track
	id            uint32
	movieDuration int64 // in the movie's timescale
	duration      int64 // in the track's
	edits         []editEntry
	tables        func(w *builder) // writes stts, stsc, stsz, stco and, where needed, ctts and stss
}

// editEntry is one line of an edit list; media -1 is an empty edit.
type editEntry struct{ duration, media int64 }

// Init returns the init segment of the track: ftyp and a moov with this track
// alone, as track 1. Nothing of the original that describes its maker, device or place
// is in it. The rotation matrix, pixel aspect and colour are; so is Preroll, as the
// one edit entry that CMAF allows (ISO/IEC 23000-19, 7.5.13).
func (t *Track) Init() ([]byte, error) {
	if err := t.cuttable(); err != nil {
		return nil, err
	}
	w := &builder{}
	brand := "cmfc"
	if t.Kind == Video {
		brand = "cmf2" // composition offsets may be negative
	}
	w.fileType("ftyp", brand, "iso6", "cmfc", brand)
	plan := trakPlan{track: t, id: 1, tables: func(w *builder) {
		w.full("stts", 0, 0, func() { w.u32(0) })
		w.full("stsc", 0, 0, func() { w.u32(0) })
		w.full("stsz", 0, 0, func() { w.words(0, 0) })
		w.full("stco", 0, 0, func() { w.u32(0) })
	}}
	if t.Preroll > 0 {
		plan.edits = []editEntry{{0, t.Preroll}}
	}
	w.box("moov", func() {
		w.movieHeader(t.Timescale, 0, 2)
		w.trak(plan)
		w.box("mvex", func() {
			w.full("trex", 0, 0, func() { w.words(1, 1, 0, 0, 0) })
		})
	})
	return w.b, nil
}

// cuttable says why samples of the track cannot be handed out, if so.
func (t *Track) cuttable() error {
	switch {
	case t.Kind == Other:
		return errors.New("neither picture nor sound")
	case t.Len() == 0:
		return errors.New("raw sound is not indexed")
	case t.Descriptions != 1:
		return errors.New("several sample descriptions")
	}
	return nil
}

func (w *builder) movieHeader(scale, duration int64, nextID uint32) {
	w.full("mvhd", 1, 0, func() {
		w.zeros(16)          // creation and modification stay unknown
		w.u32(uint32(scale)) //nolint:gosec // at most maxTimescale
		w.i64(duration)
		w.u32(1 << 16) // rate 1
		w.u16(1 << 8)  // volume 1
		w.zeros(10)
		w.matrix(0, false, 0, 0)
		w.zeros(24)
		w.u32(nextID)
	})
}

// matrix writes a display matrix that flips, then turns clockwise, then moves the
// picture back into the first quadrant.
func (w *builder) matrix(degrees int, mirrored bool, width, height uint32) {
	const one, minus = 1 << 16, 0xffff0000
	var m [9]uint32
	m[8] = 1 << 30
	switch degrees {
	case 90:
		m[1], m[3], m[6] = one, minus, height
	case 180:
		m[0], m[4], m[6], m[7] = minus, minus, width, height
	case 270:
		m[1], m[3], m[7] = minus, one, width
	default:
		m[0], m[4] = one, one
	}
	if mirrored {
		// x becomes width - x before the turn.
		m[0], m[1] = -m[0], -m[1]
		switch degrees {
		case 90:
			m[7] = width
		case 180:
			m[6] = 0
		case 270:
			m[7] = 0
		default:
			m[6] = width
		}
	}
	w.words(m[:]...)
}

func (w *builder) trak(p trakPlan) {
	t := p.track
	width, height := t.displaySize()
	w.box("trak", func() {
		w.full("tkhd", 1, 3, func() { // enabled, in movie
			w.zeros(16)
			w.words(p.id, 0)
			w.i64(p.movieDuration)
			w.zeros(12)
			if t.Kind == Audio {
				w.u16(1 << 8)
			} else {
				w.u16(0)
			}
			w.zeros(2)
			w.matrix(t.Rotation, t.Mirrored, width, height)
			w.words(width, height)
		})
		w.editList(p.edits)
		w.box("mdia", func() {
			w.mediaHeader(t, p.duration)
			w.box("minf", func() { w.mediaInformation(p) })
		})
	})
}

// displaySize is the size before rotation but after pixel aspect, in 16.16 fixed point.
func (t *Track) displaySize() (width, height uint32) {
	wide := min(rescale(int64(t.Width), t.SAR.Den, t.SAR.Num), 1<<15)
	return uint32(wide) << 16, uint32(t.Height) << 16 //nolint:gosec // both below 2¹⁶
}

func (w *builder) editList(edits []editEntry) {
	if len(edits) == 0 {
		return
	}
	w.box("edts", func() {
		w.full("elst", 1, 0, func() {
			w.u32(uint32(len(edits))) //nolint:gosec // two at most
			for _, e := range edits {
				w.i64(e.duration)
				w.i64(e.media)
				w.u32(1 << 16)
			}
		})
	})
}

func (w *builder) mediaHeader(t *Track, duration int64) {
	packed, tag := packLanguage(t.Language)
	w.full("mdhd", 1, 0, func() {
		w.zeros(16)
		w.u32(uint32(t.Timescale)) //nolint:gosec // at most maxTimescale
		w.i64(duration)
		w.u16(packed)
		w.u16(0)
	})
	handler := "soun"
	if t.Kind == Video {
		handler = "vide"
	}
	w.full("hdlr", 0, 0, func() {
		w.u32(0)
		w.text(handler)
		w.zeros(13) // reserved, and an empty name
	})
	if tag != "" {
		w.full("elng", 0, 0, func() { w.text(tag + "\x00") })
	}
}

// packLanguage packs the three letters of ISO 639-2; a tag that says more than
// those is returned as well.
func packLanguage(tag string) (packed uint16, extended string) {
	const und = 0x55c4
	parsed, err := language.Parse(tag)
	if err != nil {
		return und, ""
	}
	base, _ := parsed.Base()
	letters := base.ISO3()
	if len(letters) != 3 {
		return und, ""
	}
	for _, c := range []byte(letters) {
		packed = packed<<5 | uint16(c-0x60)&31
	}
	if tag != base.String() {
		extended = tag
	}
	return packed, extended
}

func (w *builder) mediaInformation(p trakPlan) {
	if p.track.Kind == Video {
		w.full("vmhd", 0, 1, func() { w.zeros(8) })
	} else {
		w.full("smhd", 0, 0, func() { w.zeros(4) })
	}
	w.box("dinf", func() {
		w.full("dref", 0, 0, func() {
			w.u32(1)
			w.full("url ", 0, 1, func() {})
		})
	})
	w.box("stbl", func() {
		w.full("stsd", 0, 0, func() {
			w.u32(1)
			w.sampleEntry(p.track)
		})
		p.tables(w)
	})
}

func (w *builder) sampleEntry(t *Track) {
	w.box(t.entry.format, func() {
		w.zeros(6)
		w.u16(1) // data reference
		if t.Kind == Video {
			w.zeros(16)
			w.u16(uint16(t.Width))  //nolint:gosec // read from 16 bits
			w.u16(uint16(t.Height)) //nolint:gosec // read from 16 bits
			w.words(72<<16, 72<<16, 0)
			w.u16(1)
			w.zeros(32) // the encoder's name
			w.u16(24)
			w.u16(0xffff)
		} else {
			w.zeros(8)
			w.u16(uint16(t.Channels)) //nolint:gosec // bounded when read
			w.u16(16)
			w.zeros(4)
			w.u32(uint32(min(t.SampleRate, 0xffff)) << 16) //nolint:gosec // bounded on the line
		}
		for _, c := range t.entry.config {
			if len(c.body) > 0 {
				w.box(c.kind, func() { w.bytes(c.body) })
			}
		}
	})
}
