package disk

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/blob"
)

// List is [blob.Store.List]. It holds the names of one folder per level in memory
// and none of them open while fn runs, so fn may delete what it is shown.
func (s *Store) List(ctx context.Context, prefix string, fn func(key string, size int64) error) error {
	if err := begin(ctx, prefix); err != nil {
		return err
	}
	return s.list(ctx, prefix, fn)
}

func (s *Store) list(ctx context.Context, dir string, fn func(key string, size int64) error) error {
	entries, err := s.entries(dir)
	if err != nil {
		return fmt.Errorf("list blobs in %s: %w", dir, err)
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := dir + "/" + entry.Name()
		switch {
		case blob.CheckKey(name) != nil: // not ours: an operator's own file, a file manager's
		case entry.IsDir():
			err = s.list(ctx, name, fn)
		case entry.Type().IsRegular():
			err = s.show(name, fn)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entries returns what is in dir in the order of the keys it leads to; nothing
// when there is no such folder.
func (s *Store) entries(dir string) ([]fs.DirEntry, error) {
	folder, err := s.root.Open(dir)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	entries, err := folder.ReadDir(-1)
	if err != nil && !absent(err) {
		return nil, err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	return entries, nil
}

// sortName ends a folder's name as its keys go on. "a-b" and "a.b" are keys that
// sort before "a/b", although the name "a" sorts before both.
func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

func (s *Store) show(key string, fn func(key string, size int64) error) error {
	info, err := s.root.Lstat(key)
	if absent(err) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return fmt.Errorf("list blob %s: %w", key, err)
	}
	return fn(key, info.Size())
}
