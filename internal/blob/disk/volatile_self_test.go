package disk

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVolatileForgets: the disk that other tests trust to be treacherous is, and no more than
// fsync allows.
func TestVolatileForgets(t *testing.T) {
	synced, later := bytes.Repeat([]byte{1}, 3*sector), bytes.Repeat([]byte{2}, 3*sector)
	lengths, names := map[int]bool{}, map[bool]bool{}
	for seed := range uint64(60) {
		f := fate(seed % uint64(fates))
		s, v := openVolatile(t, t.TempDir())
		a, err := s.Append(t.Context(), "a/b", 0)
		check(t, err)
		_, err = a.Write(synced)
		check(t, errors.Join(err, a.Sync()))
		_, err = a.Write(later)
		check(t, err)
		check(t, v.mkdir("unsynced"))
		dir := t.TempDir()
		v.survive(t, dir, f, rand.New(rand.NewPCG(seed, 0)))
		if _, err := a.Write(later); !errors.Is(err, errPowerCut) {
			t.Errorf("a write after the cut: %v", err)
		}
		check(t, a.Close())

		got, err := os.ReadFile(filepath.Join(dir, "a", "b"))
		check(t, err)
		_, err = os.Stat(filepath.Join(dir, "unsynced"))
		if !bytes.HasPrefix(got, synced) || f == forget && (len(got) != len(synced) || err == nil) ||
			f == keep && (!bytes.Equal(got[len(synced):], later) || err != nil) {
			t.Errorf("fate %d: %d bytes are left, the folder: %v", f, len(got), err)
		}
		lengths[len(got)], names[err == nil] = true, true
	}
	if len(lengths) < 6 || len(names) != 2 {
		t.Errorf("only %d ways to tear a file and %d fates of a name: nothing is tried", len(lengths), len(names))
	}
}

// A Put that nobody heard of is the new blob or the old one, whole, and both do happen.
func TestVolatileTearsRenames(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(40) {
		s, v := openVolatile(t, t.TempDir())
		put(t, s, "a", "old")
		v.cutAfter(int(4 + seed%2)) // the rename, or the sync of the folder behind it
		if _, err := s.Put(t.Context(), "a", strings.NewReader("new")); !errors.Is(err, errPowerCut) {
			t.Fatalf("put: %v", err)
		}
		dir := t.TempDir()
		v.survive(t, dir, gamble, rand.New(rand.NewPCG(seed, 0)))
		got, err := os.ReadFile(filepath.Join(dir, "a"))
		check(t, err)
		seen[string(got)]++
	}
	if len(seen) != 2 || seen["old"] == 0 || seen["new"] == 0 {
		t.Errorf("after the cut the blob is %v", seen)
	}
}
