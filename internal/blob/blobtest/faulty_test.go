package blobtest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
	"github.com/tributary-video/tributary/internal/blob/disk"
)

func openDisk(t *testing.T) blob.Store {
	t.Helper()
	s, err := disk.New(disk.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFaultyKeepsTheLaw(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return blobtest.NewFaulty(openDisk(t)) })
}

func TestFaultyRecordsTheOrder(t *testing.T) {
	f := blobtest.NewFaulty(openDisk(t))
	a, err := f.Append(t.Context(), "a", 0)
	must(t, err)
	_, err = io.WriteString(a, "hello")
	must(t, err)
	must(t, a.Sync())
	must(t, f.Note("offset 5"))
	_, err = io.WriteString(a, "!")
	must(t, err)
	must(t, a.Close())
	must(t, f.Delete(t.Context(), "a"))
	want := []blobtest.Op{
		{Name: "append", Key: "a"},
		{Name: "write", Key: "a", Length: 5},
		{Name: "sync", Key: "a"},
		{Name: "offset 5"},
		{Name: "write", Key: "a", Offset: 5, Length: 1},
		{Name: "close", Key: "a"},
		{Name: "delete", Key: "a"},
	}
	if diff := cmp.Diff(want, f.Ops()); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

func TestFaultyForgetsWhatIsNotSynced(t *testing.T) {
	for _, test := range []struct {
		name string
		keep func(string, []byte) []byte
		want string
	}{
		{"nothing kept", nil, "synced"},
		{"half kept", func(_ string, b []byte) []byte { return b[:len(b)/2] }, "synced, l"},
		{"rubbish kept", func(_ string, b []byte) []byte { return bytes.Repeat([]byte{0}, len(b)) }, "synced\x00\x00\x00\x00\x00\x00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inner := openDisk(t)
			f := blobtest.NewFaulty(inner)
			a, err := f.Append(t.Context(), "a", 0)
			must(t, err)
			_, err = io.WriteString(a, "synced")
			must(t, err)
			must(t, a.Sync())
			_, err = io.WriteString(a, ", lost")
			must(t, err)
			must(t, f.Crash(test.keep))

			if got := content(t, inner, "a"); got != test.want {
				t.Errorf("after the crash the blob is %q, want %q", got, test.want)
			}
			_, writeErr := a.Write([]byte("x"))
			_, putErr := f.Put(t.Context(), "b", strings.NewReader("x"))
			for _, err := range []error{writeErr, putErr, a.Sync(), f.Delete(t.Context(), "a")} {
				if !errors.Is(err, blobtest.ErrCrashed) {
					t.Errorf("a call after the crash: error %v", err)
				}
			}
		})
	}
}

func TestFaultyCrashEndsARunningPut(t *testing.T) {
	inner := openDisk(t)
	f := blobtest.NewFaulty(inner)
	r, w := io.Pipe()
	result := make(chan error)
	go func() {
		_, err := f.Put(t.Context(), "a", r)
		result <- err
	}()
	_, err := io.WriteString(w, "first half")
	must(t, err)
	must(t, f.Crash(nil))
	w.Close()
	if err := <-result; !errors.Is(err, blobtest.ErrCrashed) {
		t.Errorf("put returned %v", err)
	}
	if _, err := inner.Open(t.Context(), "a"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("open after the crash: %v", err)
	}
}

// TestFaultyEveryStep lets a small upload fail, then crash, at each of its steps.
func TestFaultyEveryStep(t *testing.T) {
	upload := func(ctx context.Context, f *blobtest.Faulty) error {
		a, err := f.Append(ctx, "a", 0)
		if err != nil {
			return err
		}
		defer a.Close()
		if _, err := io.WriteString(a, "bytes"); err != nil {
			return err
		}
		if err := a.Sync(); err != nil {
			return err
		}
		if err := f.Note("offset 5"); err != nil {
			return err
		}
		return a.Close()
	}
	for _, fault := range []error{blob.ErrNoSpace, blobtest.ErrCrashed} {
		for step := 1; step <= 5; step++ {
			inner := openDisk(t)
			f := blobtest.NewFaulty(inner)
			f.Fail(blobtest.Nth(step, fault))
			if err := upload(t.Context(), f); !errors.Is(err, fault) {
				t.Errorf("step %d: error %v, want %v", step, err, fault)
			}
			must(t, f.Crash(nil))
			must(t, upload(t.Context(), blobtest.NewFaulty(inner)))
			if got := content(t, inner, "a"); got != "bytes" {
				t.Errorf("step %d: after a second try the blob is %q", step, got)
			}
		}
	}
}

func content(t *testing.T, s blob.Store, key string) string {
	t.Helper()
	r, err := s.Open(t.Context(), key)
	must(t, err)
	defer r.Close()
	data, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	must(t, err)
	return string(data)
}
