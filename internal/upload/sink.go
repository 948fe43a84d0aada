package upload

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"sync"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// bufferSize is how many bytes are read before a write. 1 MiB moves bytes at
// about twice the rate per core of the customary 32 KiB; more gains nothing.
const bufferSize = 1 << 20

// storageError marks trouble of our own while moving bytes, so that it is never
// taken for the sender's.
type storageError struct{ cause error }

func (e *storageError) Error() string { return "store bytes: " + e.cause.Error() }
func (e *storageError) Unwrap() error { return e.cause }

// sink takes one chunk to storage. Every byte passes through it once: read,
// written, summed.
type sink struct {
	engine *Engine
	ctx    context.Context // of commits; it outlives the sender
	u      Upload
	out    blob.Appender
	seg    Segment // as recorded so far

	crc       hash.Hash32 // since the last checkpoint
	whole     hash.Hash   // of the upload, DigestInline only
	chunkHash hash.Hash   // of the chunk, when the client sent a checksum
	taken     int64       // bytes of this chunk
	pending   int64       // written since the last checkpoint
	last      time.Time   // of the last checkpoint
	hold      bool        // no checkpoint before the chunk is known to be legal
}

//nolint:gochecknoglobals // a table and a pool: both are what package variables are for
var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	buffers    = sync.Pool{New: func() any { return new([bufferSize]byte) }}
)

// startSink opens the place where the next byte goes. The process that wrote last
// goes on in its own segment; a new one first takes the next epoch.
func (e *Engine) startSink(ctx context.Context, u Upload, c Chunk) (*sink, error) {
	if u.Owner != e.owner {
		claimed, err := e.store.Claim(ctx, u.ID, u.Epoch, e.owner, e.now().Add(leaseFor))
		if err != nil {
			return nil, err
		}
		claimed.Length = u.Length
		u = claimed
	}
	s := &sink{
		engine: e, ctx: ctx, u: u, crc: crc32.New(castagnoli), last: e.now(),
		seg:  Segment{Epoch: u.Epoch, Key: fmt.Sprintf("uploads/%s/%d", u.ID, u.Epoch), Start: u.Offset},
		hold: c.Checksum != nil || c.Size < 0 && u.Limits.perChunk(),
	}
	if n := len(u.Segments); n > 0 && u.Segments[n-1].Epoch == u.Epoch {
		s.seg = u.Segments[n-1]
	}
	if c.Checksum != nil {
		s.chunkHash = newHash(c.Checksum.Algorithm)
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

// copy moves the body until it ends or ctx does. It returns nil for a whole
// body, the body's own error for a broken one, and never reads past the upload's end.
func (s *sink) copy(ctx context.Context, body io.Reader) error {
	buf, _ := buffers.Get().(*[bufferSize]byte)
	defer buffers.Put(buf)
	room := s.u.room()
	for {
		n, err := s.fill(ctx, body, buf[:])
		if room >= 0 && s.taken+int64(n) > room {
			return media.Errorf(media.TooLarge, "chunk goes past the end of the upload")
		}
		if werr := s.write(buf[:n]); werr != nil {
			return &storageError{werr}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s.hold || s.pending < checkpointBytes && s.engine.now().Sub(s.last) < checkpointEvery {
			continue
		}
		if cerr := s.checkpoint(false); cerr != nil {
			return &storageError{cerr}
		}
	}
}

// fill reads until the buffer is full, the body ends, a checkpoint is due or ctx ends.
func (s *sink) fill(ctx context.Context, body io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		if err = context.Cause(ctx); err != nil {
			break
		}
		var got int
		got, err = body.Read(buf[n:])
		n += got
		if n > 0 && s.engine.now().Sub(s.last) >= checkpointEvery {
			break
		}
	}
	return n, err
}

func (s *sink) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if s.out == nil {
		return errors.New("body of a chunk that was declared empty")
	}
	if _, err := s.out.Write(p); err != nil {
		return err
	}
	s.crc.Write(p)
	if s.whole != nil {
		s.whole.Write(p)
	}
	if s.chunkHash != nil {
		s.chunkHash.Write(p)
	}
	s.taken += int64(len(p))
	s.pending += int64(len(p))
	return nil
}

// complete judges a chunk whose every byte is here.
func (s *sink) complete(c Chunk) error {
	if c.Size >= 0 && s.taken < c.Size {
		return io.ErrUnexpectedEOF
	}
	if c.Size < 0 {
		if err := s.u.Limits.judge(c.Offset, s.taken, s.u.Length); err != nil {
			return err
		}
	}
	if c.Checksum != nil && !c.Checksum.matches(s.chunkHash) {
		return media.Errorf(media.Mismatch, "checksum mismatch")
	}
	s.hold = false
	return nil
}

// commit makes what was written durable and records it. A chunk that is held
// back - its sum was never confirmed - is left behind as garbage above the offset.
func (s *sink) commit() (Upload, error) {
	if s.hold {
		return s.u, nil
	}
	ctx, cancel := context.WithTimeout(s.ctx, commitTime)
	defer cancel()
	s.ctx = ctx
	sealed := s.u.Length != UnknownLength && s.u.Offset+s.pending == s.u.Length
	if err := s.checkpoint(sealed); err != nil {
		return s.u, err
	}
	return s.u, nil
}

// checkpoint is the heart of the engine: sync, then record, then - and only
// then - may anyone be told.
func (s *sink) checkpoint(sealed bool) error {
	next := s.seg
	next.Length += s.pending
	cp := Checkpoint{
		Length: s.u.Length, Segment: next, Sealed: sealed,
		ExpiresAt: s.engine.now().Add(s.u.Limits.Idle), LeaseEnds: s.engine.now().Add(leaseFor),
	}
	if s.pending > 0 {
		if err := s.out.Sync(); err != nil {
			return err
		}
		cp.Range = &Range{Key: s.seg.Key, Start: s.seg.Length, Length: s.pending, CRC32C: s.crc.Sum32()}
	} else {
		cp.Segment = Segment{Start: s.u.Offset}
	}
	var err error
	if cp.HashState, err = hashState(s.whole); err != nil {
		return err
	}
	if err := s.engine.store.Checkpoint(s.ctx, s.u.ID, s.u.Epoch, cp); err != nil {
		return err
	}
	s.record(cp)
	return nil
}

// record brings the sink's own picture in line with what was just committed.
func (s *sink) record(cp Checkpoint) {
	s.u.Offset, s.u.HashState = cp.Offset(), cp.HashState
	if cp.Sealed {
		s.u.State = Sealed
	}
	if cp.Range != nil {
		s.seg = cp.Segment
	}
	s.pending, s.last = 0, s.engine.now()
	s.crc.Reset()
}
