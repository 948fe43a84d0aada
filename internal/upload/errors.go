package upload

import (
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// ErrLeaseLost means that another writer has the upload now. Nothing may be
// acknowledged any more; the connection is closed or told to try again.
var ErrLeaseLost = errors.New("another writer took the upload over")

// OffsetError is a media.OffsetMismatch that knows where the upload really is.
type OffsetError struct {
	Offset int64 // durable bytes
}

func (e *OffsetError) Error() string {
	return fmt.Sprintf("the upload continues at offset %d", e.Offset)
}

// As lets media.KindOf see the kind.
func (e *OffsetError) As(target any) bool {
	t, ok := target.(**media.Error)
	if ok {
		*t = &media.Error{Kind: media.OffsetMismatch, Public: "offset does not match"}
	}
	return ok
}

// BodyError means that the sender broke off: what had arrived is kept and
// recorded, and the offset says so. It is never reported as trouble of storage.
type BodyError struct {
	Offset int64 // durable bytes
	Cause  error
}

func (e *BodyError) Error() string {
	return fmt.Sprintf("body ended early at offset %d: %v", e.Offset, e.Cause)
}

func (e *BodyError) Unwrap() error { return e.Cause }

// gone is the answer for an upload that is over.
func gone() error { return media.Errorf(media.Gone, "upload is gone") }

// locked is the answer while someone else must finish first.
func locked() error { return media.Errorf(media.Locked, "upload is locked") }

// noSpace is the answer when storage is full, or would be.
func noSpace(cause error) error {
	return &media.Error{Kind: media.NoSpace, Public: "not enough space to store the upload", Cause: cause}
}
