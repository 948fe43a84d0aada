package media

import (
	"errors"
	"fmt"
)

// Kind sorts errors by what the caller can do about them. Every dialect has one
// table from Kind to its status and body; its test fails when a kind is missing.
type Kind int

const (
	// Internal is everything nobody foresaw. It is the zero value on purpose:
	// an error without a kind tells a client nothing.
	Internal Kind = iota
	// Invalid: the request can never succeed as sent.
	Invalid
	// Unauthorized: no credentials, or wrong ones.
	Unauthorized
	// Forbidden: known, but not allowed.
	Forbidden
	// NotFound: no such object for this caller.
	NotFound
	// Conflict: the object's state does not allow it now.
	Conflict
	// OffsetMismatch: the bytes offered do not continue what is stored.
	OffsetMismatch
	// Gone: it existed and never will again.
	Gone
	// TooLarge: over a limit on bytes.
	TooLarge
	// WrongType: the content type is not the one the protocol demands.
	WrongType
	// WrongVersion: the protocol version is not spoken here.
	WrongVersion
	// Locked: busy for a moment; the same request will work soon.
	Locked
	// TooMany: over a limit on requests or objects.
	TooMany
	// Mismatch: a checksum did not match and the bytes were dropped.
	Mismatch
	// NoSpace: storage is nearly full. What is stored stays.
	NoSpace
	// Unavailable: the database or storage does not answer.
	Unavailable
)

// Kinds lists every kind, for the tests of the dialects' tables.
func Kinds() []Kind {
	return []Kind{Internal, Invalid, Unauthorized, Forbidden, NotFound, Conflict, OffsetMismatch, Gone, TooLarge,
		WrongType, WrongVersion, Locked, TooMany, Mismatch, NoSpace, Unavailable}
}

// Error is an error whose Public text may be shown to a client. Wrap it with
// fmt.Errorf("operation object: %w") on the way up: the wrapping goes to the
// log, Public to the client.
type Error struct {
	Kind   Kind
	Public string // short, no paths, no addresses, no tool output
	Cause  error  // for the log only
}

func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Public
	}
	return e.Public + ": " + e.Cause.Error()
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of a kind whose text is safe to show.
func Errorf(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Public: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the outermost *Error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// PublicText returns what a client may read of err: the Public text of the
// outermost *Error, or a sentence that says nothing.
func PublicText(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Public
	}
	return "internal error"
}
