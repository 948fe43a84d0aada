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
	Blobs blob.Store
	Log   *slog.Logger
	Now   func() time.Time // nil = time.Now
}

// Engine runs uploads. It is safe for concurrent use.
type Engine struct {
	store Store
	blobs blob.Store
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
	return &Engine{
		store: cfg.Store, blobs: cfg.Blobs, log: cfg.Log, now: cfg.Now,
		owner: media.RandomHex(8), writers: map[string]*writer{},
	}
}

// Begin starts an upload. One of length zero is complete at once.
func (e *Engine) Begin(ctx context.Context, b Beginning) (Upload, error) {
	switch {
	case b.Length < UnknownLength:
		return Upload{}, media.Errorf(media.Invalid, "length is negative")
	case b.Limits.MaxSize > 0 && b.Length > b.Limits.MaxSize:
		return Upload{}, media.Errorf(media.TooLarge, "upload is larger than %d bytes", b.Limits.MaxSize)
	}
	if b.Digest == "" {
		b.Digest = DigestBackground
	}
	u, err := e.store.Begin(ctx, b)
	if err != nil {
		return Upload{}, fmt.Errorf("begin upload: %w", err)
	}
	if u.State == Sealed {
		return e.finish(ctx, u)
	}
	return u, nil
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
// still at it, so that the answer stays true; it commits a finish that is still open. What
// cannot be settled within two seconds is media.Locked.
func (e *Engine) Status(ctx context.Context, id string) (Upload, error) {
	u, err := e.open(ctx, id)
	if err != nil || u.State == Done {
		return u, err
	}
	release, err := e.acquire(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	if u, err = e.open(ctx, id); err != nil {
		return Upload{}, err
	}
	if u.State == Sealed || u.State == Finishing {
		return e.finishSoon(ctx, u)
	}
	return u, e.verify(ctx, u)
}

// Abort ends an upload; its bytes are swept later. One that is complete is media.Conflict.
func (e *Engine) Abort(ctx context.Context, id string) error {
	if _, err := e.open(ctx, id); err != nil {
		return err
	}
	release, err := e.acquire(ctx, id)
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
	if u.State == Receiving && e.now().After(u.ExpiresAt) {
		if err := e.store.End(ctx, id, Expired); err != nil {
			return Upload{}, fmt.Errorf("expire upload %s: %w", id, err)
		}
		return Upload{}, gone()
	}
	return u, nil
}

// acquire stops the request that is writing an upload, waits until it has let
// go and takes its place until release. A writer that does not let go in time leaves
// the newcomer media.Locked.
func (e *Engine) acquire(ctx context.Context, id string) (release func(), err error) {
	_, release, err = e.lease(ctx, id)
	return release, err
}

// lease is acquire with a context that ends, with ErrLeaseLost, when the next one asks.
func (e *Engine) lease(ctx context.Context, id string) (context.Context, func(), error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		e.mu.Lock()
		before := e.writers[id]
		if before == nil {
			held, stop := context.WithCancelCause(ctx)
			w := &writer{stop: stop, done: make(chan struct{})}
			e.writers[id] = w
			e.mu.Unlock()
			return held, sync.OnceFunc(func() { e.release(id, w) }), nil
		}
		e.mu.Unlock()
		before.stop(ErrLeaseLost)
		select {
		case <-before.done:
		case <-deadline.C:
			return nil, nil, locked()
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

func (e *Engine) release(id string, w *writer) {
	e.mu.Lock()
	delete(e.writers, id)
	e.mu.Unlock()
	w.stop(nil)
	close(w.done)
}

// finishSoon finishes a sealed upload for someone who only asked. Trouble is
// logged and answered as "locked": it passes, and any other answer would make
// clients start from the first byte.
func (e *Engine) finishSoon(ctx context.Context, u Upload) (Upload, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done, err := e.finish(ctx, u)
	if err == nil || media.KindOf(err) == media.Gone {
		return done, err
	}
	e.log.LogAttrs(ctx, slog.LevelError, "upload not finished", slog.String("upload", u.ID), slog.Any("error", err))
	return Upload{}, locked()
}

// finish commits the consequences of a sealed upload.
func (e *Engine) finish(ctx context.Context, u Upload) (Upload, error) {
	sum, err := inlineSum(u)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	done, err := e.store.Finish(ctx, u.ID, sum)
	if err != nil {
		return Upload{}, fmt.Errorf("finish upload %s: %w", u.ID, err)
	}
	if done.State.Over() {
		return Upload{}, gone()
	}
	return done, nil
}

// verify proves that storage still has every byte that was acknowledged. An
// upload that lost some is over: its bytes are never silently counted again.
func (e *Engine) verify(ctx context.Context, u Upload) error {
	for _, g := range u.Segments {
		short, err := e.short(ctx, g)
		if err != nil {
			return fmt.Errorf("verify upload %s: %w", u.ID, err)
		}
		if !short {
			continue
		}
		e.log.LogAttrs(ctx, slog.LevelError, "acknowledged bytes are missing", slog.String("upload", u.ID), slog.String("blob", g.Key))
		if err := e.store.End(ctx, u.ID, Lost); err != nil {
			return fmt.Errorf("lose upload %s: %w", u.ID, err)
		}
		return gone()
	}
	return nil
}
