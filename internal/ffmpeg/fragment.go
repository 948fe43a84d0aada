package ffmpeg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

var errBoxes = errors.New("output is not a chain of boxes")

// countFrames counts the samples in the fragments of a file with one track. The file
// comes from a process that may have been taken over, so nothing in it is believed
// beyond the bytes that are there.
func countFrames(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("count frames: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("count frames: %w", err)
	}
	n, err := countSamples(f, 0, info.Size(), 0)
	if err != nil {
		return 0, fmt.Errorf("count frames: %w", err)
	}
	return n, nil
}

// countSamples walks the boxes between two offsets, down moof and traf to trun,
// whose sample count follows its version and flags (ISO 14496-12, 8.8.8).
func countSamples(r io.ReaderAt, off, end int64, depth int) (sum int, err error) {
	var head [16]byte
	for off < end {
		if end-off < 8 {
			return 0, errBoxes
		}
		if _, err := r.ReadAt(head[:min(16, end-off)], off); err != nil {
			return 0, err
		}
		size := int64(binary.BigEndian.Uint32(head[:4]))
		if size < 8 || size > end-off { // ffmpeg needs no 64-bit size within our output limit
			return 0, errBoxes
		}
		switch kind := string(head[4:8]); {
		case depth < 2 && (kind == "moof" || kind == "traf"):
			n, err := countSamples(r, off+8, off+size, depth+1)
			if err != nil {
				return 0, err
			}
			sum += n
		case kind == "trun" && depth == 2 && size >= 16:
			sum += int(binary.BigEndian.Uint32(head[12:16]) & 0xffffff)
		}
		off += size
	}
	return sum, nil
}
