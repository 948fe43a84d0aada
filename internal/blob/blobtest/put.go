package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/tributary-video/tributary/internal/blob"
)

func putSizes(t *testing.T, s blob.Store) {
	for _, n := range []int{0, 1, 4096, 1<<20 - 1, 1<<20 + 1, 64 << 20} {
		key := fmt.Sprintf("put/%d", n)
		want := noise(1, n)
		put(t, s, key, want)
		wantBlob(t, s, key, want)
	}
	data := noise(2, 10_000)
	_, err := s.Put(t.Context(), "put/slow", iotest.OneByteReader(bytes.NewReader(data)))
	must(t, err)
	wantBlob(t, s, "put/slow", data)
}

func putTwice(t *testing.T, s blob.Store) {
	for _, n := range []int{1000, 2000, 500, 0, 1} {
		put(t, s, "a/b", noise(byte(n), n))
		wantBlob(t, s, "a/b", noise(byte(n), n))
	}
	wantList(t, s, "a", entry{"a/b", 1})
}

func putFails(t *testing.T, s blob.Store) {
	broken := errors.New("the client went away")
	for _, n := range []int{0, 1, 3 << 20} {
		changesNothing(t, s, broken, func() (context.Context, io.Reader) {
			return t.Context(), io.MultiReader(bytes.NewReader(noise(1, n)), iotest.ErrReader(broken))
		})
	}
}

func putCancelled(t *testing.T, s blob.Store) {
	for _, n := range []int{0, 1, 3 << 20} {
		changesNothing(t, s, context.Canceled, func() (context.Context, io.Reader) {
			ctx, cancel := context.WithCancel(t.Context())
			end := readerFunc(func([]byte) (int, error) {
				cancel()
				return 0, io.EOF
			})
			return ctx, io.MultiReader(bytes.NewReader(noise(1, n)), end)
		})
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// changesNothing makes puts that have to fail, over a blob and where none is.
func changesNothing(t *testing.T, s blob.Store, want error, doomed func() (context.Context, io.Reader)) {
	t.Helper()
	put(t, s, "there/a", []byte("before"))
	ctx, r := doomed()
	_, err := s.Put(ctx, "there/a", r)
	mustBe(t, "put over a blob", err, want)
	wantBlob(t, s, "there/a", []byte("before"))

	ctx, r = doomed()
	_, err = s.Put(ctx, "new/a", r)
	mustBe(t, "put of a new blob", err, want)
	wantAbsent(t, s, "new/a")
	wantList(t, s, "new")
	wantList(t, s, "there", entry{"there/a", 6})
}

// putWhole lets puts of one key race each other and readers. Each version is one
// byte repeated, and as long as that byte says, so that a mix shows.
func putWhole(t *testing.T, s blob.Store) {
	version := func(v int) []byte { return bytes.Repeat([]byte{byte(v)}, 100_000+v) }
	put(t, s, "a/b", version(0))
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for v := 1; v <= 8; v++ {
		writers.Go(func() {
			for range 5 {
				if _, err := s.Put(t.Context(), "a/b", bytes.NewReader(version(v))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				got, err := get(t.Context(), s, "a/b")
				if err != nil || !bytes.Equal(got, version(int(got[0]))) {
					t.Errorf("read %d bytes of no version, error %v", len(got), err)
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

func readerOutlives(t *testing.T, s blob.Store) {
	old := noise(1, 3<<20)
	put(t, s, "a/b", old)
	r, err := s.Open(t.Context(), "a/b")
	must(t, err)
	defer r.Close() //nolint:errcheck // only read
	for _, change := range []func() error{
		func() error { _, err := s.Put(t.Context(), "a/b", bytes.NewReader(noise(2, 5<<20))); return err },
		func() error { return s.Delete(t.Context(), "a/b") },
	} {
		must(t, change())
		got, err := readAll(r)
		must(t, err)
		if !bytes.Equal(got, old) {
			t.Fatal("an open reader saw the blob change")
		}
	}
	wantAbsent(t, s, "a/b")
}

func readAnywhere(t *testing.T, s blob.Store) {
	data := noise(1, 1<<20+3)
	put(t, s, "a", data)
	r, err := s.Open(t.Context(), "a")
	must(t, err)
	defer r.Close() //nolint:errcheck // only read
	if r.Size() != int64(len(data)) {
		t.Fatalf("size %d, want %d", r.Size(), len(data))
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for offset := i; offset < len(data); offset += 99_991 {
				p := make([]byte, min(70_001, len(data)-offset))
				if _, err := r.ReadAt(p, int64(offset)); err != nil && !errors.Is(err, io.EOF) {
					t.Error(err)
				}
				if !bytes.Equal(p, data[offset:offset+len(p)]) {
					t.Errorf("wrong bytes at %d", offset)
				}
			}
		})
	}
	group.Wait()
	p := make([]byte, 10)
	n, err := r.ReadAt(p, int64(len(data)-4))
	if n != 4 || !errors.Is(err, io.EOF) {
		t.Errorf("reading across the end: %d bytes, error %v; want 4 and EOF", n, err)
	}
	n, err = r.ReadAt(p, int64(len(data)+100))
	if n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("reading above the end: %d bytes, error %v; want 0 and EOF", n, err)
	}
}
