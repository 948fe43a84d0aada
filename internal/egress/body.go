package egress

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// ErrTooSlow ends an import whose origin sends less than 16 KiB/s. The rest may
// be asked for later.
var ErrTooSlow = errors.New("origin too slow")

// answer is a webhook's answer: its first 4 KiB, then the end.
type answer struct {
	io.Reader

	body   io.Closer
	cancel context.CancelFunc
}

func newAnswer(body io.ReadCloser, cancel context.CancelFunc) *answer {
	return &answer{Reader: io.LimitReader(body, maxAnswer), body: body, cancel: cancel}
}

func (a *answer) Close() error {
	defer a.cancel()
	return a.body.Close()
}

// feed is the body of an import. Each feedBytes of it have to arrive within
// window of waiting; time the reader spends elsewhere does not count, so a slow
// disk here is never blamed on the origin.
type feed struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	window time.Duration
	timer  *time.Timer
	slow   atomic.Bool

	waited time.Duration // since the last feedBytes were complete
	got    int64
}

func newFeed(body io.ReadCloser, window time.Duration, cancel context.CancelFunc) *feed {
	f := &feed{body: body, cancel: cancel, window: window}
	// Cancelling, not closing: a Close may wait for the Read it should interrupt.
	f.timer = time.AfterFunc(window, func() {
		f.slow.Store(true)
		cancel()
	})
	f.timer.Stop()
	return f
}

func (f *feed) Read(p []byte) (int, error) {
	start := time.Now()
	f.timer.Reset(f.window - f.waited)
	n, err := f.body.Read(p)
	f.timer.Stop()
	f.waited += time.Since(start)
	if f.got += int64(n); f.got >= feedBytes {
		f.got, f.waited = 0, 0
	}
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case f.slow.Load():
		return n, unavailable("The origin sends too slowly.", ErrTooSlow)
	case errors.Is(err, context.Canceled):
		return n, err
	}
	return n, describe(err)
}

func (f *feed) Close() error {
	f.timer.Stop()
	defer f.cancel()
	return f.body.Close()
}

// LimitBody holds an answer to limit bytes: at once when its Content-Length
// says more, else when the byte after the limit is read. The error is a media.TooLarge.
func LimitBody(resp *http.Response, limit int64) error {
	if resp.ContentLength > limit {
		return tooLarge()
	}
	resp.Body = &limited{ReadCloser: resp.Body, left: limit}
	return nil
}

func tooLarge() error { return media.Errorf(media.TooLarge, "The file is larger than the limit.") }

type limited struct {
	io.ReadCloser

	left int64 // -1 once a byte too many has been seen
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, tooLarge()
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.ReadCloser.Read(p)
	if int64(n) > l.left {
		n = int(l.left)
		l.left = -1
		return n, tooLarge()
	}
	l.left -= int64(n)
	return n, err
}
