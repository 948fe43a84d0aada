package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// sources lends sources to jobs: as bytes to our own parsers, as a file to the
// encoder. An upload that came in one piece already is a file. One of several
// segments is put together once in the work folder, and every job on it
// shares the copy.
type sources struct {
	blobs blob.Store
	local func(key string) (string, bool)
	dir   string

	mu     sync.Mutex
	copies map[string]*sourceCopy // by video
}

type sourceCopy struct {
	ready chan struct{} // closed when made
	err   error
	path  string
	users int
	used  time.Time
}

// newSources empties the folder: what an earlier process left is of no use.
func newSources(blobs blob.Store, local func(string) (string, bool), dir string) (*sources, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("clear work folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make work folder: %w", err)
	}
	return &sources{blobs: blobs, local: local, dir: dir, copies: map[string]*sourceCopy{}}, nil
}

// open returns the bytes of a video's source.
func (s *sources) open(ctx context.Context, v media.Video) (blob.Reader, error) {
	if !v.Source.Kept() {
		return nil, media.Refuse(media.SourceUnreadable, "", errors.New("no source"))
	}
	r, err := blob.OpenParts(ctx, s.blobs, v.Source.Segments)
	if err != nil {
		return nil, media.Refuse(media.SourceUnreadable, "", fmt.Errorf("open source of %s: %w", v.ID, err))
	}
	return r, nil
}

// file returns the path of a file that holds the source, until release.
func (s *sources) file(ctx context.Context, v media.Video) (path string, release func(), err error) {
	if path, ok := s.whole(v); ok {
		return path, func() {}, nil
	}
	s.mu.Lock()
	c, ok := s.copies[v.ID]
	if !ok {
		c = &sourceCopy{ready: make(chan struct{}), path: filepath.Join(s.dir, v.ID)}
		s.copies[v.ID] = c
	}
	c.users++
	s.mu.Unlock()
	if !ok {
		c.err = s.copy(ctx, v, c.path)
		close(c.ready)
	}
	select {
	case <-c.ready:
	case <-ctx.Done():
		s.release(v.ID, c)
		return "", nil, ctx.Err()
	}
	if c.err != nil {
		s.release(v.ID, c)
		return "", nil, c.err
	}
	return c.path, sync.OnceFunc(func() { s.release(v.ID, c) }), nil
}

// whole finds the one file that is the source. A blob may be longer than what
// counts of it; then it is not.
func (s *sources) whole(v media.Video) (string, bool) {
	if v.Source == nil || len(v.Source.Segments) != 1 || s.local == nil {
		return "", false
	}
	path, ok := s.local(v.Source.Segments[0].Key)
	if !ok {
		return "", false
	}
	info, err := os.Stat(path)
	return path, err == nil && info.Size() == v.Source.Size
}

func (s *sources) copy(ctx context.Context, v media.Video, path string) (err error) {
	r, err := s.open(ctx, v)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy source of %s: %w", v.ID, err)
	}
	_, err = io.Copy(f, io.NewSectionReader(untilDone{ctx, r}, 0, r.Size()))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("copy source of %s: %w", v.ID, errors.Join(err, os.Remove(path)))
	}
	return nil
}

// untilDone fails reads after its context has ended.
type untilDone struct {
	ctx context.Context //nolint:containedctx // of one copy
	r   io.ReaderAt
}

func (u untilDone) ReadAt(p []byte, off int64) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.ReadAt(p, off)
}

// release ends one use. A copy that was not made is forgotten, so that the next job tries again.
func (s *sources) release(id string, c *sourceCopy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.users--
	c.used = time.Now()
	if c.users == 0 && c.err != nil && s.copies[id] == c {
		delete(s.copies, id)
	}
}

// evict removes copies that nobody uses and nobody has used for a while.
func (s *sources) evict(idle time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range s.copies {
		if c.users == 0 && time.Since(c.used) > idle {
			delete(s.copies, id)
			_ = os.Remove(c.path) // a leftover goes at the next start
		}
	}
}

func (s *sources) close() error { return os.RemoveAll(s.dir) }
