package upload

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// storageError marks trouble of our own while moving bytes, so that it is never
// taken for the sender's.
type storageError struct{ cause error }

func (e *storageError) Error() string { return "store bytes: " + e.cause.Error() }
func (e *storageError) Unwrap() error { return e.cause }

//nolint:gochecknoglobals // a table is what package variables are for
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sink takes one chunk to storage. Every byte passes through it once: read,
// written, summed.
type sink struct {
	engine *Engine
	u      Upload        // as recorded so far
	out    blob.Appender // nil for a chunk without bytes
	seg    Segment       // as recorded so far

	crc     hash.Hash32 // since the last checkpoint
	whole   hash.Hash   // of the upload, DigestInline only
	chunk   sums        // of the chunk, when the client sends a checksum
	taken   int64       // bytes of this chunk
	pending int64       // written since the last checkpoint
	last    time.Time   // of the last checkpoint
	hold    bool        // no checkpoint before the chunk is known to be legal
	open    bool        // the chunk seals nothing

	recorded func(offset int64) // told after each checkpoint; may be nil
}

// startSink opens the place where the next byte goes. Who wrote last goes on in
// its own segment; a new epoch begins one.
func (e *Engine) startSink(ctx context.Context, u Upload, c Chunk) (*sink, error) {
	s := &sink{
		engine: e, u: u, crc: crc32.New(castagnoli), last: e.now(), open: c.Open, recorded: c.Recorded,
		seg:   Segment{Epoch: u.Epoch, Key: fmt.Sprintf("uploads/%s/%d", u.ID, u.Epoch), Origin: u.ID, Start: u.Offset},
		chunk: newSums(c), hold: c.summed() || c.Size < 0 && u.Limits.perChunk(),
	}
	if n := len(u.Segments); n > 0 && u.Segments[n-1].Epoch == u.Epoch {
		s.seg = u.Segments[n-1]
	}
	var err error
	if s.whole, err = resumeHash(u); err != nil {
		return nil, err
	}
	if c.Size == 0 { // closes a deferred length; nothing to write
		return s, nil
	}
	if s.out, err = e.blobs.Append(ctx, s.seg.Key, s.seg.Length); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sink) close() {
	if s.out != nil {
		_ = s.out.Close() // what counts was synced before
	}
}

// take moves the chunk until its end or that of ctx, and judges it when it is
// whole. An error is a refusal, a storageError, or how the body broke off.
func (s *sink) take(ctx context.Context, c Chunk) error {
	if c.Size != 0 {
		if err := s.copy(ctx, c.Body); err != nil {
			return err
		}
	}
	if s.taken < c.Size {
		return io.ErrUnexpectedEOF
	}
	if c.Size < 0 {
		if err := s.u.Limits.judge(c.Offset, s.taken, s.u.Length); err != nil {
			return err
		}
	}
	if err := s.chunk.judge(c); err != nil {
		return err
	}
	s.hold = false
	return nil
}

// copy moves the body until it ends or ctx does. It returns nil for a whole
// body and the body's own error for a broken one.
func (s *sink) copy(ctx context.Context, body io.Reader) error {
	buf := newBuffer()
	defer buf.release()
	for {
		n, largest, err := s.fill(ctx, body, buf.bytes())
		if refusal := s.fits(int64(n)); refusal != nil {
			return refusal
		}
		if werr := s.write(buf.bytes()[:n]); werr != nil {
			return &storageError{werr}
		}
		buf.follow(n, largest)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case !s.due():
			continue
		}
		if cerr := s.checkpoint(ctx); cerr != nil {
			return &storageError{cerr}
		}
	}
}

// fill reads until the buffer is full, the body ends, a checkpoint is due or ctx
// ends, and says how much the largest read brought.
func (s *sink) fill(ctx context.Context, body io.Reader, buf []byte) (n, largest int, err error) {
	for n < len(buf) && err == nil {
		if err = context.Cause(ctx); err != nil {
			break
		}
		var got int
		got, err = body.Read(buf[n:])
		n += got
		largest = max(largest, got)
		if n > 0 && s.engine.now().Sub(s.last) >= checkpointEvery {
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

// end is where the next byte goes.
func (s *sink) end() int64 { return s.u.Offset + s.pending }

// due reports whether it is time for a checkpoint. The last byte waits for the end
// of the body, which seals the upload or shows that there is one byte too many.
func (s *sink) due() bool {
	if s.hold || s.pending == 0 || s.end() == s.u.Length {
		return false
	}
	return s.pending >= checkpointBytes || s.engine.now().Sub(s.last) >= checkpointEvery
}

func (s *sink) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if _, err := s.out.Write(p); err != nil {
		return err
	}
	s.crc.Write(p)
	if s.whole != nil {
		s.whole.Write(p)
	}
	s.chunk.write(p)
	s.taken += int64(len(p))
	s.pending += int64(len(p))
	return nil
}

// commit makes what was written durable and records it. A chunk that is held
// back - its sum was never confirmed - is left behind as garbage above the offset.
func (s *sink) commit(ctx context.Context) (Upload, error) {
	if s.hold {
		return s.u, nil
	}
	err := s.checkpoint(ctx)
	return s.u, err
}

// checkpoint is the heart of the engine: sync, then record, then - and only
// then - may anyone be told. It outlives the sender: what is durable is recorded
// though it hung up. The last byte seals the upload.
func (s *sink) checkpoint(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	cp := Checkpoint{
		Length: s.u.Length, Segment: Segment{Start: s.u.Offset}, Sealed: !s.open && s.end() == s.u.Length,
		ExpiresAt: s.engine.now().Add(s.u.Limits.Idle), LeaseEnds: s.engine.now().Add(leaseFor),
	}
	if s.pending > 0 {
		if err := s.out.Sync(); err != nil {
			return err
		}
		cp.Range = &Range{Key: s.seg.Key, Start: s.seg.Length, Length: s.pending, CRC32C: s.crc.Sum32()}
		cp.Segment = s.seg
		cp.Segment.Length += s.pending
	}
	var err error
	if cp.HashState, err = hashState(s.whole); err != nil {
		return err
	}
	if err := s.engine.store.Checkpoint(ctx, s.u.ID, s.u.Epoch, cp); err != nil {
		return err
	}
	s.record(cp)
	return nil
}

// record brings the sink's own picture in line with what was just committed.
func (s *sink) record(cp Checkpoint) {
	s.u.Offset, s.u.HashState, s.u.ExpiresAt = cp.Offset(), cp.HashState, cp.ExpiresAt
	if cp.Sealed {
		s.u.State = Sealed
	}
	if cp.Range != nil {
		s.seg = cp.Segment
		s.u.Segments = append(slices.DeleteFunc(slices.Clone(s.u.Segments), func(g Segment) bool {
			return g.Epoch == cp.Segment.Epoch
		}), cp.Segment)
	}
	s.pending, s.last = 0, s.engine.now()
	s.crc.Reset()
	if s.recorded != nil {
		s.recorded(s.u.Offset)
	}
}
