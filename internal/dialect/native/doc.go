// Package native is Tributary's own HTTP API under /v1: every video of a project,
// whatever API brought it, with all that is known about it. It is described by
// OpenAPI 3.1 at /v1/openapi.json and /v1/openapi.yaml, made from the types in this
// package; there is no page that would load scripts from elsewhere.
//
// # Conventions
//
// A request carries a key of the project: "Authorization: Bearer <project>$<48 hex digits>", or APIKey in
// place of Bearer.
// It sees that project alone; what belongs to another one is 404. Every origin may
// call (CORS), since a key in a header is never sent by accident.
//
// Bodies are JSON of at most 256 KiB. Fields and query parameters that are not in the
// description are refused, so that a misspelt one is noticed. Answers leave out what
// is not known, instead of null. Times are RFC 3339 in UTC, durations seconds, sizes bytes.
//
// Lists are newest first, by page and limit: a video that arrives between two
// requests moves the others down by one.
//
// Imports are the exception, since Gcore's contract (section 6) has them: the rows of one are a bare list
// whose length is in X-Total-Count, and they failed for reasons in the words of that vendor's API.
//
// Errors are problem details (RFC 9457): title is the status in words, detail
// what a person needs to know. All that can never succeed as sent is 422, and then
// errors names the places. 401 has WWW-Authenticate, 405 Allow.
//
// # Deleting
//
// DELETE puts a video into the bin, from where POST …/restore takes it back to the state
// it had, until the retention ends and its bytes go. While a video is processing
// it answers 409: nothing plays yet, and soon it is viewable or failed. An
// upload in progress ends with its video and is not restored. The bin is the list
// with state=deleted; to everything else a deleted video is 404.
//
// # Clients
//
// A new video begins private. Bytes come in by any API of the server, by the
// video's id where that API names one.
//
// /v1/tus speaks tus 1.0.0 with all of its extensions but concatenation-unfinished. The key
// may also come by Basic, as password or as user name. A POST makes a video, named by
// the metadata title, name or filename; what else the metadata says is the video's meta, within
// its bounds. Answers name the video in Video-Id. Parts of a parallel upload have no video
// and need no metadata; they can be joined again until they expire. Errors are
// problems, too, under the statuses of tus: 400, and 460 for a checksum.
//
// /v1/uploads speaks the IETF's resumable uploads (package transport/resumable), for the same keys.
// The title is that of the query, or the file's name in Content-Disposition; that name and
// Content-Type are kept as filename and filetype. The request that brings the last byte is
// answered with the video, as GET /v1/videos/{id} shows it.
package native
