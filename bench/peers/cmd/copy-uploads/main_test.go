package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tablesOfServer are cut down to what a copy depends on, and one column more that it must bring along.
const tablesOfServer = `
	CREATE TABLE videos (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
	CREATE TABLE uploads (id TEXT PRIMARY KEY, video_id TEXT NOT NULL REFERENCES videos (id), state TEXT NOT NULL,
		swept SMALLINT NOT NULL DEFAULT 0);
	CREATE TABLE upload_segments (upload_id TEXT NOT NULL REFERENCES uploads (id), epoch BIGINT NOT NULL, blob TEXT NOT NULL,
		PRIMARY KEY (upload_id, epoch));
	CREATE TABLE upload_ranges (blob TEXT NOT NULL, start BIGINT NOT NULL, crc32c BIGINT NOT NULL, PRIMARY KEY (blob, start));`

// newDatabase makes one with two uploads, one complete and one open.
func newDatabase(t *testing.T) (path string, db *sql.DB) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "tributary.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	script := tablesOfServer
	for id, state := range map[string]string{"a": "done", "b": "receiving"} {
		script += strings.NewReplacer("ID", id, "STATE", state).Replace(`
			INSERT INTO videos (id, title) VALUES ('ID', 'of ID');
			INSERT INTO uploads (id, video_id, state) VALUES ('ID', 'ID', 'STATE');
			INSERT INTO upload_segments VALUES ('ID', 1, 'uploads/ID/1');
			INSERT INTO upload_ranges VALUES ('uploads/ID/1', 0, 7), ('uploads/ID/1', 2, 8);`)
	}
	if _, err := db.Exec(script); err != nil {
		t.Fatal(err)
	}
	return path, db
}

func TestCopiesAreWhole(t *testing.T) {
	path, db := newDatabase(t)
	if err := fill(t.Context(), path, 100); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for name, query := range map[string]string{
		"uploads":            `SELECT COUNT(*) FROM uploads`,
		"open":               `SELECT COUNT(*) FROM uploads WHERE state = 'receiving'`,
		"with their video":   `SELECT COUNT(*) FROM uploads u JOIN videos v ON v.id = u.video_id AND v.id = u.id AND v.title <> ''`,
		"segments and sums":  `SELECT COUNT(*) FROM uploads u JOIN upload_segments g ON g.upload_id = u.id JOIN upload_ranges r ON r.blob = g.blob`,
		"blobs twice":        `SELECT COUNT(*) FROM (SELECT blob FROM upload_segments GROUP BY blob HAVING COUNT(*) > 1)`,
		"copies still swept": `SELECT COUNT(*) FROM uploads WHERE swept = 0 AND length(id) > 1`,
		"broken references":  `SELECT COUNT(*) FROM pragma_foreign_key_check`,
	} {
		var n int
		if err := db.QueryRow(query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got[name] = n
	}
	want := map[string]int{"uploads": 102, "open": 51, "with their video": 102, "segments and sums": 204,
		"blobs twice": 0, "copies still swept": 0, "broken references": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestNoDatabaseIsMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if err := fill(t.Context(), path, 1); err == nil {
		t.Error("filled what is not there")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a database was made")
	}
}
