// Package queue brings jobs to their handlers. It runs on River, over the same
// database that holds the records, and is the only package that knows River.
//
// A job is committed in the transaction that causes it and worked at least
// once: it may run twice, on any node, and be killed at any point. Handlers are
// written for that.
//
// A commit wakes workers: on PostgreSQL by LISTEN/NOTIFY, on SQLite, whose one
// process is this one, directly (see local.go). Polling, once a second, is left for what
// nobody tells of.
//
// A node that dies leaves jobs marked as running. River would return them after
// an hour; here every node signs in and renews its signature, and jobs of a node
// that stopped doing so go back at once (see rescue.go).
package queue
