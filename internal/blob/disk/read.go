package disk

import (
	"context"
	"fmt"
	"os"

	"github.com/tributary-video/tributary/internal/blob"
)

// Open is [blob.Store.Open]. Size is the size at opening; ReadAt of a growing
// blob also reads what was written later.
func (s *Store) Open(ctx context.Context, key string) (blob.Reader, error) {
	if err := begin(ctx, key); err != nil {
		return nil, err
	}
	file, err := s.root.Open(key)
	if absent(err) {
		return nil, fmt.Errorf("open blob %s: %w", key, blob.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", key, err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = blob.ErrNotFound // a folder of other blobs
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open blob %s: %w", key, err)
	}
	return &fileReader{file: file, size: info.Size()}, nil
}

// fileReader hides the other methods of *os.File: a reader that could be written is no reader.
type fileReader struct {
	file *os.File
	size int64
}

func (r *fileReader) ReadAt(p []byte, offset int64) (int, error) { return r.file.ReadAt(p, offset) }
func (r *fileReader) Size() int64                                { return r.size }
func (r *fileReader) Close() error                               { return r.file.Close() }
