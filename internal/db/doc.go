// Package db keeps every record in SQLite or PostgreSQL. It is the only package
// that speaks SQL.
//
// Queries are shared: they are written once, with ? for arguments, in the part
// of SQL both databases have. What differs - opening, locking, the spelling of
// an increasing key - is in sqlite.go and postgres.go.
//
// A method is a transaction. It takes everything that must commit together and
// puts follow-up jobs and outgoing events in the same commit as the state that
// causes them; transactions never cross the border of this package. Methods
// return media.NotFound, media.Conflict and the like; any other error is the
// database's own.
package db
