// Command copy-uploads fills the SQLite database of a server that is not running
// with copies of the uploads it has, each with its video, segments and ranges under ids of
// their own. No bytes are copied: the copies are there to be in the way.
//
// Which columns a table has is asked of the database, so that a migration
// does not break it.
package main

import (
	"context"
	"database/sql" //nolint:depguard // it stands outside the server, as an administrator's tool would
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	_ "modernc.org/sqlite" //nolint:depguard // likewise
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	path := flag.String("database", "", "`file` of the database")
	count := flag.Int("count", 1_000_000, "copies to make")
	flag.Parse()
	if err := fill(ctx, *path, *count); err != nil {
		fmt.Fprintln(os.Stderr, "copy-uploads:", err)
		os.Exit(1)
	}
}

func fill(ctx context.Context, path string, count int) (err error) {
	if _, err := os.Stat(path); err != nil { // SQLite would make an empty one
		return fmt.Errorf("open database: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)")
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // the list of ids is a table of one connection
	c := copier{db}
	if err := c.number(ctx, count); err != nil {
		return err
	}
	for _, t := range tables() {
		if err := c.copy(ctx, t); err != nil {
			return fmt.Errorf("copy %s: %w", t.name, err)
		}
	}
	// What a database that grew to this size by itself would have done on the way.
	for _, pragma := range []string{"PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
	}
	return nil
}

// table is one to copy rows of.
type table struct {
	name string
	from string            // the rows to copy, joined with copies(original, id)
	set  map[string]string // expressions for the columns that differ
	skip string            // the column that the database numbers
}

func tables() []table {
	return []table{
		{"videos", "videos t JOIN copies c ON t.id = c.video", map[string]string{"id": "c.id", "slug": "substr(replace(c.id, '-', ''), 1, 16)"}, "seq"},
		{"uploads", "uploads t JOIN copies c ON t.id = c.original",
			map[string]string{"id": "c.id", "video_id": "c.id", "swept": "1"}, ""},
		{"upload_segments", "upload_segments t JOIN copies c ON t.upload_id = c.original",
			map[string]string{"upload_id": "c.id", "blob": "'uploads/' || c.id || '/' || t.epoch"}, ""},
		{"upload_ranges", "upload_segments g JOIN copies c ON g.upload_id = c.original JOIN upload_ranges t ON t.blob = g.blob",
			map[string]string{"blob": "'uploads/' || c.id || '/' || g.epoch"}, ""},
	}
}

type copier struct{ db *sql.DB }

// number draws the ids of the copies. They are in order, because a b-tree that is filled at
// random places takes ten times as long.
func (c copier) number(ctx context.Context, count int) error {
	const hex = `substr(h,1,8)||'-'||substr(h,9,4)||'-4'||substr(h,14,3)||'-8'||substr(h,18,3)||'-'||substr(h,21)`
	for _, statement := range []string{
		`CREATE TEMP TABLE originals AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, video_id FROM uploads`,
		`CREATE TEMP TABLE copies (id TEXT PRIMARY KEY, original TEXT, video TEXT) WITHOUT ROWID`,
		fmt.Sprintf(`INSERT INTO copies SELECT %s, o.id, o.video_id
			FROM (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s LIMIT %d)
			      SELECT n, lower(hex(randomblob(16))) AS h FROM s) k
			JOIN originals o ON o.n = k.n %% (SELECT COUNT(*) FROM originals)`, hex, count),
	} {
		if _, err := c.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("number the copies: %w", err)
		}
	}
	return nil
}

func (c copier) copy(ctx context.Context, t table) error {
	columns, err := c.columns(ctx, t)
	if err != nil {
		return err
	}
	values := make([]string, len(columns))
	for i, column := range columns {
		values[i] = "t." + column
		if expression, ok := t.set[column]; ok {
			values[i] = expression
		}
	}
	_, err = c.db.ExecContext(ctx, fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY c.id`,
		t.name, strings.Join(columns, ", "), strings.Join(values, ", "), t.from))
	return err
}

func (c copier) columns(ctx context.Context, t table) ([]string, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT name FROM pragma_table_info(?) WHERE name <> ?`, t.name, t.skip)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var columns []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		columns = append(columns, name)
	}
	return columns, rows.Err()
}
