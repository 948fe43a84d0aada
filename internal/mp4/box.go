package mp4

import (
	"encoding/binary"
	"fmt"
)

// box is one box in memory: its four-character type and what follows its header.
type box struct {
	kind string
	body []byte
}

type boxes []box

// split lists the boxes that body consists of. It never descends, so depth of
// nesting costs nothing; callers descend into the few boxes they know.
//
// Fewer than eight bytes at the end, or a size of 0, end the list: QuickTime
// closes some containers with a zero word.
func (b *budget) split(body []byte) (boxes, error) {
	var list boxes
	for len(body) >= 8 {
		size := uint64(binary.BigEndian.Uint32(body))
		header := uint64(8)
		if size == 0 {
			break
		}
		if size == 1 && len(body) >= 16 {
			size, header = binary.BigEndian.Uint64(body[8:]), 16
		}
		kind := string(body[4:8])
		if size < header || size > uint64(len(body)) {
			return list, fmt.Errorf("box %q: size %d of %d bytes", kind, size, len(body))
		}
		if b.boxes++; b.boxes > maxBoxes {
			return list, fmt.Errorf("more than %d boxes", maxBoxes)
		}
		list = append(list, box{kind, body[header:size]})
		body = body[size:]
	}
	return list, nil
}

// find returns the body of the first box of a kind.
func (bs boxes) find(kind string) ([]byte, bool) {
	for _, b := range bs {
		if b.kind == kind {
			return b.body, true
		}
	}
	return nil, false
}

// child returns the boxes inside the first box of a kind.
func (b *budget) child(list boxes, kind string) (boxes, error) {
	body, ok := list.find(kind)
	if !ok {
		return nil, fmt.Errorf("no %s box", kind)
	}
	inner, err := b.split(body)
	if err != nil {
		return nil, fmt.Errorf("box %s: %w", kind, err)
	}
	return inner, nil
}

// fourCC returns a four-character code fit for logs, playlists and comparison:
// codes of other than printable ASCII without quotes become "????".
func fourCC(b []byte) string {
	if len(b) != 4 {
		return "????"
	}
	for _, c := range b {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return "????"
		}
	}
	return string(b)
}
