// Package s3 answers the S3 requests that upload clients make, and no others: an object is
// put in one request or in parts, looked at, listed and removed. Nothing is ever read back.
//
// # Access
//
// An access key is good for one object key of one bucket, and for as long as the API that
// gave it out waits for that object ([Access]). [Recognizes] tells a request for this front
// from every other before a router cleans its path. Then, in this order: the signature is
// verified, bucket and key are compared byte by byte with those of the access key, and
// method, path and query are looked up in one table of operations. A query that is not in
// the table is refused. It is never taken for the operation without one, since "PUT ?acl"
// would otherwise replace the object by its access list.
//
// # Objects
//
// Every upload of an object, by one PUT too, is a parted upload of the engine, and each body
// is first a partial upload. Bytes are streamed into that while they are hashed, and count
// only when every check of them has passed:
//
//	spool the body → check it → record the part → answer
//
// CompleteMultipartUpload, or the end of a PUT, records that the parts are whole and what
// the object is ([Object]); nothing is copied. The upload goes on waiting, and so does its
// video: only the API completes both. Until then another object may take the place of this
// one. Of several the one that was stored last counts, and what it makes pointless ends.
//
// An upload is ended in two steps, for a client may complete it at the same moment. First
// it is closed, in the transaction that looks whether it is complete; then it is aborted.
//
// # Answers
//
// What can be refused for the head of a request is refused without reading its body: most
// clients wait to be told to send it. What went wrong here says InternalError or SlowDown,
// which clients try again. Completing twice gives the same answer twice.
//
// ETags are MD5s although that costs time, because some clients compare them.
//
// # Differences
//
// There is one bucket and one key, at paths, not at host names. Empty objects, copies other
// than of the object onto itself (which changes its metadata), keys of customers,
// conditions other than If-None-Match: * and access control lists are refused;
// storage classes and tags are ignored. Of two writes with If-None-Match: * that end at the
// same moment both may succeed, and the later one counts.
package s3
