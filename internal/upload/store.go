package upload

import (
	"context"
	"time"
)

// Store keeps the records of uploads. Each method is one transaction and may be
// called from any process; the epoch orders writers.
type Store interface {
	// Begin records a new upload, with its new video when there is one. An upload that
	// the video had before becomes Terminated, but see [Beginning.Beside]. A video that has
	// content, [Beginning.Again] apart, is media.Invalid, one that is unknown or deleted
	// media.NotFound, a used id media.Conflict.
	//
	// A final one is Sealed and made of its sources by [Upload.Join], whose expiry begins
	// anew. A source that is unknown, another project's or another protocol's is media.NotFound.
	//
	// The settings of the project apply by [Beginning.Under] and [Upload.Within]. Uploads that
	// begin at once are counted one after the other; one that is replaced no longer counts.
	//
	// Whoever is named as its owner has the lease with epoch 1, as if by Claim.
	Begin(ctx context.Context, b Beginning) (Upload, error)

	// Upload loads one with its segments. Unknown is media.NotFound.
	Upload(ctx context.Context, id string) (Upload, error)

	// Claim makes owner the writer if the epoch still is what the caller saw, and
	// returns the upload with the next epoch. Otherwise ErrLeaseLost.
	Claim(ctx context.Context, id string, epoch int64, owner string, until time.Time) (Upload, error)

	// Checkpoint records durable bytes, if its epoch is still the upload's. Otherwise
	// ErrLeaseLost, and nothing has changed.
	Checkpoint(ctx context.Context, id string, c Checkpoint) error

	// Finish commits the consequences of a sealed upload: the video's source,
	// its next state, jobs and events, and Done. Others of the video that are receiving
	// become Terminated. Finishing what is done is no error. A video that cannot take the
	// source makes the upload Refused. A partial upload has no consequences but Done.
	//
	// last, when there is one, is recorded first and seals the upload, by the rules of
	// Checkpoint and in the same transaction: both happen or neither.
	Finish(ctx context.Context, id, sha256 string, last *Checkpoint) (Upload, error)

	// End moves an upload that is receiving, or partial and done, to one of the states that
	// are Over, and its video, when no other is open, back to where one may begin. Ending twice is no
	// error; ending what is done is media.Conflict, what is between media.Locked, but
	// for bytes that are Lost. An upload that is over refers to no bytes any more.
	End(ctx context.Context, id string, state State) error
}

// SweepStore finds what is due for cleaning.
type SweepStore interface {
	// Idle returns uploads that expire and are past their time, at most limit.
	Idle(ctx context.Context, now time.Time, limit int) ([]Upload, error)
	// Unfinished returns uploads that are sealed and not done, at most limit.
	Unfinished(ctx context.Context, limit int) ([]Upload, error)
	// Unswept returns uploads that are done or over and may still have bytes stored that
	// do not count, at most limit.
	Unswept(ctx context.Context, limit int) ([]Upload, error)
	// Counted returns the keys of an upload's blobs that this or another upload refers to. A
	// key that is not among them never will be again.
	Counted(ctx context.Context, id string) ([]string, error)
	// Swept records that of an upload no more is stored than the blobs counted, unless
	// fewer are by now: then it stays unswept.
	Swept(ctx context.Context, id string, counted []string) error
}
