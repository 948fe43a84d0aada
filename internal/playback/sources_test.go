package playback

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/media"
)

// counting is a store that knows how many readers are open.
type counting struct {
	blob.Store

	mu           sync.Mutex
	open, opened int
	fail         error
}

func (c *counting) Open(ctx context.Context, key string) (blob.Reader, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return nil, c.fail
	}
	r, err := c.Store.Open(ctx, key)
	if err == nil {
		c.open++
		c.opened++
	}
	return &countedReader{r, c}, err
}

type countedReader struct {
	blob.Reader

	store *counting
}

func (r *countedReader) Close() error {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	r.store.open--
	return r.Reader.Close()
}

func (c *counting) want(t *testing.T, open, opened int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open != open || c.opened != opened {
		t.Errorf("%d open of %d opened, want %d of %d", c.open, c.opened, open, opened)
	}
}

type noPlan struct{ Store }

func (noPlan) Plan(context.Context, string) (media.Plan, error) { return media.Plan{}, nil }

func newCache(t *testing.T) (*sourceCache, *counting) {
	t.Helper()
	store, err := disk.New(disk.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.Put(t.Context(), "a", strings.NewReader("bytes")); err != nil {
		t.Fatal(err)
	}
	c := &counting{Store: store}
	return newSourceCache(noPlan{}, c), c
}

func numbered(n int) media.Video {
	return media.Video{ID: fmt.Sprint(n), Source: &media.Source{Container: "matroska", Segments: []media.StoredSegment{{Key: "a", Length: 5}}}}
}

func borrow(t *testing.T, c *sourceCache, n int) (*source, func()) {
	t.Helper()
	s, release, err := c.borrow(t.Context(), numbered(n))
	if err != nil {
		t.Fatal(err)
	}
	return s, release
}

func TestSourceIsOpenedOnce(t *testing.T) {
	cache, store := newCache(t)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			_, release, err := cache.borrow(t.Context(), numbered(1))
			if err != nil {
				t.Error(err)
				return
			}
			release()
			release()
		})
	}
	group.Wait()
	store.want(t, 1, 1)
	cache.close()
	store.want(t, 0, 1)
}

// The one that was used longest ago goes first, and stays open for who still reads it.
func TestSourceEviction(t *testing.T) {
	cache, store := newCache(t)
	reading, release := borrow(t, cache, 0)
	for n := 1; n <= maxSources; n++ {
		_, done := borrow(t, cache, n)
		done()
	}
	store.want(t, maxSources+1, maxSources+1) // 0 is out of the cache, and open
	if _, err := reading.bytes.ReadAt(make([]byte, 5), 0); err != nil {
		t.Errorf("a source in use was closed: %v", err)
	}
	release()
	store.want(t, maxSources, maxSources+1)
	_, done := borrow(t, cache, 1) // moves 1 to the front
	done()
	_, done = borrow(t, cache, 100)
	done()
	store.want(t, maxSources, maxSources+2)
	_, done = borrow(t, cache, 1)
	done()
	store.want(t, maxSources, maxSources+2) // still there
	cache.close()
	store.want(t, 0, maxSources+2)
}

func TestSourceFailureIsForgotten(t *testing.T) {
	cache, store := newCache(t)
	store.fail = errors.New("i/o error")
	if _, _, err := cache.borrow(t.Context(), numbered(1)); !errors.Is(err, store.fail) {
		t.Errorf("error %v", err)
	}
	store.fail = nil
	_, release := borrow(t, cache, 1)
	release()
	store.want(t, 1, 1)
	if _, _, err := cache.borrow(t.Context(), media.Video{ID: "x"}); media.KindOf(err) != media.NotFound {
		t.Errorf("without a source: %v", err)
	}
	cache.close()
	store.want(t, 0, 1)
}

// What was made of a source that was let go is served as before; only the source itself is gone.
func TestSourceThatWasLetGo(t *testing.T) {
	cache, _ := newCache(t)
	v := media.Video{ID: "1", Source: &media.Source{Container: "mov", Size: 5}}
	s, release, err := cache.borrow(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, _, err := s.track(media.Rendition{Kind: media.VideoRendition, Repackaged: true}); media.KindOf(err) != media.NotFound {
		t.Errorf("a track of nothing: %v", err)
	}
	if err := (&Playback{}).ServeSource(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), v, "a"); media.KindOf(err) != media.NotFound {
		t.Errorf("the original: %v", err)
	}
}
