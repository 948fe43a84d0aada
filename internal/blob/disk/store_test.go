package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/blobtest"
)

func TestStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return newStore(t, t.TempDir()) })
}

func newStore(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := New(Config{Dir: dir})
	check(t, err)
	t.Cleanup(func() { check(t, s.Close()) })
	return s
}

func put(t *testing.T, s *Store, key, content string) {
	t.Helper()
	_, err := s.Put(t.Context(), key, strings.NewReader(content))
	check(t, err)
}

func TestNewMakesTheFolderForItsUserOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "some", "where")
	s := newStore(t, dir)
	put(t, s, "a/b", "private")
	for name, want := range map[string]fs.FileMode{"": 0o700, "a": 0o700, "a/b": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		check(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%q has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}

func TestNewRefusesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(file, nil, 0o600))
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if s, err := New(Config{Dir: dir}); err == nil {
			s.Close()
			t.Errorf("New(%s): no error", dir)
		}
	}
}

func TestBlobsOutliveTheStore(t *testing.T) {
	dir := t.TempDir()
	s := newStore(t, dir)
	put(t, s, "a/b", "here")
	check(t, s.Close())
	check(t, s.Close())
	if _, err := s.Open(t.Context(), "a/b"); err == nil || errors.Is(err, blob.ErrNotFound) {
		t.Errorf("open in a closed store: %v; it must not say that the blob is gone", err)
	}
	wantFile(t, newStore(t, dir), "a/b", "here")
}

func TestPath(t *testing.T) {
	s := newStore(t, t.TempDir())
	put(t, s, "a/published", "whole")
	wantFile(t, s, "a/published", "whole")
	a, err := s.Append(t.Context(), "a/growing", 0)
	check(t, err)
	_, err = a.Write([]byte("so far"))
	check(t, err)
	wantFile(t, s, "a/growing", "so far")
	check(t, a.Close())
	for _, key := range []string{"a", "b", "a/published/x", "../" + filepath.Base(s.dir), ".lock", ""} {
		if path, ok := s.Path(key); ok {
			t.Errorf("Path(%q) = %s, want none", key, path)
		}
	}
}

// wantFile reads a blob past the store.
func wantFile(t *testing.T, s *Store, key, want string) {
	t.Helper()
	path, ok := s.Path(key)
	if !ok || !filepath.IsAbs(path) {
		t.Fatalf("Path(%s) = %q, %t", key, path, ok)
	}
	got, err := os.ReadFile(path)
	check(t, err)
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

// TestLinksLeadNowhere plants what only someone with the server's own rights could.
func TestLinksLeadNowhere(t *testing.T) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret")
	check(t, os.WriteFile(secret, []byte("untouched"), 0o600))
	s := newStore(t, t.TempDir())
	check(t, os.Symlink(outside, filepath.Join(s.dir, "folder")))
	check(t, os.Symlink(secret, filepath.Join(s.dir, "file")))

	for _, key := range []string{"folder/secret", "file"} {
		if r, err := s.Open(t.Context(), key); err == nil {
			r.Close()
			t.Errorf("open %s: no error", key)
		}
		if path, ok := s.Path(key); ok {
			t.Errorf("Path(%s) = %s", key, path)
		}
		if a, err := s.Append(t.Context(), key, 0); err == nil {
			a.Close()
			t.Errorf("append %s: no error", key)
		}
		s.Delete(t.Context(), key)
	}
	if _, err := s.Put(t.Context(), "folder/new", strings.NewReader("x")); err == nil {
		t.Error("put folder/new: no error")
	}
	content, err := os.ReadFile(secret)
	check(t, err)
	entries, err := os.ReadDir(outside)
	check(t, err)
	if string(content) != "untouched" || len(entries) != 1 {
		t.Errorf("outside the folder: %q and %d files", content, len(entries))
	}
}

func TestListPassesOverStrangers(t *testing.T) {
	s := newStore(t, t.TempDir())
	put(t, s, "a/b", "x")
	for _, name := range []string{".DS_Store", "README", "b c"} {
		check(t, os.WriteFile(filepath.Join(s.dir, "a", name), nil, 0o600))
	}
	check(t, os.Symlink("b", filepath.Join(s.dir, "a", "link")))
	var got []string
	check(t, s.List(t.Context(), "a", func(key string, _ int64) error {
		got = append(got, key)
		return nil
	}))
	if diff := cmp.Diff([]string{"a/b"}, got); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func TestDeleteRemovesEmptyFolders(t *testing.T) {
	s := newStore(t, t.TempDir())
	for _, key := range []string{"a/b/c/d", "a/b/c/e", "a/f"} {
		put(t, s, key, "x")
	}
	for _, step := range []struct{ delete, gone, left string }{
		{"a/b/c/d", "a/b/c/d", "a/b/c"},
		{"a/b/c/e", "a/b", "a"},
		{"a/f", "a", "."},
	} {
		check(t, s.Delete(t.Context(), step.delete))
		if _, err := os.Lstat(filepath.Join(s.dir, step.gone)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after deleting %s, %s is still there (%v)", step.delete, step.gone, err)
		}
		if _, err := os.Lstat(filepath.Join(s.dir, step.left)); err != nil {
			t.Errorf("after deleting %s: %v", step.delete, err)
		}
	}
}

// TestTwoProcesses has two stores, which know nothing of each other, make and
// remove the same folders.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	for process := range 2 {
		s := newStore(t, dir)
		for i := range 4 {
			group.Go(func() {
				for round := range 50 {
					want := fmt.Sprint(process, i, round)
					if err := roundTrip(t, s, fmt.Sprintf("v/%d/%d/%d", round%2, process, i), want); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	group.Wait()
}

func roundTrip(t *testing.T, s *Store, key, content string) error {
	if _, err := s.Put(t.Context(), key, strings.NewReader(content)); err != nil {
		return err
	}
	r, err := s.Open(t.Context(), key)
	if err != nil {
		return err
	}
	defer r.Close()
	got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	if err == nil && !bytes.Equal(got, []byte(content)) {
		err = fmt.Errorf("blob %s is %q, want %q", key, got, content)
	}
	return errors.Join(err, s.Delete(t.Context(), key))
}
