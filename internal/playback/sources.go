package playback

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/mp4"
)

// maxSources is how many originals are kept open with their index: about 30 bytes for
// each sample, a few megabytes for an hour.
const maxSources = 32

// source is an open original.
type source struct {
	bytes blob.Reader
	file  *mp4.File // nil when the container has no index of ours
	plan  media.Plan
	users int
	gone  bool // evicted; the last user closes it
}

// track is the original's own track of a repackaged rendition, and where it is cut.
func (s *source) track(r media.Rendition) (*mp4.Track, []int, error) {
	if s.file == nil {
		return nil, nil, notFound()
	}
	if r.Kind == media.VideoRendition {
		return s.file.Video(), s.plan.SourceCuts, nil
	}
	t := s.file.Audio()[0]
	return t, t.CutsAt(s.plan.CutTimes()), nil
}

// sourceCache opens each original once for all who watch it.
type sourceCache struct {
	store Store
	blobs blob.Store

	mu      sync.Mutex
	entries map[string]*list.Element // by video
	recent  *list.List               // of *entry, most recently used first
}

type entry struct {
	id    string
	ready chan struct{} // closed when src or err is set
	src   *source
	err   error
}

func newSourceCache(store Store, blobs blob.Store) *sourceCache {
	return &sourceCache{store: store, blobs: blobs, entries: map[string]*list.Element{}, recent: list.New()}
}

// borrow returns the original of a video until release.
func (c *sourceCache) borrow(ctx context.Context, v media.Video) (*source, func(), error) {
	c.mu.Lock()
	el, ok := c.entries[v.ID]
	if !ok {
		el = c.recent.PushFront(&entry{id: v.ID, ready: make(chan struct{})})
		c.entries[v.ID] = el
	}
	c.recent.MoveToFront(el)
	e := el.Value.(*entry) //nolint:forcetypeassert // the list holds nothing else
	c.mu.Unlock()
	if !ok {
		// The opener's request may end; those who wait for it must not suffer.
		src, err := c.open(context.WithoutCancel(ctx), v)
		c.opened(el, e, src, err)
	}
	select {
	case <-e.ready:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if e.err != nil {
		return nil, nil, e.err
	}
	c.mu.Lock()
	if e.src.gone && e.src.users == 0 { // evicted and closed between the two
		c.mu.Unlock()
		return c.borrow(ctx, v)
	}
	defer c.mu.Unlock()
	e.src.users++
	return e.src, sync.OnceFunc(func() { c.release(e.src) }), nil
}

// opened lets waiters go, forgets failures, and makes room.
func (c *sourceCache) opened(el *list.Element, e *entry, src *source, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(e.ready)
	e.src, e.err = src, err
	switch {
	case err != nil:
		c.drop(el)
		return
	case c.entries[e.id] != el: // evicted while it was opening: its waiters find it gone
		src.gone = true
		_ = src.bytes.Close() // it was only read
		return
	}
	for c.recent.Len() > maxSources && c.recent.Back() != el {
		c.drop(c.recent.Back())
	}
}

// drop forgets an entry; its source is closed now or by its last user.
func (c *sourceCache) drop(el *list.Element) {
	e := el.Value.(*entry) //nolint:forcetypeassert // the list holds nothing else
	c.recent.Remove(el)
	if c.entries[e.id] == el {
		delete(c.entries, e.id)
	}
	if e.src == nil {
		return
	}
	e.src.gone = true
	if e.src.users == 0 {
		_ = e.src.bytes.Close() // it was only read
	}
}

func (c *sourceCache) release(s *source) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.users--
	if s.gone && s.users == 0 {
		_ = s.bytes.Close() // it was only read
	}
}

func (c *sourceCache) open(ctx context.Context, v media.Video) (*source, error) {
	if v.Source == nil {
		return nil, notFound()
	}
	plan, err := c.store.Plan(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	bytes, err := blob.OpenParts(ctx, c.blobs, v.Source.Segments)
	if err != nil {
		return nil, fmt.Errorf("open source of %s: %w", v.ID, err)
	}
	s := &source{bytes: bytes, plan: plan}
	if v.Source.Container != "mov" || !v.Source.Kept() { // what was made of a source that was let go plays on
		return s, nil
	}
	if s.file, err = mp4.Open(ctx, bytes, bytes.Size()); err != nil {
		_ = bytes.Close() // it was only read
		return nil, fmt.Errorf("index source of %s: %w", v.ID, err)
	}
	return s, nil
}

func (c *sourceCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.recent.Len() > 0 {
		c.drop(c.recent.Back())
	}
}
