package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
)

// Chunk is one request's worth of bytes.
type Chunk struct {
	Offset int64     // where the sender believes to be
	Size   int64     // declared; -1 = counted as it comes
	Body   io.Reader // ends with io.EOF when the chunk is whole
	// Interrupt unblocks a Read of Body. It is called when another request takes
	// the upload over.
	Interrupt func()
	// Length declares the upload's length when Begin did not; UnknownLength says nothing.
	Length int64
	// Checksum, when set, must match or the whole chunk is dropped (media.Mismatch).
	Checksum *Checksum
}

// Append adds a chunk at the end of an upload and returns when it is durable and
// recorded, and, for the last one, when its consequences are committed.
//
// A chunk that is refused (wrong offset: OffsetError; a limit; a checksum) changes
// nothing. A body that breaks off is kept as far as it came and is a BodyError;
// a sender that was overtaken gets ErrLeaseLost.
func (e *Engine) Append(ctx context.Context, id string, c Chunk) (Upload, error) {
	u, err := e.open(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	if done, err := e.settled(ctx, u, c); done.ID != "" || err != nil {
		return done, err
	}
	if err := Check(u, c); err != nil {
		return Upload{}, err
	}
	held, release, err := e.lease(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	defer release()
	// The one before has committed: look again.
	if u, err = e.open(ctx, id); err != nil {
		return Upload{}, err
	}
	if done, err := e.settled(ctx, u, c); done.ID != "" || err != nil {
		return done, err
	}
	if err := Check(u, c); err != nil {
		return Upload{}, err
	}
	if err := e.verify(ctx, u); err != nil {
		return Upload{}, err
	}
	return e.receive(held, u, c)
}

// settled answers for an upload that takes no more bytes. An empty chunk at its end is
// how some clients make sure; anything else does not continue it.
func (e *Engine) settled(ctx context.Context, u Upload, c Chunk) (Upload, error) {
	if u.State == Receiving {
		return Upload{}, nil
	}
	if c.Offset != u.Offset || c.Size > 0 {
		return Upload{}, &OffsetError{Offset: u.Offset}
	}
	if u.State == Done {
		return u, nil
	}
	return e.finishSoon(ctx, u)
}

// receive moves the body to storage under the lease that ctx stands for.
func (e *Engine) receive(ctx context.Context, u Upload, c Chunk) (Upload, error) {
	if c.Length != UnknownLength {
		u.Length = c.Length
	}
	// Commits outlive the sender: what is durable is recorded though it hung up.
	commit, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	s, err := e.startSink(commit, u, c)
	if err != nil {
		return Upload{}, fmt.Errorf("append to upload %s: %w", u.ID, err)
	}
	defer s.close()
	if c.Interrupt != nil {
		defer context.AfterFunc(ctx, c.Interrupt)()
	}
	bodyErr := s.copy(ctx, c.Body)
	if bodyErr == nil {
		bodyErr = s.complete(c)
	}
	if refusal := refused(bodyErr); refusal != nil {
		return Upload{}, refusal
	}
	u, err = s.commit()
	if err != nil {
		return Upload{}, fmt.Errorf("append to upload %s: %w", u.ID, err)
	}
	switch {
	case errors.Is(context.Cause(ctx), ErrLeaseLost) && u.State == Receiving:
		return Upload{}, ErrLeaseLost
	case bodyErr != nil:
		return Upload{}, &BodyError{Offset: u.Offset, Cause: bodyErr}
	case u.State != Sealed:
		return u, nil
	}
	done, err := e.finish(commit, u)
	if err != nil && media.KindOf(err) != media.Gone {
		// The bytes are safe and the finish is retried; until then the upload is locked.
		e.log.LogAttrs(ctx, slog.LevelError, "upload not finished", slog.String("upload", u.ID), slog.Any("error", err))
		return Upload{}, locked()
	}
	return done, err
}

// refused sorts out errors that mean "drop what came": limits, checksums, full disks.
func refused(err error) error {
	if errors.Is(err, blob.ErrNoSpace) {
		return &media.Error{Kind: media.NoSpace, Public: "not enough space to store the upload", Cause: err}
	}
	if kind := media.KindOf(err); kind != media.Internal {
		return err
	}
	if _, ok := errors.AsType[*storageError](err); ok {
		return err
	}
	return nil
}
