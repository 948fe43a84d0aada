// Package form takes files that come as HTML forms send them (RFC 7578): one file in
// one request, or cut into pieces of which each is a request of its own.
//
// # Pieces
//
// A Content-Range header says which piece a request brings, as numbered parts or as
// ranges of bytes, and how much there will be in all, or that the sender does not know
// yet:
//
//	part 2/5               part 2/*
//	bytes 0-5242879/9000000    bytes 0-5242879/*
//
// [ParseContentRange] reads it into a [Cut]. Pieces come in any order, several at once,
// and twice when an answer was lost. What one does to an upload is decided by
// [Rules.Judge], which is a pure function over what is recorded: it is asked under the
// upload's lock, so two pieces that come at once are judged one after the other, and may be
// asked again.
//
// # Bodies
//
// The file is the one part of the form that has a file name, whatever its field is
// called; fields may stand before and behind it. [Receive] spools it as it comes: what
// belongs to which upload is often said behind the file only, so bytes are stored first and
// judged afterwards. Nothing of a body is held in memory but its fields.
//
// The scanner under it looks for the boundary in the reader's own buffer. mime/multipart
// brings everything through 4 KiB of its own, which the large buffers of the upload engine
// get nothing out of.
//
// # Refusals
//
// Every way to be refused is a [Code]; the dialect has the words for it. A refusal is
// answered at once, but the body is read on for a while ([Refuse]): a browser that cannot
// send the rest reports a broken connection instead of the answer.
package form
