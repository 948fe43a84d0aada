package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
)

// noise returns n bytes that are the same for the same seed and for no other.
func noise(seed byte, n int) []byte {
	p := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(p) // never fails
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustBe(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func put(t *testing.T, s blob.Store, key string, data []byte) {
	t.Helper()
	size, err := s.Put(t.Context(), key, bytes.NewReader(data))
	must(t, err)
	if size != int64(len(data)) {
		t.Fatalf("put %s says %d bytes, want %d", key, size, len(data))
	}
}

// get returns the whole blob, as many bytes as Size says.
func get(ctx context.Context, s blob.Store, key string) ([]byte, error) {
	r, err := s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	data, err := readAll(r)
	return data, errors.Join(err, r.Close())
}

func readAll(r blob.Reader) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
}

func wantBlob(t *testing.T, s blob.Store, key string, want []byte) {
	t.Helper()
	got, err := get(t.Context(), s, key)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Fatalf("blob %s: %d bytes that differ from the %d expected", key, len(got), len(want))
	}
}

// wantStart is wantBlob for a growing blob, which may be longer than what counts.
func wantStart(t *testing.T, s blob.Store, key string, want []byte) {
	t.Helper()
	got, err := get(t.Context(), s, key)
	must(t, err)
	if !bytes.HasPrefix(got, want) {
		t.Fatalf("blob %s: %d bytes that do not begin with the %d expected", key, len(got), len(want))
	}
}

func wantAbsent(t *testing.T, s blob.Store, key string) {
	t.Helper()
	_, err := get(t.Context(), s, key)
	mustBe(t, "open "+key, err, blob.ErrNotFound)
}

// grow appends data at offset, syncs and closes.
func grow(ctx context.Context, s blob.Store, key string, offset int64, data []byte) error {
	a, err := s.Append(ctx, key, offset)
	if err != nil {
		return err
	}
	_, err = a.Write(data)
	if err == nil {
		err = a.Sync()
	}
	return errors.Join(err, a.Close())
}

type entry struct {
	Key  string
	Size int64
}

func wantList(t *testing.T, s blob.Store, prefix string, want ...entry) {
	t.Helper()
	var got []entry
	must(t, s.List(t.Context(), prefix, func(key string, size int64) error {
		got = append(got, entry{key, size})
		return nil
	}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list %s (-want +got):\n%s", prefix, diff)
	}
}
