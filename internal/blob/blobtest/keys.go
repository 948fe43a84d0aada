package blobtest

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
)

func badKeys() []string {
	return []string{"", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../../b", "a/./b", ".tmp/a", "a/.hidden",
		"A", "a b", `a\b`, "a\x00b", "a\n", "a:b", "a%2fb", "é", strings.Repeat("x", 129), strings.Repeat("a/", 8) + "a"}
}

func invalidKeys(t *testing.T, s blob.Store) {
	put(t, s, "good", []byte("good"))
	for _, key := range badKeys() {
		for name, call := range calls(t.Context(), s, key) {
			if err := call(); err == nil || errors.Is(err, blob.ErrNotFound) {
				t.Errorf("%s %.20q: error %v, want a refusal", name, key, err)
			}
		}
		if err := s.Delete(t.Context(), "good", key); err == nil {
			t.Errorf("delete good and %.20q: no error", key)
		}
	}
	wantBlob(t, s, "good", []byte("good"))
}

// calls are the methods that take a key.
func calls(ctx context.Context, s blob.Store, key string) map[string]func() error {
	return map[string]func() error{
		"put": func() error {
			_, err := s.Put(ctx, key, strings.NewReader("x"))
			return err
		},
		"open": func() error {
			_, err := get(ctx, s, key)
			return err
		},
		"append": func() error { return grow(ctx, s, key, 0, []byte("x")) },
		"delete": func() error { return s.Delete(ctx, key) },
		"list":   func() error { return s.List(ctx, key, func(string, int64) error { return nil }) },
	}
}

// longKeys stays under 1024 bytes, which is all that S3 allows a name.
func longKeys(t *testing.T, s blob.Store) {
	part := strings.Repeat("x", 128)
	for _, key := range []string{
		part,
		strings.Repeat(part[:127]+"/", 7) + part[:127],
		"0/_-./a..b/9",
	} {
		put(t, s, key, []byte(key))
		wantBlob(t, s, key, []byte(key))
		must(t, s.Delete(t.Context(), key))
		wantAbsent(t, s, key)
	}
}

func absentBlobs(t *testing.T, s blob.Store) {
	put(t, s, "a/b/c", []byte("x"))
	for _, key := range []string{"b", "a", "a/b", "a/c", "a/b/d", "a/b/c/d", "a/b/cc"} {
		wantAbsent(t, s, key)
		mustBe(t, "append "+key+" at 1", grow(t.Context(), s, key, 1, []byte("x")), blob.ErrNotFound)
		must(t, s.Delete(t.Context(), key))
	}
	wantList(t, s, "b")
	wantList(t, s, "a/b/c")
	wantBlob(t, s, "a/b/c", []byte("x"))
}

func endedContext(t *testing.T, s blob.Store) {
	put(t, s, "a/b", []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range calls(ctx, s, "a/b") {
		mustBe(t, name, call(), context.Canceled)
	}
	_, err := s.Check(ctx)
	mustBe(t, "check", err, context.Canceled)
	wantBlob(t, s, "a/b", []byte("x"))

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	put(t, s, "a/c", []byte("y"))
	seen := 0
	err = s.List(ctx, "a", func(string, int64) error {
		seen++
		cancel()
		return nil
	})
	mustBe(t, "list", err, context.Canceled)
	if seen != 1 {
		t.Errorf("list went on for %d blobs after its context ended", seen-1)
	}
}

func checkMeasures(t *testing.T, s blob.Store) {
	h, err := s.Check(t.Context())
	must(t, err)
	unbounded := h.Free == -1 && h.Total == -1
	if !unbounded && (h.Free < 0 || h.Total <= 0 || h.Free > h.Total) {
		t.Errorf("check found %d of %d bytes free", h.Free, h.Total)
	}
	_, err = s.Put(t.Context(), "after", bytes.NewReader(nil))
	must(t, err)
}
