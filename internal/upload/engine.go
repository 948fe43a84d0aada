package upload

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	// checkpointBytes and checkpointEvery bound what a crash in the middle of a
	// long request costs the sender.
	checkpointBytes = 64 << 20
	checkpointEvery = 2 * time.Second

	// patience is how long a newcomer waits for the writer before it to commit,
	// and a status request for the finish. Clients that cannot handle "locked" give
	// up on longer waits, so this is the most that helps.
	patience = 2 * time.Second

	// leaseFor is how long a lease is good for after its last checkpoint.
	leaseFor = 15 * time.Second

	// commitTime bounds the commit of a request whose context has already ended:
	// what arrived is kept, whatever became of the sender.
	commitTime = 30 * time.Second
)

// Config is what an engine needs.
type Config struct {
	Store Store
	Parts PartStore // needed for parted uploads
	Blobs blob.Store
	// Free tells how many bytes storage still has room for, -1 = any number. It is asked
	// whenever an upload begins, so it must be cheap. nil = storage is not asked.
	Free func() (int64, error)
	Log  *slog.Logger
	Now  func() time.Time // nil = time.Now
}

// Engine runs uploads. It is safe for concurrent use.
type Engine struct {
	store *watched
	parts PartStore
	blobs blob.Store
	free  func() (int64, error)
	log   *slog.Logger
	now   func() time.Time
	owner string // names this process in leases

	mu      sync.Mutex
	writers map[string]*writer // the requests that are writing now, by upload
}

// writer is a request that holds the lease of an upload in this process.
type writer struct {
	stop context.CancelCauseFunc
	done chan struct{} // closed when it has committed and let go
}

// New makes an engine.
func New(cfg Config) *Engine {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Free == nil {
		cfg.Free = func() (int64, error) { return -1, nil }
	}
	return &Engine{
		store: newWatched(cfg.Store), parts: cfg.Parts, blobs: cfg.Blobs, free: cfg.Free, log: cfg.Log, now: cfg.Now,
		owner: media.RandomHex(8), writers: map[string]*writer{},
	}
}

// Begin starts an upload. One of length zero is complete at once, and so is a final one.
// One that storage or its project has no room for is media.NoSpace; one too many
// of its project is media.TooMany.
func (e *Engine) Begin(ctx context.Context, b Beginning) (Upload, error) {
	b, err := b.checked()
	if err != nil {
		return Upload{}, err
	}
	if err := e.findRoom(b); err != nil {
		return Upload{}, fmt.Errorf("begin upload: %w", err)
	}
	b.Owner = e.owner // the first bytes mostly come here: no claim needed
	u, err := e.store.Begin(ctx, b)
	if err != nil {
		return Upload{}, fmt.Errorf("begin upload: %w", err)
	}
	if u.State != Sealed {
		return u, nil
	}
	done, err := e.settle(ctx, u, patience)
	if media.KindOf(err) == media.Locked {
		return u, nil // it has begun, and the sweep finishes it; an error would make the client begin another
	}
	return done, err
}

// findRoom refuses an upload that storage cannot hold before its first byte is sent.
// Nothing is set aside for those that run: several may begin that fit only one by
// one, and the one that fills storage keeps what it has.
func (e *Engine) findRoom(b Beginning) error {
	if b.Kind.joined() || b.Length == 0 {
		return nil
	}
	free, err := e.free()
	if err != nil {
		return fmt.Errorf("measure storage: %w", err)
	}
	if free >= 0 && max(b.Length, 1) > free {
		return noSpace(nil)
	}
	return nil
}

// Progress returns an upload as recorded. It disturbs nobody.
func (e *Engine) Progress(ctx context.Context, id string) (Upload, error) {
	u, err := e.store.Upload(ctx, id)
	if err != nil {
		return Upload{}, fmt.Errorf("progress of upload %s: %w", id, err)
	}
	return u, nil
}

// Status returns where an upload can be continued. It stops a writer that is
// still at it, here or in another process, so that the answer stays true; it commits a
// finish that is still open. What cannot be settled within two seconds is media.Locked.
func (e *Engine) Status(ctx context.Context, id string) (Upload, error) {
	u, err := e.open(ctx, id)
	if err != nil || u.State == Done {
		return u, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, locked())
	defer cancel()
	_, release, err := e.lease(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	if u, err = e.open(ctx, id); err != nil || u.State == Done {
		return u, err
	}
	if u.State != Receiving {
		return e.settle(ctx, u, patience)
	}
	if u.Owner != "" { // else nobody ever wrote: there is no one to fence
		if u, err = e.claim(ctx, u); err != nil {
			return Upload{}, err
		}
	}
	if err := e.verify(ctx, u); err != nil {
		return Upload{}, err
	}
	return u, nil
}

// Abort ends an upload; its bytes are swept later, those apart that a final one
// shares. What became a video's source is media.Conflict, what is about to media.Locked.
func (e *Engine) Abort(ctx context.Context, id string) error {
	if _, err := e.open(ctx, id); err != nil {
		return err
	}
	_, release, err := e.lease(ctx, id)
	if err != nil {
		return err
	}
	defer release()
	if err := e.store.End(ctx, id, Terminated); err != nil {
		return fmt.Errorf("abort upload %s: %w", id, err)
	}
	return nil
}

// open loads an upload that is not over, and expires one that is due.
func (e *Engine) open(ctx context.Context, id string) (Upload, error) {
	u, err := e.store.Upload(ctx, id)
	if err != nil {
		return Upload{}, fmt.Errorf("open upload %s: %w", id, err)
	}
	if u.State.Over() {
		return Upload{}, gone()
	}
	if u.Expires() && e.now().After(u.ExpiresAt) {
		if err := e.store.End(ctx, id, Expired); err != nil {
			return Upload{}, fmt.Errorf("expire upload %s: %w", id, err)
		}
		return Upload{}, gone()
	}
	return u, nil
}

// claim makes this process the writer, unless it is already. The next epoch fences
// a writer in another process; what that one has not recorded is not counted.
func (e *Engine) claim(ctx context.Context, u Upload) (Upload, error) {
	if u.Owner == e.owner {
		return u, nil
	}
	claimed, err := e.store.Claim(ctx, u.ID, u.Epoch, e.owner, e.now().Add(leaseFor))
	if err != nil {
		return Upload{}, fmt.Errorf("claim upload %s: %w", u.ID, err)
	}
	return claimed, nil
}

// lease stops the request that is writing an upload in this process, waits until
// it has let go and takes its place until release. The context it returns ends, with
// ErrLeaseLost, when the next one asks. A writer that does not let go in time leaves
// the newcomer media.Locked.
func (e *Engine) lease(ctx context.Context, id string) (held context.Context, release func(), err error) {
	wait, cancel := context.WithTimeoutCause(ctx, patience, locked())
	defer cancel()
	held, stop := context.WithCancelCause(ctx)
	w := &writer{stop: stop, done: make(chan struct{})}
	for {
		before := e.enter(id, w)
		if before == nil {
			return held, sync.OnceFunc(func() { e.leave(id, w) }), nil
		}
		before.stop(ErrLeaseLost)
		select {
		case <-before.done:
		case <-wait.Done():
			stop(nil)
			return nil, nil, fmt.Errorf("lease upload %s: %w", id, context.Cause(wait))
		}
	}
}

// Busy reports whether a request is bringing bytes to this process.
func (e *Engine) Busy() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.writers) > 0
}

// enter makes w the writer of an upload unless there is one, which it returns.
func (e *Engine) enter(id string, w *writer) (before *writer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if before, ok := e.writers[id]; ok {
		return before
	}
	e.writers[id] = w
	return nil
}

func (e *Engine) leave(id string, w *writer) {
	e.mu.Lock()
	delete(e.writers, id)
	e.mu.Unlock()
	w.stop(nil)
	close(w.done)
}
