package sniff

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
)

// maxBoxes bounds the walk over top-level boxes before the first telling one.
// Writers put a handful of free, wide and uuid boxes in front, not dozens.
const maxBoxes = 64

// movieBoxes reports whether the file is a chain of ISO BMFF or QuickTime boxes
// that leads to ftyp, moov, moof or to media data. A chain that breaks is no movie.
func movieBoxes(r io.ReaderAt, size int64) (bool, error) {
	var off int64
	for range maxBoxes {
		head, err := readAt(r, size, off, 16)
		if err != nil || len(head) < 8 {
			return false, err
		}
		length, header := boxLength(head, size-off)
		if length < header {
			return false, nil
		}
		switch string(head[4:8]) {
		case "ftyp", "styp", "moov", "moof":
			return true, nil
		case "mdat":
			return mediaData(r, size, off, length)
		case "free", "skip", "wide", "pnot", "uuid", "sidx":
		default:
			return false, nil
		}
		off += length
	}
	return false, nil
}

// mediaData judges a file that begins with mdat: QuickTime before it had ftyp.
// Its moov must follow; an mdat that runs past the end has none.
func mediaData(r io.ReaderAt, size, off, length int64) (bool, error) {
	for range maxBoxes {
		if length > size-off {
			return false, nil
		}
		off += length
		head, err := readAt(r, size, off, 16)
		if err != nil || len(head) < 8 {
			return false, err
		}
		var header int64
		if length, header = boxLength(head, size-off); length < header {
			return false, nil
		}
		if t := string(head[4:8]); t == "moov" || t == "moof" {
			return true, nil
		}
	}
	return false, nil
}

// boxLength reads a box header (ISO 14496-12, 4.2): size 1 means a 64-bit size
// follows, 0 means up to the end of the file. A length that does not fit is -1.
func boxLength(head []byte, rest int64) (length, header int64) {
	switch n := binary.BigEndian.Uint32(head); n {
	case 0:
		return rest, 8
	case 1:
		if len(head) < 16 {
			return -1, 16
		}
		n64 := binary.BigEndian.Uint64(head[8:])
		if n64 > 1<<62 {
			return -1, 16
		}
		return int64(n64), 16
	default:
		return int64(n), 8
	}
}

// matroska reports whether head is an EBML header (RFC 8794) that declares the
// document type matroska or webm.
func matroska(head []byte) bool {
	if !hasAt(head, 0, "\x1a\x45\xdf\xa3") {
		return false
	}
	length, n := vint(head[4:])
	if n == 0 {
		return false
	}
	body := head[4+n:]
	body = body[:min(uint64(len(body)), length)]
	for len(body) > 2 {
		id := idLength(body[0])
		if id == 0 || id >= len(body) {
			return false
		}
		size, n := vint(body[id:])
		if n == 0 || size > uint64(len(body)-id-n) {
			return false
		}
		value := body[id+n : id+n+int(size)]
		if id == 2 && body[0] == 0x42 && body[1] == 0x82 { // DocType
			doctype := string(bytes.TrimRight(value, "\x00"))
			return doctype == "matroska" || doctype == "webm"
		}
		body = body[id+n+int(size):]
	}
	return false
}

// vint reads an EBML variable-size integer and how many bytes it took, 0 when there is none.
func vint(b []byte) (value uint64, n int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if len(b) < n {
		return 0, 0
	}
	value = uint64(b[0]) & (1<<(8-n) - 1)
	for _, c := range b[1:n] {
		value = value<<8 | uint64(c)
	}
	return value, n
}

// idLength is how many bytes an EBML element id takes, 0 for an illegal one.
func idLength(first byte) int {
	if n := bits.LeadingZeros8(first) + 1; n <= 4 {
		return n
	}
	return 0
}

// transportStream reports whether sync bytes stand at one of the packet sizes
// in use: 188, 192 (with a timestamp, AVCHD) or 204 (with parity), five times
// running. A stream cut from the air may begin inside a packet.
func transportStream(head []byte) bool {
	const times = 5
	for _, packet := range []int{188, 192, 204} {
		for start := range packet {
			if start+packet*(times-1) >= len(head) {
				break
			}
			run := 0
			for run < times && head[start+run*packet] == 0x47 {
				run++
			}
			if run == times {
				return true
			}
		}
	}
	return false
}
