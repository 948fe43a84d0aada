package upload

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// Chunk is one request's worth of bytes.
type Chunk struct {
	Offset int64     // where the sender believes to be
	Size   int64     // declared; -1 = counted as it comes
	Body   io.Reader // ends with io.EOF when the chunk is whole; not read when Size is 0
	// Interrupt unblocks a Read of Body. It is called when another request takes
	// the upload over, and when what came before could not be stored.
	Interrupt func()
	// Length declares the upload's length when Begin did not; UnknownLength says nothing.
	Length int64
	// Checksum, when set, must match or the whole chunk is dropped (media.Mismatch).
	Checksum *Checksum
	// Trailer, when set, is called for it at the end of Body instead. An error drops
	// the chunk.
	Trailer func() (*Checksum, error)
	// Open says that the sender has not finished, though the chunk may reach the
	// upload's length: it seals nothing, and an empty chunk that is not open does later.
	Open bool
	// Whole says that the upload ends where Body does: for one whose length nobody declared.
	Whole bool
	// Recorded, when set, is told the durable offset after each checkpoint, by the
	// goroutine that reads Body and between two reads.
	Recorded func(offset int64)
}

// summed reports whether the chunk counts only if a checksum matches.
func (c Chunk) summed() bool { return c.Checksum != nil || c.Trailer != nil }

// empty reports whether the chunk brings nothing. A counted one shows it by its first byte.
func (c Chunk) empty() bool {
	if c.Size >= 0 {
		return c.Size == 0
	}
	n, _ := io.ReadFull(c.Body, make([]byte, 1))
	return n == 0
}

// Append adds a chunk at the end of an upload and returns when it is durable and
// recorded, and, for the last one, when its consequences are committed.
//
// A chunk that is refused for what it declares (wrong offset: OffsetError; a limit)
// or for its checksum changes nothing. One that brings more than it may is refused
// with what its checkpoints have recorded kept. A body that breaks off is kept as far
// as it came and is a BodyError; a sender that was overtaken gets ErrLeaseLost.
func (e *Engine) Append(ctx context.Context, id string, c Chunk) (Upload, error) {
	u, err := e.admit(ctx, id, c)
	if err != nil || u.State != Receiving {
		return u, err
	}
	held, release, err := e.lease(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	// The one before has committed: look again.
	if u, err = e.admit(ctx, id, c); err != nil || u.State != Receiving {
		return u, err
	}
	if u, err = e.claim(ctx, u); err != nil {
		return Upload{}, err
	}
	// A writer elsewhere may have recorded more until the claim fenced it. Without
	// this look these bytes would be stored behind those, as if they followed.
	if err := Check(u, c); err != nil {
		return Upload{}, err
	}
	if err := e.verify(ctx, u); err != nil {
		return Upload{}, err
	}
	return e.receive(held, u, c)
}

// admit loads the upload that c continues. For one that takes no more bytes it is
// the whole answer: an empty chunk at the end is how some clients make sure, and
// anything else does not continue it.
func (e *Engine) admit(ctx context.Context, id string, c Chunk) (Upload, error) {
	u, err := e.open(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	if u.Kind.joined() {
		return Upload{}, media.Errorf(media.Forbidden, "a %s upload takes no bytes", u.Kind)
	}
	if u.State == Receiving {
		return u, Check(u, c)
	}
	if _, err := u.declared(c); err != nil {
		return Upload{}, err
	}
	if c.Offset != u.Offset || !c.empty() {
		return Upload{}, &OffsetError{Offset: u.Offset}
	}
	if u.State == Done {
		return u, nil
	}
	return e.settle(ctx, u, patience)
}

// receive moves the body to storage under the lease that ctx stands for.
func (e *Engine) receive(ctx context.Context, u Upload, c Chunk) (Upload, error) {
	if c.Length != UnknownLength {
		u.Length = c.Length
	}
	s, err := e.startSink(context.WithoutCancel(ctx), u, c)
	if err != nil {
		return Upload{}, fmt.Errorf("append to upload %s: %w", u.ID, err)
	}
	defer s.close()
	bodyErr := s.take(ctx, c)
	if refusal := refused(bodyErr); refusal != nil {
		return Upload{}, fmt.Errorf("append to upload %s: %w", u.ID, refusal)
	}
	if c.Whole && bodyErr == nil {
		s.u.Length = s.end()
	}
	u, err = s.commit(ctx)
	switch {
	case err != nil:
		return Upload{}, fmt.Errorf("append to upload %s: %w", u.ID, err)
	case u.State == Done || bodyErr == nil: // with every byte here it does not matter how the body ended
		return u, nil
	case errors.Is(context.Cause(ctx), ErrLeaseLost):
		return Upload{}, ErrLeaseLost
	}
	return Upload{}, &BodyError{Offset: u.Offset, Cause: bodyErr}
}

// refused sorts out errors that mean "drop what came": limits, checksums, full disks.
func refused(err error) error {
	if errors.Is(err, blob.ErrNoSpace) {
		return noSpace(err)
	}
	if kind := media.KindOf(err); kind != media.Internal {
		return err
	}
	if _, ok := errors.AsType[*storageError](err); ok {
		return err
	}
	return nil
}
