package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/tributary-video/tributary/internal/blob"
)

// writeOutStep is how many bytes Write leaves in the page cache before it asks
// the kernel to start on them, so that Sync finds little left to wait for:
// 256 MiB synced every 64 MiB went 1.4 times as fast as without (ext4 on a
// virtual disk; steps of 2 MiB gave the same).
const writeOutStep = 8 << 20

// Append is [blob.Store.Append]. A blob that ends below offset has lost bytes:
// going on would leave a hole that reads as zeros, so the error is
// blob.ErrNotFound when there is no blob and wraps io.ErrUnexpectedEOF when
// it is too short.
func (s *Store) Append(ctx context.Context, key string, offset int64) (blob.Appender, error) {
	if err := begin(ctx, key); err != nil {
		return nil, err
	}
	a := &appender{key: key, folders: s.folders, calls: s.calls, space: s.space, end: offset, started: offset, durable: offset}
	var err error
	if offset == 0 {
		a.file, a.owed, err = s.create(key)
	} else {
		a.file, err = s.reopen(key, offset)
	}
	if err != nil {
		return nil, fmt.Errorf("append blob %s: %w", key, err)
	}
	return a, nil
}

// create opens the blob for its first byte. Its name is owed, also when it is in
// place: an earlier try may have made it and not synced.
func (s *Store) create(key string) (file *os.File, owed []string, err error) {
	owed, err = s.folders.promise(path.Dir(key), func() (err error) {
		file, err = s.calls.open(key, os.O_CREATE)
		return err
	})
	return file, owed, spaceError(err)
}

// reopen opens a blob that has bytes. Its name is durable: the first Sync made it so
// before anything could be acknowledged.
func (s *Store) reopen(key string, offset int64) (*os.File, error) {
	if offset < 0 {
		return nil, fmt.Errorf("negative offset %d", offset)
	}
	file, err := s.calls.open(key, 0)
	if absent(err) {
		return nil, blob.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() < offset {
		err = fmt.Errorf("blob ends at %d, before offset %d: %w", info.Size(), offset, io.ErrUnexpectedEOF)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

type appender struct {
	key     string
	file    *os.File
	folders *folders
	calls   calls
	space   space

	owed    []string // names that are not durable yet, see folders.promise
	end     int64    // where the next byte goes
	started int64    // below this, write-out has begun
	durable int64    // below this, Sync has returned
	broken  error    // why nothing more can be promised
}

// Write is one pwrite at the end. It is refused whole when it would eat into the reserve.
func (a *appender) Write(p []byte) (int, error) {
	if a.broken != nil {
		return 0, a.broken
	}
	if err := a.space.check(len(p)); err != nil {
		return 0, fmt.Errorf("write blob %s: %w", a.key, err)
	}
	n, err := a.calls.write(a.file, p, a.end)
	a.end += int64(n)
	if a.end-a.started >= writeOutStep {
		startWriteOut(a.file, a.started, a.end-a.started)
		a.started = a.end
	}
	if err != nil {
		return n, fmt.Errorf("write blob %s: %w", a.key, spaceError(err))
	}
	return n, nil
}

// Sync is fdatasync, and the first time what makes the name durable. The names come second: a
// file system with a journal has them durable with the data then, and there is one wait
// for the disk instead of three. After it failed the kernel may call the lost pages clean and
// let a second try succeed; so an appender that failed once never succeeds again.
func (a *appender) Sync() error {
	if a.broken != nil {
		return a.broken
	}
	if a.durable == a.end && len(a.owed) == 0 {
		return nil
	}
	err := a.calls.sync(a.file, dataSync)
	if err == nil {
		err = a.folders.redeem(path.Dir(a.key), a.owed)
	}
	if err != nil {
		a.broken = fmt.Errorf("sync blob %s: %w", a.key, spaceError(err))
		return a.broken
	}
	a.durable, a.owed = a.end, nil
	return nil
}

func (a *appender) Close() error {
	if err := a.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("close blob %s: %w", a.key, err)
	}
	return nil
}
