package upload

import (
	"context"
	"errors"
	"io"

	"github.com/tributary-video/tributary/internal/media"
)

// copy moves the body until it ends or ctx does. It returns nil for a whole
// body and the body's own error for a broken one.
//
// A piece that fills a large buffer is stored while the next one is received. At most one
// is in flight, and the next is stored only when it has landed: whatever touches storage
// happens in the same order as without it, on one goroutine at a time.
func (s *sink) copy(ctx context.Context, c Chunk) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if c.Interrupt != nil {
		defer context.AfterFunc(ctx, c.Interrupt)()
	}
	buf := newBuffer()
	defer func() { buf.release() }()
	defer s.land() //nolint:errcheck // in flight only when Read panics
	for {
		start := s.engine.now()
		n, largest, err := s.fill(ctx, c.Body, buf.bytes())
		took := s.engine.now().Sub(start)
		if serr := s.land(); serr != nil {
			return &storageError{serr}
		}
		if refusal := s.fits(int64(n)); refusal != nil {
			return refusal
		}
		if err != nil {
			return s.last(buf.bytes()[:n], err)
		}
		var serr error
		if buf, serr = s.pass(ctx, stop, buf, n); serr != nil {
			return &storageError{serr}
		}
		buf.follow(n, largest, took)
	}
}

// fill reads until the buffer is full, the body ends, a checkpoint is due or ctx
// ends, and says how much the largest read brought. A piece may be in flight.
func (s *sink) fill(ctx context.Context, body io.Reader, buf []byte) (n, largest int, err error) {
	for n < len(buf) && err == nil {
		if err = context.Cause(ctx); err != nil {
			break
		}
		var got int
		got, err = body.Read(buf[n:])
		n += got
		largest = max(largest, got)
		if n > 0 && s.engine.now().Sub(s.began) >= checkpointEvery {
			break
		}
	}
	return n, largest, err
}

// fits refuses the next n bytes when they are too many: counted bodies must not
// fill the disk before they are found illegal.
func (s *sink) fits(n int64) error {
	if limit := s.u.Limits.ChunkMax; limit > 0 && s.taken+n > limit {
		return media.Errorf(media.TooLarge, "chunk is larger than %d bytes", limit)
	}
	return s.u.fits(s.end(), n)
}

// last writes what came before the body ended with err. Its checkpoint is commit's.
func (s *sink) last(p []byte, err error) error {
	if werr := s.write(p); werr != nil {
		return &storageError{werr}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// pass has the first n bytes of full stored, and returns the buffer for what comes next.
// A piece in flight that fails ends the reading: a sender may be silent for long.
func (s *sink) pass(ctx context.Context, stop context.CancelCauseFunc, full *buffer, n int) (*buffer, error) {
	p, due := full.bytes()[:n], s.due(int64(n))
	next := s.beyond(full, n, due)
	if next == nil {
		err := s.store(ctx, p, due)
		s.restart(due)
		return full, err
	}
	s.restart(due)
	var err error
	wait := beside(func() {
		defer full.release()
		if err = s.store(ctx, p, due); err != nil {
			stop(err)
		}
	})
	s.flight = func() error {
		wait()
		s.restart(due)
		return err
	}
	return next, nil
}

// beyond is the buffer to go on with while the n bytes of full are stored. It is nil when
// those must land first: a slow body gains nothing, and who wants to be told of
// a checkpoint is told before the next read.
func (s *sink) beyond(full *buffer, n int, due bool) *buffer {
	if n < largeBuffer || due && s.recorded != nil {
		return nil
	}
	return full.twin()
}

// land waits for the piece in flight, if there is one, and returns its error.
func (s *sink) land() error {
	if s.flight == nil {
		return nil
	}
	wait := s.flight
	s.flight = nil
	return wait()
}

// due reports whether it is time for a checkpoint after the next n bytes. The last byte
// waits for the end of the body, which seals the upload or shows that there is one byte too many.
func (s *sink) due(n int64) bool {
	if s.hold || s.pending+n == 0 || s.end()+n == s.u.Length {
		return false
	}
	return s.pending+n >= checkpointBytes || s.engine.now().Sub(s.began) >= checkpointEvery
}

// restart begins the time to the next checkpoint: when one sets out, and again when it has
// landed, or one that takes long would be followed by the next at once.
func (s *sink) restart(due bool) {
	if due {
		s.began = s.engine.now()
	}
}
