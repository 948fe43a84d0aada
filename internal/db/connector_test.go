package db

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// idle tells how many statements the one write connection keeps.
func idle(t *testing.T, board *Conn) (n int) {
	t.Helper()
	c, err := board.Write.Conn(t.Context())
	must(t, err)
	defer c.Close()
	must(t, c.Raw(func(raw any) error {
		n = len(raw.(*conn).statements.idle)
		return nil
	}))
	return n
}

func TestStatementsAreKept(t *testing.T) {
	board := noteboard(t)
	before := idle(t, board)
	for i := range 3 {
		_, err := board.Write.ExecContext(t.Context(), `INSERT INTO notes (text) VALUES (?)`, fmt.Sprint(i))
		must(t, err)
	}
	if got := idle(t, board) - before; got != 1 {
		t.Errorf("three calls of one statement keep %d", got)
	}
	for i := range 2 * maxStatements {
		_, err := board.Write.ExecContext(t.Context(), fmt.Sprintf(`UPDATE notes SET text = text WHERE rowid = %d`, i))
		must(t, err)
	}
	if got := idle(t, board); got > maxStatements {
		t.Errorf("%d statements are kept", got)
	}
}

// Rows come whole and in order, however many, also while the same query runs a second time
// on the same connection, and a query may be left in the middle.
func TestRowsAreFetched(t *testing.T) {
	board := noteboard(t)
	var want []string
	for i := range 3*fetchRows + 1 {
		want = append(want, fmt.Sprintf("note %02d", i))
		_, err := board.Write.ExecContext(t.Context(), `INSERT INTO notes (text) VALUES (?)`, want[i])
		must(t, err)
	}
	const query = `SELECT text FROM notes WHERE text >= ? ORDER BY text`
	tx, err := board.Write.BeginTx(t.Context(), nil)
	must(t, err)
	defer tx.Rollback() //nolint:errcheck // it changes nothing
	s := session{q: tx}
	for _, from := range []int{0, len(want) - 1, len(want) - fetchRows, fetchRows, len(want)} {
		var got []string
		must(t, s.each(t.Context(), query, []any{fmt.Sprintf("note %02d", from)}, func(row scanner) error {
			var text, first string
			if err := row.Scan(&text); err != nil {
				return err
			}
			got = append(got, text)
			if err := s.row(t.Context(), query, "").Scan(&first); err != nil || first != want[0] { // leaves the rest
				t.Errorf("in between: %q, %v", first, err)
			}
			return nil
		}))
		if diff := cmp.Diff(append([]string(nil), want[from:]...), got); diff != "" {
			t.Errorf("from %d (-want +got):\n%s", from, diff)
		}
	}
}
