package blob_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/media"
)

func TestOpenParts(t *testing.T) {
	store, err := disk.New(disk.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	for key, text := range map[string]string{"a": "0123xx", "b": "", "c": "4", "d": "56789"} { // a has a tail that does not count
		if _, err := store.Put(t.Context(), key, bytes.NewReader([]byte(text))); err != nil {
			t.Fatal(err)
		}
	}
	parts := []media.StoredSegment{{Key: "b"}, {Key: "a", Length: 4}, {Key: "b"}, {Key: "c", Length: 1}, {Key: "d", Length: 5}, {Key: "b"}}
	r, err := blob.OpenParts(t.Context(), store, parts)
	if err != nil {
		t.Fatal(err)
	}
	want := "0123456789"
	if r.Size() != int64(len(want)) {
		t.Errorf("size %d", r.Size())
	}
	if err := iotest.TestReader(io.NewSectionReader(r, 0, r.Size()), []byte(want)); err != nil {
		t.Error(err)
	}
	for from := range len(want) + 2 {
		for n := range len(want) + 2 {
			p := make([]byte, n)
			got, err := r.ReadAt(p, int64(from))
			rest := want[min(from, len(want)):min(from+n, len(want))]
			if string(p[:got]) != rest || (err == nil) != (len(rest) == n) || err != nil && !errors.Is(err, io.EOF) {
				t.Errorf("%d bytes at %d: %q, %v; want %q", n, from, p[:got], err, rest)
			}
		}
	}
	for _, offset := range []int64{-1, -1 << 63} {
		if _, err := r.ReadAt(make([]byte, 1), offset); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("read at %d: %v", offset, err)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	many := bytes.Repeat([]byte("4"), 300) // more than are kept open
	r, err = blob.OpenParts(t.Context(), store, slices.Repeat([]media.StoredSegment{{Key: "c", Length: 1}}, len(many)))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(iotest.TestReader(io.NewSectionReader(r, 0, r.Size()), many), r.Close()); err != nil {
		t.Error(err)
	}
	lazy := blob.NewLazyParts(t.Context(), store)
	defer lazy.Close()
	for _, part := range parts {
		lazy.Add(part.Key, part.Length)
	}
	if err := iotest.TestReader(io.NewSectionReader(lazy, 0, lazy.Size()), []byte(want)); err != nil {
		t.Errorf("one part open at a time: %v", err)
	}

	_, err = blob.OpenParts(t.Context(), store, []media.StoredSegment{{Key: "a", Length: 4}, {Key: "absent", Length: 1}})
	if !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("absent part: %v", err)
	}
	_, err = blob.OpenParts(t.Context(), store, []media.StoredSegment{{Key: "a", Length: 7}})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("short part: %v", err)
	}
}
