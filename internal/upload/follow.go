package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
)

// pollEvery is how long a follower waits for word of a checkpoint before it asks the
// store: writers in other processes send none. Against the 2 s between
// checkpoints it adds little, and however many follow an upload in one process, the
// store is asked for it this often at most.
const pollEvery = 500 * time.Millisecond

// ErrFollowerClosed is the error of a read that waits while its follower is closed.
var ErrFollowerClosed = errors.New("follower is closed")

// Follower reads an upload while it grows, up to its durable offset and never beyond. It
// takes no lease and disturbs no writer. All methods may be called concurrently.
type Follower struct {
	ctx   context.Context //nolint:containedctx // of the reader: ReadAt has none of its own
	id    string
	blobs blob.Store
	watch *watch
	close func()
	shut  chan struct{} // closed by Close

	mu   sync.Mutex // guards open
	open map[string]blob.Reader
}

// Follow opens an upload for reading, whatever its state. The caller closes the follower;
// the end of ctx ends every read. Unknown is media.NotFound.
func (e *Engine) Follow(ctx context.Context, id string) (*Follower, error) {
	w, leave := e.store.watch(id)
	f := &Follower{
		ctx: ctx, id: id, blobs: e.blobs, watch: w, shut: make(chan struct{}), open: map[string]blob.Reader{},
	}
	f.close = sync.OnceFunc(func() { close(f.shut); leave() })
	if _, _, err := w.look(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("follow upload %s: %w", id, err), f.Close())
	}
	return f, nil
}

// Size is the length of the upload in bytes, false while its sender has not told. It is as
// of the last read.
func (f *Follower) Size() (int64, bool) {
	u := f.watch.last()
	return u.end()
}

// ReadAt implements io.ReaderAt. It waits until every byte asked for is durable. At
// the end of the upload it is io.EOF, and as soon as the upload is over without having
// become a source, an error that wraps io.ErrUnexpectedEOF.
func (f *Follower) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("read before the start")
	}
	u, err := f.await(off, off+int64(len(p)))
	if err != nil {
		return 0, err
	}
	whole := len(p)
	if left := max(0, u.Offset-off); int64(whole) > left {
		p = p[:left]
	}
	for n < len(p) {
		got, err := f.read(u, p[n:], off+int64(n))
		n += got
		if err != nil {
			return n, err
		}
	}
	if n < whole {
		return n, io.EOF
	}
	return n, nil
}

// await returns the upload once its bytes from off to end are durable, or as many of them
// as there will be.
func (f *Follower) await(off, end int64) (Upload, error) {
	for {
		u, changed, err := f.watch.look(f.ctx)
		if err != nil {
			return Upload{}, fmt.Errorf("follow upload %s: %w", f.id, err)
		}
		if u.State.Over() {
			return Upload{}, fmt.Errorf("upload %s is %s: %w", f.id, u.State, io.ErrUnexpectedEOF)
		}
		if size, known := u.end(); u.Offset >= end || known && (off >= size || u.Offset >= size) {
			return u, nil
		}
		if err := f.wait(changed); err != nil {
			return Upload{}, err
		}
	}
}

// wait returns when something may have changed, or when nobody waits any more.
func (f *Follower) wait(changed <-chan struct{}) error {
	poll := time.NewTimer(pollEvery)
	defer poll.Stop()
	select {
	case <-changed:
	case <-poll.C:
	case <-f.shut:
		return ErrFollowerClosed
	case <-f.ctx.Done():
		return context.Cause(f.ctx)
	}
	return nil
}

// read reads what one segment has of p, which is not empty.
func (f *Follower) read(u Upload, p []byte, off int64) (int, error) {
	for _, g := range u.Segments {
		if off < g.Start || off >= g.Start+g.Length {
			continue
		}
		r, err := f.segment(g.Key)
		if err != nil {
			return 0, err
		}
		p = p[:min(int64(len(p)), g.Start+g.Length-off)]
		n, err := r.ReadAt(p, off-g.Start)
		if n == len(p) {
			return n, nil
		}
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // fewer bytes than were acknowledged
		}
		return n, fmt.Errorf("read %s: %w", g.Key, err)
	}
	return 0, fmt.Errorf("upload %s has no byte %d: %w", f.id, off, io.ErrUnexpectedEOF)
}

// segment opens a blob at its first use and keeps it open: most uploads have one.
func (f *Follower) segment(key string) (blob.Reader, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		return nil, ErrFollowerClosed
	}
	if r, ok := f.open[key]; ok {
		return r, nil
	}
	r, err := f.blobs.Open(f.ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		err = fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, err) // swept since we looked, or lost
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	f.open[key] = r
	return r, nil
}

// Close wakes the reads that wait and gives up what is open. Twice is fine.
func (f *Follower) Close() error {
	f.close()
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, r := range f.open {
		errs = append(errs, r.Close())
	}
	f.open = nil
	return errors.Join(errs...)
}

// end is where the upload's bytes end, false while that is unknown.
func (u Upload) end() (int64, bool) {
	switch {
	case u.Length != UnknownLength:
		return u.Length, true
	case u.State == Done:
		return u.Offset, true
	}
	return 0, false
}
