// Package blob is the seam between Tributary and the place its bytes live.
//
// A blob is a run of bytes under a key. Blobs come to be in one of two ways,
// and the two never mix under one key: a published blob ([Store.Put]) appears
// whole or not at all and never changes; a growing blob ([Store.Append]) is
// written by one upload, piece by piece, and its truth about how many of its
// bytes count lives in the database, not here.
package blob

import (
	"context"
	"errors"
	"io"
)

// ErrNotFound means that no blob has the key. Every method that needs an
// existing blob wraps it, and nothing else, when the blob is absent.
var ErrNotFound = errors.New("blob not found")

// ErrNoSpace means that storage is full or so nearly full that writing stopped.
// What was durable before stays durable.
var ErrNoSpace = errors.New("no space left in storage")

// Store keeps blobs. All methods may be called concurrently, also for one key
// unless said otherwise, and return ctx's error when ctx ends first.
//
// A key is one to eight parts joined by "/", each part one to 128 characters of
// a-z, 0-9, "-", "_" and ".", not starting with "."; anything else is an error
// before storage is touched.
type Store interface {
	// Put publishes the bytes of r under key. When it returns nil they are
	// durable under their final name, whole; on any error, or when the process
	// dies, key is as it was before. Putting twice is allowed: the last one wins.
	Put(ctx context.Context, key string, r io.Reader) (size int64, err error)

	// Open opens a blob for reading. The caller closes it. A reader opened
	// before a Delete may go on reading.
	Open(ctx context.Context, key string) (Reader, error)

	// Append opens a growing blob for writing at offset, making it when it does
	// not exist; its name is durable with its first bytes. Bytes above offset are garbage from an
	// earlier try and are overwritten. One key has one appender at a time: the
	// caller guarantees it by giving every writer a key of its own.
	Append(ctx context.Context, key string, offset int64) (Appender, error)

	// Delete removes the blobs. An absent one is no error: deleting is repeated
	// after crashes.
	Delete(ctx context.Context, keys ...string) error

	// List calls fn with the key and size of every blob whose key starts with
	// prefix + "/", in key order, until fn returns an error, which List returns.
	// Blobs made or removed meanwhile may be seen or missed.
	List(ctx context.Context, prefix string, fn func(key string, size int64) error) error

	// Check proves that storage answers and can be written, and says how much room is left.
	Check(ctx context.Context) (Health, error)
}

// Reader reads a blob at any place, concurrently.
type Reader interface {
	io.ReaderAt
	io.Closer

	// Size is the number of bytes stored. Of a growing blob it may include bytes
	// that are not yet acknowledged; the database knows which count.
	Size() int64
}

// Appender writes a growing blob. It is used by one goroutine.
type Appender interface {
	// Write adds p at the end. A short write returns an error, wrapping
	// ErrNoSpace when that is the reason.
	io.Writer

	// Sync returns when every byte written so far is durable, and so is the blob's
	// name. Only then may they be acknowledged.
	Sync() error

	// Close gives up the appender without syncing. Twice is fine.
	Close() error
}

// Health is what Check found. Free and Total are bytes, -1 when storage has no such bound.
type Health struct {
	Free  int64
	Total int64
}
