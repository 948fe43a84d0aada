// Package tus speaks tus 1.0.0 (https://tus.io/protocols/resumable-upload) over
// the upload engine.
//
// The protocol is the same for everyone and lives here. What dialects vary -
// who may, under which URL, with which limits, in whose error words - is a
// [Policy], so that no dialect's name appears in this package.
//
// Three answers are chosen for what clients do with them rather than for what a server
// would like to say. HEAD never answers 5xx or 429, because the most used client
// then starts again from byte 0: passing trouble is 423, which it retries. 409
// carries the offset, so that a client may go on without asking. And a writer
// that was overtaken gets 423, never a 4xx that nobody retries.
package tus
