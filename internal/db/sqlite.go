package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
)

// sqliteFile is the name of the database in the data folder.
const sqliteFile = "tributary.db"

// openSQLite opens the database file of a folder, making it when absent.
//
// WAL lets readers go on while the one writer writes. synchronous=FULL makes
// every commit durable, which acknowledged offsets rest on. _txlock=immediate takes
// the write lock at BEGIN: a transaction that reads first and writes later would
// otherwise fail with SQLITE_BUSY instead of waiting.
func openSQLite(ctx context.Context, path string) (*Conn, error) {
	open := func(extra url.Values, conns int) (*sql.DB, error) {
		q := url.Values{"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)",
			"cache_size(-16384)", "journal_size_limit(67108864)",
		}}
		for k, v := range extra {
			q[k] = append(q[k], v...)
		}
		pool := sql.OpenDB(connector{"file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()})
		pool.SetMaxOpenConns(conns)
		pool.SetMaxIdleConns(conns)
		return pool, pool.PingContext(ctx)
	}
	write, err := open(url.Values{"_txlock": {"immediate"}}, 1)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	read, err := open(url.Values{"_pragma": {"query_only(ON)"}}, max(4, runtime.NumCPU()))
	if err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return &Conn{Write: write, Read: read, URL: path, writer: startWriter(ctx, write)}, nil
}

// sqlitePath is the file that a data folder keeps its records in.
func sqlitePath(dir string) string { return filepath.Join(dir, sqliteFile) }
