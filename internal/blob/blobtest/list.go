package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
)

func deleteRepeat(t *testing.T, s blob.Store) {
	put(t, s, "a/b", []byte("x"))
	must(t, grow(t.Context(), s, "a/c", 0, []byte("y")))
	must(t, s.Delete(t.Context()))
	for range 2 {
		must(t, s.Delete(t.Context(), "a/b", "a/c", "never/was", "a/b"))
		wantAbsent(t, s, "a/b")
		wantAbsent(t, s, "a/c")
	}
	wantList(t, s, "a")
	put(t, s, "a/b", []byte("again"))
	wantBlob(t, s, "a/b", []byte("again"))
	must(t, s.Delete(t.Context(), "a/b"))
	put(t, s, "a", []byte("where a folder may have been"))
	wantBlob(t, s, "a", []byte("where a folder may have been"))
}

func deleteExact(t *testing.T, s blob.Store) {
	for _, key := range []string{"a/b", "a/bb", "a/b.c", "ab/b", "b"} {
		put(t, s, key, []byte("x"))
	}
	must(t, s.Delete(t.Context(), "a", "ab", "a/b"))
	wantList(t, s, "a", entry{"a/b.c", 1}, entry{"a/bb", 1})
	wantList(t, s, "ab", entry{"ab/b", 1})
	wantBlob(t, s, "b", []byte("x"))
}

// deleteBeside makes and deletes blobs that share folders, so that a store which
// removes empty ones does it while another blob is on its way in.
func deleteBeside(t *testing.T, s blob.Store) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for round := range 25 {
				key := fmt.Sprintf("v/%d/x/%d", round%3, i)
				want := []byte(fmt.Sprint(i, round))
				var err error
				if i%2 == 0 {
					_, err = s.Put(t.Context(), key, bytes.NewReader(want))
				} else {
					err = grow(t.Context(), s, key, 0, want)
				}
				got, getErr := get(t.Context(), s, key)
				if err := errors.Join(err, getErr, s.Delete(t.Context(), key)); err != nil {
					t.Error(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("blob %s is %q, want %q", key, got, want)
				}
			}
		})
	}
	group.Wait()
	wantList(t, s, "v")
}

func listOrder(t *testing.T, s blob.Store) {
	// '-' and '.' sort before '/', digits, '_' and letters after it.
	want := []entry{
		{"l/a-b", 1}, {"l/a-b-c/x", 2}, {"l/a.b", 3}, {"l/a/b", 4}, {"l/a/b-", 5}, {"l/a0", 6}, {"l/a_b", 7}, {"l/aa/b", 8},
		{"l/b", 0},
	}
	for i := range want {
		e := want[(i*4)%len(want)] // 4 and 9 have no common factor: every one, in another order
		put(t, s, e.Key, noise(0, int(e.Size)))
	}
	wantList(t, s, "l", want...)
}

func listPrefix(t *testing.T, s blob.Store) {
	for _, key := range []string{"a/x", "ab/x", "a.b", "a-b/x", "b/a/x", "a0/a/x"} {
		put(t, s, key, []byte("x"))
	}
	wantList(t, s, "a", entry{"a/x", 1})
	wantList(t, s, "b", entry{"b/a/x", 1})
	wantList(t, s, "a/x")
	wantList(t, s, "a.")
	wantList(t, s, "nothing")
}

func listError(t *testing.T, s blob.Store) {
	put(t, s, "a/b/c", []byte("x"))
	put(t, s, "a/d", []byte("x"))
	stop := errors.New("seen enough")
	seen := 0
	err := s.List(t.Context(), "a", func(string, int64) error {
		seen++
		return stop
	})
	mustBe(t, "list", err, stop)
	if seen != 1 {
		t.Errorf("list called fn %d times, want once", seen)
	}
}

func listDelete(t *testing.T, s blob.Store) {
	for i := range 30 {
		put(t, s, fmt.Sprintf("a/%d/%d", i%4, i), []byte("x"))
	}
	must(t, s.List(t.Context(), "a", func(key string, _ int64) error { return s.Delete(t.Context(), key) }))
	wantList(t, s, "a")
}

func listNested(t *testing.T, s blob.Store) {
	put(t, s, "v/1/720p/0.m4s", []byte("x"))
	put(t, s, "v/1/poster.jpg", []byte("xy"))
	must(t, grow(t.Context(), s, "v/2/0", 0, []byte("xyz")))
	wantList(t, s, "v", entry{"v/1/720p/0.m4s", 1}, entry{"v/1/poster.jpg", 2}, entry{"v/2/0", 3})
	wantList(t, s, "v/1", entry{"v/1/720p/0.m4s", 1}, entry{"v/1/poster.jpg", 2})
	wantList(t, s, "v/1/720p", entry{"v/1/720p/0.m4s", 1})
}
