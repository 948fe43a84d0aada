// Package client uploads files to a Tributary server and follows what becomes of
// them. It is what `tributary upload` is made of.
//
// It speaks Omegastream's first upload API: tus 1.0.0 with a Bearer key, in
// chunks, and the same API's video record for the state.
//
// # Resuming
//
// The server's offset is the truth. Before each chunk whose position is in
// doubt the client asks for it (HEAD), so nothing is assumed about a request
// that was cut: its bytes count as far as the server kept them. The upload's
// URL is kept in a small file until the upload is complete; uploading the same
// unchanged file to the same server again, after a crash or a week on another
// network, goes on from there.
//
// Trouble that passes is waited for with growing pauses: network errors, 5xx,
// 409 (the offset was not what we thought), 423 and 429. The count of tries starts again
// with every byte the server confirms, so a bad line is slow but not fatal. Any other answer
// is final and shown with the server's own words.
//
// # The key
//
// It is sent to the configured server only: redirects are not followed, and of
// the upload URL only the path is used.
package client
