package db

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// TestPlansOfLists: no list of the videos of a project reads those of another one, and those that can
// be found by something rarer are.
func TestPlansOfLists(t *testing.T) {
	conn, err := Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const all, byState = "videos USING INDEX videos_listed (project_id=?)", "videos USING INDEX videos_project (project_id=? AND state=?)"
	const counted = "videos USING INDEX videos_project (project_id=?)" // the entries of living ones, skipping the bin's
	const byID = "videos USING INDEX sqlite_autoindex_videos_1 (id=?)"
	const byCollection = "videos USING INDEX videos_collection (collection_id=? AND project_id=?)"
	const byLabel = "video_labels USING INDEX video_labels_name (project_id=? AND kind=? AND name=? AND <expr>=?)"
	for name, tt := range map[string]struct {
		filter catalog.Filter
		want   []string // what is searched
		count  string   // likewise, to count them; "" = the same
	}{
		"all":        {filter: catalog.Filter{}, want: []string{all}, count: counted},
		"status":     {filter: catalog.Filter{States: []media.State{media.Ready}}, want: []string{byState}},
		"statuses":   {filter: catalog.Filter{States: []media.State{media.Created, media.Failed}, Probed: new(false)}, want: []string{byState}},
		"bin":        {filter: catalog.Filter{Deleted: true}, want: []string{byState}},
		"collection": {filter: catalog.Filter{CollectionID: "c"}, want: []string{byCollection}},
		"numbers":    {filter: catalog.Filter{Seqs: []int64{1, 2}}, want: []string{"videos USING INTEGER PRIMARY KEY (rowid=?)"}},
		"user":       {filter: catalog.Filter{Meta: map[string]string{"client_user_id": "7"}}, want: []string{byID, byLabel}},
		"tag":        {filter: catalog.Filter{Tags: []string{"a"}}, want: []string{byID, byLabel}},
		"text":       {filter: catalog.Filter{Search: "a"}, want: []string{all}}, // any part of a title: every title is read
	} {
		t.Run(name, func(t *testing.T) {
			where, args := filterSQL(tt.filter)
			page := searched(t, conn, `SELECT `+videoColumns+` FROM videos`+where+orderSQL(tt.filter)+` LIMIT 25`, args)
			if diff := cmp.Diff(tt.want, page); diff != "" {
				t.Errorf("page (-want +got):\n%s", diff)
			}
			if tt.count != "" {
				tt.want = []string{tt.count}
			}
			if diff := cmp.Diff(tt.want, searched(t, conn, `SELECT COUNT(*) FROM videos`+where, args)); diff != "" {
				t.Errorf("count (-want +got):\n%s", diff)
			}
		})
	}
}

// searched is what SQLite looks into for a query, and by which index. Whatever is read from end to end
// is called so.
func searched(t *testing.T, conn *Conn, query string, args []any) (found []string) {
	t.Helper()
	s := session{q: conn.Read}
	err := s.each(t.Context(), `EXPLAIN QUERY PLAN `+query, args, func(row scanner) error {
		var id, parent, unused int
		var detail string
		if err := row.Scan(&id, &parent, &unused, &detail); err != nil {
			return fmt.Errorf("scan plan: %w", err)
		}
		if what, is := strings.CutPrefix(detail, "SEARCH "); is {
			found = append(found, strings.Replace(what, "COVERING ", "", 1))
		} else if strings.HasPrefix(detail, "SCAN ") {
			found = append(found, detail)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
