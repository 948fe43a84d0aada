package blobtest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
)

func appendMakes(t *testing.T, s blob.Store) {
	a, err := s.Append(t.Context(), "a/b/c", 0)
	must(t, err)
	wantBlob(t, s, "a/b/c", nil) // before any write: a crash now must find the name
	must(t, a.Sync())
	must(t, a.Close())
	wantBlob(t, s, "a/b/c", nil)
	wantList(t, s, "a", entry{"a/b/c", 0})
}

func appendContinues(t *testing.T, s blob.Store) {
	want := noise(1, 100_000)
	cuts := []int{0, 1, 2, 4095, 4096, 70_000, 70_000, 100_000}
	for i := 1; i < len(cuts); i++ {
		must(t, grow(t.Context(), s, "a", int64(cuts[i-1]), want[cuts[i-1]:cuts[i]]))
		wantBlob(t, s, "a", want[:cuts[i]])
	}
}

// appendOverwrites is the life of a blob whose writer died again and again: the
// next one starts lower than the last one had come.
func appendOverwrites(t *testing.T, s blob.Store) {
	var want []byte
	for i, offset := range []int{0, 50_000, 3, 3, 0, 17, 9_000} {
		data := noise(byte(i), 60_000-i*7_000)
		must(t, grow(t.Context(), s, "a", int64(offset), data))
		want = slices.Concat(want[:offset], data)
		wantStart(t, s, "a", want)
	}
}

func appendHole(t *testing.T, s blob.Store) {
	must(t, grow(t.Context(), s, "a", 0, []byte("0123456789")))
	mustBe(t, "append above the end", grow(t.Context(), s, "a", 11, []byte("x")), io.ErrUnexpectedEOF)
	mustBe(t, "append to no blob", grow(t.Context(), s, "b", 1, []byte("x")), blob.ErrNotFound)
	for _, offset := range []int64{-1, -1 << 63} {
		if err := grow(t.Context(), s, "a", offset, []byte("x")); err == nil {
			t.Errorf("append at %d: no error", offset)
		}
	}
	wantBlob(t, s, "a", []byte("0123456789"))
	wantAbsent(t, s, "b")
}

func appendClose(t *testing.T, s blob.Store) {
	a, err := s.Append(t.Context(), "a", 0)
	must(t, err)
	_, err = a.Write([]byte("kept"))
	must(t, err)
	must(t, a.Sync())
	must(t, a.Close())
	must(t, a.Close())
	if _, err := a.Write([]byte("late")); err == nil {
		err = a.Sync()
		if err == nil {
			t.Error("a closed appender took bytes and called them durable")
		}
	}
	wantStart(t, s, "a", []byte("kept"))
}

func appendReadable(t *testing.T, s blob.Store) {
	want := noise(1, 5<<20)
	a, err := s.Append(t.Context(), "a", 0)
	must(t, err)
	defer a.Close() //nolint:errcheck // twice is fine
	for done := 0; done < len(want); done += 1 << 20 {
		for _, piece := range [][]byte{want[done : done+17], nil, want[done+17 : done+1<<20]} {
			n, err := a.Write(piece)
			must(t, err)
			if n != len(piece) {
				t.Fatalf("wrote %d of %d bytes without an error", n, len(piece))
			}
		}
		must(t, a.Sync())
		must(t, a.Sync())
		wantBlob(t, s, "a", want[:done+1<<20])
	}
}

func appendMany(t *testing.T, s blob.Store) {
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			key := fmt.Sprintf("uploads/%d/part/%d", i%3, i)
			want := noise(byte(i), 300_000+i)
			for offset := 0; offset < len(want); offset += 100_000 {
				data := want[offset:min(offset+100_000, len(want))]
				if err := grow(t.Context(), s, key, int64(offset), data); err != nil {
					t.Error(err)
					return
				}
			}
			if got, err := get(t.Context(), s, key); err != nil || !bytes.Equal(got, want) {
				t.Errorf("blob %s: wrong bytes, error %v", key, err)
			}
		})
	}
	group.Wait()
}

func appendLarge(t *testing.T, s blob.Store) {
	want := noise(1, 64<<20)
	a, err := s.Append(t.Context(), "a", 0)
	must(t, err)
	defer a.Close() //nolint:errcheck // twice is fine
	for i, piece := range slices.Collect(slices.Chunk(want, 1<<20)) {
		_, err := a.Write(piece)
		must(t, err)
		if i%32 == 31 {
			must(t, a.Sync())
		}
	}
	must(t, a.Close())
	wantBlob(t, s, "a", want)
}
