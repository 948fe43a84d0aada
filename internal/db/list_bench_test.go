package db_test

import (
	"fmt"
	"testing"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
)

// BenchmarkVideos lists a page of 25 out of a million videos on SQLite, in every way that an API
// offers, and out of the few of a neighbour. Filling the database takes a minute.
func BenchmarkVideos(b *testing.B) {
	conn := dbtest.Open(b, "")
	repo, _ := dbtest.Repository(b, conn)
	big, small := millionVideos(b, conn, repo)
	for _, tt := range []struct {
		name   string
		filter catalog.Filter
	}{
		{"first page", catalog.Filter{ProjectID: big}},
		{"last page", catalog.Filter{ProjectID: big, Offset: 999_975}},
		{"ready", catalog.Filter{ProjectID: big, States: []media.State{media.Ready}}},
		{"pending", catalog.Filter{ProjectID: big, States: []media.State{media.Processing}, Probed: new(true)}},
		{"empty", catalog.Filter{ProjectID: big, States: []media.State{media.Created, media.Uploading, media.Processing, media.Failed}, Probed: new(false)}},
		{"user", catalog.Filter{ProjectID: big, Meta: map[string]string{"client_user_id": "u-77"}}},
		{"nobody's user", catalog.Filter{ProjectID: big, Meta: map[string]string{"client_user_id": "nobody"}}},
		{"numbers", catalog.Filter{ProjectID: big, Seqs: []int64{77, 7_777, 777_777}}},
		{"tag", catalog.Filter{ProjectID: big, Tags: []string{"common"}}},
		{"collection", catalog.Filter{ProjectID: big, CollectionID: "000000000000000000000001"}},
		{"search, many", catalog.Filter{ProjectID: big, Search: "harbour"}},
		{"search, none", catalog.Filter{ProjectID: big, Search: "nowhere"}},
		{"by title", catalog.Filter{ProjectID: big, Sort: catalog.SortTitle}},
		{"by change", catalog.Filter{ProjectID: big, Sort: catalog.SortUpdated, Descending: true}},
		{"neighbour", catalog.Filter{ProjectID: small}},
		{"neighbour's search", catalog.Filter{ProjectID: small, Search: "harbour"}},
	} {
		b.Run(tt.name, func(b *testing.B) {
			tt.filter.Limit = 25
			for b.Loop() {
				if _, _, err := repo.Videos(b.Context(), tt.filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// millionVideos makes a project of a million videos and, before them, a neighbour of a thousand.
// One in a hundred is not ready, each has one of ten thousand users, one in ten a tag.
func millionVideos(b *testing.B, conn *db.Conn, repo *db.DB) (big, small int64) {
	b.Helper()
	var ids []int64
	for _, n := range []int{1_000, 1_000_000} {
		p, err := repo.CreateProject(b.Context(), "x")
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, p.ID)
		for _, query := range fillingOf(p.ID, n) {
			if _, err := conn.Write.ExecContext(b.Context(), query); err != nil {
				b.Fatal(err)
			}
		}
	}
	if _, err := conn.Write.ExecContext(b.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		b.Fatal(err)
	}
	return ids[1], ids[0]
}

func fillingOf(project int64, n int) []string {
	return []string{
		fmt.Sprintf(`INSERT INTO collections (id, project_id, name, created_at, updated_at) VALUES ('%024d', %d, 'x', 0, 0)`, project-1, project),
		fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO videos (id, slug, project_id, title, folded, collection_id, privacy, state, prior_state, created_at, updated_at, meta, picture)
			SELECT %[2]d || '-' || i, 's%[2]d' || i, %[2]d, 'Harbour ' || i, 'harbour ' || i || char(10) || 'a walk along the quays on day ' || i,
				CASE i %% 1000 WHEN 7 THEN '%024d' END, 'public',
				CASE i %% 500 WHEN 1 THEN 'created' WHEN 2 THEN 'processing' WHEN 3 THEN 'failed' WHEN 4 THEN 'viewable' WHEN 5 THEN 'deleted' ELSE 'ready' END,
				'', i, i * 7919 %% 1000003, '{"client_user_id":"u-' || (i %% 10000) || '"}',
				CASE i %% 500 WHEN 1 THEN '{}' ELSE '{"width":1280,"height":720,"duration":64000000000}' END
			FROM n`, n, project, project-1),
		fmt.Sprintf(`INSERT INTO video_labels (video_id, project_id, kind, name, value)
			SELECT id, project_id, 'meta', 'client_user_id', 'u-' || (seq %% 10000) FROM videos WHERE project_id = %d`, project),
		fmt.Sprintf(`INSERT INTO video_labels (video_id, project_id, kind, name, value)
			SELECT id, project_id, 'tag', 'common', '' FROM videos WHERE project_id = %d AND seq %% 10 = 0`, project),
	}
}
