package httpd

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// DefaultIdle is how long a body may bring no byte before its request ends
// (tus contract, engine rule 14).
const DefaultIdle = 60 * time.Second

// Steady returns the body of r, made to fail when no byte arrives for idle and,
// with the context's cause, as soon as r's context ends, even in the middle of
// a blocked read. The write deadline is kept at double idle, so that the client
// can still be told. After the end of the body no read deadline holds: net/http
// goes on reading to notice a client that left, and an expired deadline there
// would cancel a handler that is busy committing.
//
// Over HTTP/1 net/http ends the request's context after any failed body read,
// this one's included: what must still be kept is kept under context.WithoutCancel.
//
// It replaces r.Body. Called again, as every handler inside a [Stack] does, it
// gives the same body the new idle and the context of the r it is given now: a
// transport that wants to interrupt a read passes r.WithContext.
//
// A request without a body has no deadlines: nobody would end them, and the
// connection's next request would meet them.
func Steady(w http.ResponseWriter, r *http.Request, idle time.Duration) io.Reader {
	if r.Body == nil || r.Body == http.NoBody {
		return http.NoBody
	}
	return steady(w, r, idle)
}

func steady(w http.ResponseWriter, r *http.Request, idle time.Duration) *steadyBody {
	b, ok := r.Body.(*steadyBody)
	if !ok {
		b = &steadyBody{body: r.Body, control: http.NewResponseController(w)}
		r.Body = b
	}
	b.follow(r.Context(), idle)
	return b
}

// steadyBody keeps deadlines for one reader at a time; only wake runs beside it.
type steadyBody struct {
	body    io.ReadCloser
	control *http.ResponseController

	mu      sync.Mutex // deadlines are set under it, so that the last word is the right one's
	ctx     context.Context
	idle    time.Duration
	turn    int       // counts contexts; a wake from an earlier one is stale
	limit   time.Time // the read deadline last set
	ended   bool      // the body was read to its end, or the handler is done
	release func() bool
}

func (b *steadyBody) follow(ctx context.Context, idle time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.release != nil {
		b.release()
	}
	b.turn++
	turn := b.turn
	b.ctx, b.idle = ctx, idle
	b.extend()
	b.release = context.AfterFunc(ctx, func() { b.wake(turn) })
}

// wake ends a blocked Read, which knows nothing of contexts, by a deadline in the past.
func (b *steadyBody) wake(turn int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if turn == b.turn && !b.ended {
		_ = b.control.SetReadDeadline(time.Unix(1, 0))
	}
}

func (b *steadyBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	b.extend()
	ctx := b.ctx
	b.mu.Unlock()
	// Asked after the deadline moved: if the context ends between the two, wake
	// comes last and its deadline holds.
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	n, err := b.body.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.end()
		_ = b.control.SetReadDeadline(time.Time{})
	case err != nil:
		err = b.reason(err)
	}
	return n, err
}

// reason is why a read failed: a deadline before its time is how wake ended it.
func (b *steadyBody) reason(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if errors.Is(err, os.ErrDeadlineExceeded) && b.ctx.Err() != nil && time.Now().Before(b.limit) {
		return context.Cause(b.ctx)
	}
	return err
}

func (b *steadyBody) Close() error { return b.body.Close() }

// end makes the contexts followed so far mean nothing to the deadlines.
func (b *steadyBody) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	b.release()
}

// extend moves both deadlines. Errors mean that the writer has none, as in a
// recorder of a test.
func (b *steadyBody) extend() {
	if b.ended {
		return
	}
	now := time.Now()
	b.limit = now.Add(b.idle)
	_ = b.control.SetReadDeadline(b.limit)
	_ = b.control.SetWriteDeadline(now.Add(2 * b.idle))
}
