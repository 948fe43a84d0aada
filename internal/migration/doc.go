// Package migration moves whole libraries: an order names a manifest or a listing of
// another service, and every row of it becomes a video, once.
//
// # The path of a row
//
// The rows of an order are first written down as they are (spooled into a blob), so that a
// crash cannot make a plan out of two versions of a list. Planning reads them, a few
// hundred at a time, checks each and records it as a queued item; a dry run stops there.
// Feeding then lets items begin while the order has room, and package pull fetches
// the files. What pull and processing made of an item is read off their own records:
// nobody has to tell, so nobody can die before telling.
//
//	queued → fetching → processing → done
//	skipped, failed, canceled: with a reason
//
// # Once
//
// A row is known by project, source and source id. Of all items with one such name at most
// one holds it, by a unique index, and whatever a row causes (its directories, the video, the
// upload, the import and the hold) is committed in one transaction. A second order for the
// same rows, at the same time or a year later, finds them held: it skips what is done or
// under way and takes over what failed, on the same video.
//
// # Patience
//
// A host that answers 429 or 503 is left alone for as long as it says, else for a second, then
// two, up to five minutes; that counts as no attempt, for a day, and its other rows wait with
// it. All of that, as every other failure, is package pull's to bear. Links that expire are
// signed when their turn comes and again when they are refused.
//
// # Beside the file
//
// Text tracks and the poster that a row names are fetched when its file is here. One that cannot
// be had is a reason in the report (subtitle_unavailable, poster_unavailable) and fails nothing.
//
// # Stopping
//
// A paused order interrupts its transfers and keeps what they brought; they go on by Range.
// Cancelling takes the unfinished videos away again. Every step may run twice, on
// two nodes at once, and be killed at any point.
package migration
