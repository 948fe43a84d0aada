package disk

import (
	"bytes"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestFullDisk fills a file system of 2 MiB to its last block.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("left out: only root may mount a small file system (%v)", err)
	}
	t.Cleanup(func() { check(t, unix.Unmount(dir, 0)) })
	s, err := New(Config{Dir: dir, Reserve: -1})
	check(t, err)
	defer s.Close()

	a, err := s.Append(t.Context(), "a", 0)
	check(t, err)
	defer a.Close()
	piece := bytes.Repeat([]byte("x"), 48<<10)
	written := 0
	for err == nil {
		var n int
		n, err = a.Write(piece)
		written += n
	}
	wantNoSpace(t, "write", err)
	check(t, a.Sync())
	_, err = s.Put(t.Context(), "b", bytes.NewReader(piece))
	wantNoSpace(t, "put", err)
	if _, ok := s.Path("b"); ok {
		t.Error("a put that failed left a blob")
	}
	wantNoTemps(t, s)

	path, _ := s.Path("a")
	content, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(content, bytes.Repeat([]byte("x"), written)) {
		t.Errorf("%d bytes were written and %d are there", written, len(content))
	}
	check(t, a.Close())
	check(t, s.Delete(t.Context(), "a"))
	put(t, s, "b", "room again")
}
