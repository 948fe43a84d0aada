package disk

import (
	"os"
	"testing"
)

// TestSyncFailsForEver: the kernel reports lost pages once and then calls them clean.
func TestSyncFailsForEver(t *testing.T) {
	s := newStore(t, t.TempDir())
	opened, err := s.Append(t.Context(), "a", 0)
	check(t, err)
	a := opened.(*appender)
	defer a.Close()
	_, err = a.Write([]byte("lost"))
	check(t, err)

	r, w, err := os.Pipe() // a file that cannot be synced
	check(t, err)
	defer r.Close()
	defer w.Close()
	good := a.file
	a.file = w
	if err := a.Sync(); err == nil {
		t.Fatal("syncing a pipe: no error")
	}
	a.file = good
	if err := a.Sync(); err == nil {
		t.Error("a sync after one that failed: no error")
	}
	if _, err := a.Write([]byte("more")); err == nil {
		t.Error("a write after a sync that failed: no error")
	}
}
