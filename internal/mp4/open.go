package mp4

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/tributary-video/tributary/internal/media"
)

// walk is a pass over the boxes at file level, collecting the index.
type walk struct {
	r      io.ReaderAt
	size   int64
	budget *budget

	movie     *movie
	truncated bool // the last box claims more than the file has
}

// Open reads the index of an MP4, QuickTime or CMAF file of size bytes,
// progressive or fragmented. It reads box headers and the index, nothing of the
// media; r must stay readable for as long as segments of the file are read.
//
// What is not such a file, or is damaged beyond use, is refused with a
// [media.Refused]: NotMedia, EmptyFile, MediaDamaged, NoTracks, TooLong,
// TooManyTracks, or SourceUnreadable when r fails. When ctx ends, its error is returned.
func Open(ctx context.Context, r io.ReaderAt, size int64) (*File, error) {
	if size <= 0 {
		return nil, media.Refuse(media.EmptyFile, "", nil)
	}
	w := &walk{r: r, size: size, budget: newBudget(size)}
	if err := w.run(ctx); err != nil {
		return nil, asRefusal(ctx, "read index", err)
	}
	f, err := w.finish(ctx)
	if err != nil {
		return nil, asRefusal(ctx, "use index", err)
	}
	return f, nil
}

// asRefusal makes a verdict of every error that is none yet, except the end of ctx.
func asRefusal(ctx context.Context, doing string, err error) error {
	_, refused := media.RefusalOf(err)
	if !refused && ctx.Err() == nil {
		err = media.Refuse(media.MediaDamaged, "", err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// run visits the boxes at file level: up to the moov of a progressive file, to
// the end of a fragmented one.
func (w *walk) run(ctx context.Context) error {
	pos := int64(0)
	for n := 0; w.size-pos >= 8; n++ {
		if n > maxTopLevel {
			return fmt.Errorf("more than %d boxes", maxTopLevel)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := w.header(pos)
		if err != nil {
			return err
		}
		if n == 0 && !opensFile(h.kind) {
			return media.Refuse(media.NotMedia, "", fmt.Errorf("first box is %q", h.kind))
		}
		if w.truncated = h.end > w.size; w.truncated {
			if h.kind == "moov" {
				return errors.New("moov ends after the file")
			}
			break
		}
		if err := w.visit(ctx, h); err != nil {
			return err
		}
		if w.movie != nil && !w.movie.fragmented {
			break
		}
		pos = h.end
	}
	if w.movie == nil {
		return errors.New("no moov box")
	}
	return nil
}

// place is a box at file level: where it starts, where its content does, and where it ends.
type place struct {
	kind             string
	start, body, end int64
}

func (w *walk) header(pos int64) (place, error) {
	var b [16]byte
	n := min(16, w.size-pos)
	if err := w.read(b[:n], pos); err != nil {
		return place{}, err
	}
	h := place{kind: fourCC(b[4:8]), start: pos, body: pos + 8}
	size := uint64(binary.BigEndian.Uint32(b[:]))
	switch {
	case size == 0: // to the end of the file
		h.end = w.size
		return h, nil
	case size == 1 && n == 16:
		size, h.body = binary.BigEndian.Uint64(b[8:]), pos+16
	}
	if size < uint64(h.body-pos) { //nolint:gosec // 8 or 16
		return h, fmt.Errorf("box %q: size %d", h.kind, size)
	}
	h.end = w.size + 1
	if size <= uint64(w.size-pos) { //nolint:gosec // pos is inside the file
		h.end = pos + int64(size) //nolint:gosec // bounded above
	}
	return h, nil
}

func (w *walk) visit(ctx context.Context, h place) error {
	if h.kind != "moov" && h.kind != "moof" {
		return nil
	}
	if h.kind == "moov" && w.movie != nil {
		return nil // a repeated header, as recorders write
	}
	if h.kind == "moof" && w.movie == nil {
		return errors.New("moof before moov")
	}
	if err := w.budget.takeIndex(h.end - h.body); err != nil {
		return err
	}
	body := make([]byte, h.end-h.body)
	if err := w.read(body, h.body); err != nil {
		return err
	}
	w.budget.boxes = 0
	if h.kind == "moof" {
		return w.movie.addFragment(w.budget, body, h.start, w.size)
	}
	m, err := parseMovie(ctx, w.budget, body)
	w.movie = m
	return err
}

// read fills b from pos. The caller keeps pos+len(b) within the file, so an end
// of file here is a fault of storage.
func (w *walk) read(b []byte, pos int64) error {
	n, err := w.r.ReadAt(b, pos)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return media.Refuse(media.SourceUnreadable, "", fmt.Errorf("%d bytes at %d: %w", len(b), pos, err))
}

// opensFile reports whether a file may begin with a box of this kind.
func opensFile(kind string) bool {
	switch kind {
	case "ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "uuid", "sidx":
		return true
	}
	return false
}
