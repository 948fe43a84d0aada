package hls

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/Eyevinn/mp4ff/bits"
	"github.com/Eyevinn/mp4ff/mp4"
)

// Limits of ISO base media files, per file.
const (
	maxBoxes = 100_000 // of one parent
	maxMoov  = 4 << 20
	maxMoof  = 4 << 20
)

// box is one box in a run of siblings.
type box struct {
	kind string
	raw  []byte // header and body
	body []byte
	at   int // place of raw in what was split
}

// split cuts data into the boxes it consists of. Every size is checked against
// the bytes that exist; size 0 ("to the end") is refused, as no writer of segments needs it.
func split(data []byte) ([]box, error) {
	var all []box
	for at := 0; at < len(data); {
		rest := data[at:]
		if len(rest) < 8 {
			return nil, errors.New("box header cut off")
		}
		size, header := uint64(binary.BigEndian.Uint32(rest)), 8
		if size == 1 && len(rest) >= 16 {
			size, header = binary.BigEndian.Uint64(rest[8:]), 16
		}
		if size < uint64(header) || size > uint64(len(rest)) {
			return nil, fmt.Errorf("box %q of %d bytes where %d remain", rest[4:8], size, len(rest))
		}
		if len(all) == maxBoxes {
			return nil, fmt.Errorf("over %d boxes", maxBoxes)
		}
		all = append(all, box{kind: string(rest[4:8]), raw: rest[:size], body: rest[header:size], at: at})
		at += int(size)
	}
	return all, nil
}

// find walks down from data, at each step into the first box of the next kind.
// The path is fixed by the caller, so nesting in the file costs nothing.
func find(data []byte, path ...string) (box, error) {
	var found box
	for _, kind := range path {
		all, err := split(data)
		if err != nil {
			return box{}, err
		}
		boxes := only(all, kind)
		if len(boxes) == 0 {
			return box{}, fmt.Errorf("no %s box", kind)
		}
		found = boxes[0]
		data = found.body
	}
	return found, nil
}

func only(all []box, kind string) []box {
	var some []box
	for _, b := range all {
		if b.kind == kind {
			some = append(some, b)
		}
	}
	return some
}

// leaf decodes one box that has no boxes inside. Containers never get here:
// the decoder follows nesting without a limit.
func leaf[T mp4.Box](b box) (T, error) {
	return guard(func() (T, error) {
		var none T
		reader := bits.NewFixedSliceReader(b.raw)
		decoded, err := mp4.DecodeBoxSR(0, reader)
		if err != nil {
			return none, fmt.Errorf("decode %s box: %w", b.kind, err)
		}
		if err := reader.AccError(); err != nil {
			return none, fmt.Errorf("decode %s box: %w", b.kind, err)
		}
		out, ok := decoded.(T)
		if !ok {
			return none, fmt.Errorf("decode %s box: unexpected content", b.kind)
		}
		return out, nil
	})
}

// findLeaf is find and leaf in one.
func findLeaf[T mp4.Box](data []byte, path ...string) (T, error) {
	b, err := find(data, path...)
	if err != nil {
		var none T
		return none, err
	}
	return leaf[T](b)
}
