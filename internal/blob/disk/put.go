package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// Put is [blob.Store.Put]. An error of r is returned as r gave it, wrapped.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if err := begin(ctx, key); err != nil {
		return 0, err
	}
	size, err := s.put(ctx, key, r)
	if err != nil {
		return 0, fmt.Errorf("put blob %s: %w", key, err)
	}
	return size, nil
}

func (s *Store) put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if err := s.space.check(0); err != nil {
		return 0, err
	}
	file, temp, err := createTemp(s.calls)
	if err != nil {
		return 0, spaceError(err)
	}
	size, err := s.fill(ctx, file, r)
	if err == nil {
		err = s.publish(temp, key)
	}
	if err != nil {
		return 0, errors.Join(err, s.discard(temp))
	}
	return size, nil
}

// fill writes all of r to file and makes it durable.
func (s *Store) fill(ctx context.Context, file *os.File, r io.Reader) (int64, error) {
	w := &appender{file: file, calls: s.calls, space: s.space}
	defer file.Close()
	buffer := s.buffers.Get().(*[]byte)
	defer s.buffers.Put(buffer)
	// The wrappers hide ReadFrom and WriteTo: they would pass ctx and the space check by.
	size, err := io.CopyBuffer(struct{ io.Writer }{w}, ctxReader{ctx, r}, *buffer)
	if err != nil {
		return 0, err
	}
	if err := s.calls.sync(file, (*os.File).Sync); err != nil {
		return 0, fmt.Errorf("sync: %w", spaceError(err))
	}
	return size, ctx.Err()
}

// publish gives a complete file its name. When the folder cannot be synced
// after the rename the device is failing: the blob is then there or not.
func (s *Store) publish(temp, key string) error {
	dir := path.Dir(key)
	err := s.folders.place(dir, func() error { return s.calls.rename(temp, key) })
	if err != nil {
		return spaceError(err)
	}
	return s.syncName(dir)
}

// syncName makes a name just made in dir durable. A folder that is gone was removed
// by a Delete of that name, which is the last word.
func (s *Store) syncName(dir string) error {
	if err := s.folders.sync(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sync folder: %w", spaceError(err))
	}
	return nil
}

func (s *Store) discard(temp string) error {
	if err := s.calls.unlink(temp, 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("discard unfinished put: %w", err)
	}
	return nil
}

// ctxReader stops reading when ctx ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (r ctxReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
