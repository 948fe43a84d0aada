package mp4

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// movie is a moov box while the index is collected.
type movie struct {
	scale      int64
	fragmented bool
	traks      []*trak
	dropped    []error
	dataEnd    int64 // of the latest track fragment, where the next may begin
}

// trak is a track while the index is collected.
type trak struct {
	*Track

	edits    editList
	defaults fragmentDefaults
	used     uint32 // sample description in use
}

func parseMovie(ctx context.Context, b *budget, body []byte) (*movie, error) {
	moov, err := b.split(body)
	if err != nil {
		return nil, fmt.Errorf("moov: %w", err)
	}
	m := &movie{scale: 1000}
	if mvhd, ok := moov.find("mvhd"); ok {
		c := &cursor{b: mvhd}
		version, _ := c.header()
		c.word(version)
		c.word(version)
		if scale := int64(c.u32()); scale > 0 && scale <= maxTimescale {
			m.scale = scale
		}
	}
	trex, err := m.parseExtends(b, moov)
	if err != nil {
		return nil, err
	}
	count := 0
	for _, bx := range moov {
		if bx.kind != "trak" {
			continue
		}
		if count++; count > maxTracks {
			return nil, media.Refuse(media.TooManyTracks, "", fmt.Errorf("more than %d", maxTracks))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := m.addTrack(b, bx.body, trex); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// parseExtends reads mvex, whose presence says that fragments follow.
func (m *movie) parseExtends(b *budget, moov boxes) (map[uint32]fragmentDefaults, error) {
	if _, m.fragmented = moov.find("mvex"); !m.fragmented {
		return nil, nil
	}
	mvex, err := b.child(moov, "mvex")
	if err != nil {
		return nil, err
	}
	defaults := make(map[uint32]fragmentDefaults)
	for _, bx := range mvex {
		if bx.kind != "trex" || len(defaults) > maxTracks {
			continue
		}
		c := &cursor{b: bx.body}
		c.header()
		id := c.u32()
		defaults[id] = fragmentDefaults{description: c.u32(), duration: c.u32(), size: c.u32(), flags: c.u32()}
	}
	return defaults, nil
}

// addTrack adds one trak box. A broken one is noted and left out; what condemns the whole file is returned.
func (m *movie) addTrack(b *budget, body []byte, trex map[uint32]fragmentDefaults) error {
	t := &trak{Track: &Track{Language: "und", SAR: media.Rational{Num: 1, Den: 1}}}
	err := m.parseTrack(b, body, t, trex)
	if _, refused := media.RefusalOf(err); refused {
		return err
	}
	if err != nil {
		m.dropped = append(m.dropped, fmt.Errorf("track %d: %w", t.ID, err))
		return nil
	}
	m.traks = append(m.traks, t)
	return nil
}

func (m *movie) parseTrack(b *budget, body []byte, t *trak, trex map[uint32]fragmentDefaults) error {
	list, err := b.split(body)
	if err != nil {
		return err
	}
	tkhd, ok := list.find("tkhd")
	if !ok {
		return errors.New("no tkhd box")
	}
	if err := t.parseHeader(tkhd); err != nil {
		return fmt.Errorf("tkhd: %w", err)
	}
	mdia, err := b.child(list, "mdia")
	if err != nil {
		return err
	}
	if err := t.parseMedia(mdia); err != nil {
		return err
	}
	t.parseReferences(b, list)
	t.defaults = trex[t.ID]
	if t.Kind == Other {
		t.parseOther(b, mdia)
		return nil
	}
	if t.edits, err = m.parseTrackEdits(b, list, t.Timescale); err != nil {
		return fmt.Errorf("elst: %w", err)
	}
	return t.parseTables(b, mdia)
}

// parseTables reads the sample description and expands the sample tables.
func (t *trak) parseTables(b *budget, mdia boxes) error {
	minf, err := b.child(mdia, "minf")
	if err != nil {
		return err
	}
	if err := b.checkSelfContained(minf); err != nil {
		return err
	}
	stbl, err := b.child(minf, "stbl")
	if err != nil {
		return err
	}
	if err := t.parseDescriptions(b, stbl); err != nil {
		return fmt.Errorf("stsd: %w", err)
	}
	if t.samples, err = newTables(stbl).expand(b); err != nil {
		return fmt.Errorf("stbl: %w", err)
	}
	return nil
}

func (m *movie) parseTrackEdits(b *budget, list boxes, scale int64) (editList, error) {
	if edts, err := b.child(list, "edts"); err == nil {
		if elst, ok := edts.find("elst"); ok {
			return parseEdits(elst, m.scale, scale)
		}
	}
	return parseEdits(make([]byte, 8), m.scale, scale)
}

// checkSelfContained rejects tracks whose samples are in another file. We never open one.
func (b *budget) checkSelfContained(minf boxes) error {
	dinf, err := b.child(minf, "dinf")
	if err != nil {
		return nil // old files have none
	}
	dref, _ := dinf.find("dref")
	if len(dref) < 8 {
		return nil
	}
	entries, err := b.split(dref[8:])
	if err != nil {
		return fmt.Errorf("dref: %w", err)
	}
	for _, e := range entries {
		if len(e.body) < 4 || e.body[3]&1 == 0 {
			return errors.New("samples are in another file")
		}
	}
	return nil
}

// parseReferences notes which tracks hold this one's chapters.
func (t *trak) parseReferences(b *budget, list boxes) {
	tref, err := b.child(list, "tref")
	if err != nil {
		return
	}
	chap, _ := tref.find("chap")
	for ; len(chap) >= 4 && len(t.chapters) < maxTracks; chap = chap[4:] {
		t.chapters = append(t.chapters, binary.BigEndian.Uint32(chap))
	}
}

// parseOther names the format of a track that is only listed. Nothing in it can be an error.
func (t *trak) parseOther(b *budget, mdia boxes) {
	minf, _ := b.child(mdia, "minf")
	stbl, _ := b.child(minf, "stbl")
	stsd, _ := stbl.find("stsd")
	if len(stsd) >= 16 {
		t.Format = fourCC(stsd[12:16])
	}
}
