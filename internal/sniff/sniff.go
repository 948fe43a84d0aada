package sniff

import (
	"errors"
	"fmt"
	"io"

	"github.com/tributary-video/tributary/internal/media"
)

// File decides what the size bytes of r are. A file that cannot be media gives
// a media.Refused with the code EmptyFile, PlaylistNotMedia or NotMedia; any
// other error comes from reading r. At most a few kilobytes are read, at the
// start, at box boundaries and behind an ID3 tag.
func File(r io.ReaderAt, size int64) (Container, error) {
	if size <= 0 {
		return Container{}, media.Refuse(media.EmptyFile, "", nil)
	}
	head, err := readAt(r, size, 0, headSize)
	if err != nil {
		return Container{}, fmt.Errorf("sniff file: %w", err)
	}
	for _, m := range magics() {
		if hasAt(head, m.offset, m.bytes) {
			return m.container, nil
		}
	}
	if c, ok := riff(head); ok {
		return c, nil
	}
	if matroska(head) {
		return Container{Demuxer: "matroska"}, nil
	}
	if transportStream(head) {
		return Container{Demuxer: "mpegts"}, nil
	}
	movie, err := movieBoxes(r, size)
	if err != nil {
		return Container{}, fmt.Errorf("sniff file: %w", err)
	}
	if movie {
		return Container{Demuxer: "mov", Indexed: true}, nil
	}
	demuxer, err := elementaryAudio(r, size, head)
	if err != nil {
		return Container{}, fmt.Errorf("sniff file: %w", err)
	}
	if demuxer != "" {
		return Container{Demuxer: demuxer}, nil
	}
	if script(head) {
		return Container{}, media.Refuse(media.PlaylistNotMedia, "", nil)
	}
	return Container{}, media.Refuse(media.NotMedia, "", nil)
}

// readAt reads up to n bytes at off, fewer where the file ends.
func readAt(r io.ReaderAt, size, off int64, n int) ([]byte, error) {
	if off < 0 || off >= size {
		return nil, nil
	}
	buf := make([]byte, min(int64(n), size-off))
	got, err := r.ReadAt(buf, off)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:got], nil
}

func hasAt(b []byte, off int, want string) bool {
	return len(b) >= off+len(want) && string(b[off:off+len(want)]) == want
}
