package disk

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/tributary-video/tributary/internal/blob"
)

func TestReserveStopsWriting(t *testing.T) {
	dir := t.TempDir()
	before := newStore(t, dir)
	put(t, before, "a/old", "stays")
	growing, err := before.Append(t.Context(), "a/growing", 0)
	check(t, err)
	_, err = growing.Write([]byte("acknowledged"))
	check(t, err)
	check(t, growing.Sync())
	check(t, growing.Close())

	health, err := before.Check(t.Context())
	check(t, err)
	full, err := New(Config{Dir: dir, Reserve: health.Total})
	check(t, err)
	defer full.Close()

	_, err = full.Put(t.Context(), "a/new", bytes.NewReader(nil))
	wantNoSpace(t, "put", err)
	a, err := full.Append(t.Context(), "a/growing", 12)
	check(t, err)
	n, err := a.Write([]byte("x"))
	wantNoSpace(t, fmt.Sprintf("write, which wrote %d bytes,", n), err)
	check(t, a.Sync())
	check(t, a.Close())

	wantFile(t, full, "a/old", "stays")
	wantFile(t, full, "a/growing", "acknowledged")
	wantNoTemps(t, full)
	health, err = full.Check(t.Context())
	check(t, err)
	if health.Free != 0 {
		t.Errorf("below the reserve %d bytes are said to be free", health.Free)
	}
	check(t, full.Delete(t.Context(), "a/old", "a/growing"))
}

func TestSpaceError(t *testing.T) {
	for err, full := range map[error]bool{unix.ENOSPC: true, unix.EDQUOT: true, unix.EIO: false, unix.EFBIG: false} {
		got := spaceError(&os.PathError{Op: "write", Path: "x", Err: err})
		if errors.Is(got, blob.ErrNoSpace) != full || !errors.Is(got, err) {
			t.Errorf("spaceError(%v) = %v", err, got)
		}
	}
}

func wantNoSpace(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, blob.ErrNoSpace) {
		t.Errorf("%s: error %v, want ErrNoSpace", what, err)
	}
}
