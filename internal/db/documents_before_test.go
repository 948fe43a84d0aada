package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

func TestDocumentsBefore(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		now := time.Now().UTC().Truncate(time.Second)
		gone := now.Add(-time.Minute)
		for _, doc := range []media.Document{
			{ID: "young", ProjectID: f.project.ID, Kind: "a", CreatedAt: now},
			{ID: "old", ProjectID: f.project.ID, Kind: "a", CreatedAt: now.Add(-2 * time.Hour)},
			{ID: "older", ProjectID: other.ID, Kind: "a", CreatedAt: now.Add(-3 * time.Hour)},
			{ID: "gone", ProjectID: f.project.ID, Kind: "a", CreatedAt: now.Add(-4 * time.Hour), ExpiresAt: &gone},
			{ID: "oldest", ProjectID: f.project.ID, Kind: "b", CreatedAt: now.Add(-5 * time.Hour)},
		} {
			doc.Body = []byte(`{}`)
			must(t, f.PutDocument(t.Context(), doc))
		}
		for _, tc := range []struct {
			limit int
			want  []string
		}{{10, []string{"older", "old"}}, {1, []string{"older"}}} {
			docs, err := f.DocumentsBefore(t.Context(), "a", now.Add(-time.Hour), tc.limit)
			must(t, err)
			got := []string{}
			for _, doc := range docs {
				got = append(got, doc.ID)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("limit %d (-want +got):\n%s", tc.limit, diff)
			}
		}
	})
}

// A list may reach into the bin, and leave out what a document stands for.
func TestVideosWithBin(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		videos := catalog.New(f)
		ids := map[string]string{}
		for _, name := range []string{"alive", "noted", "binned", "purged"} {
			v, err := videos.Create(t.Context(), videos.NewVideo(f.project.ID, name, media.Private))
			must(t, err)
			ids[name] = v.ID
		}
		for _, name := range []string{"binned", "purged"} {
			must(t, videos.Delete(t.Context(), f.project.ID, ids[name], func(media.Video) error { return nil }))
		}
		_, err := f.BeginPurge(t.Context(), ids["purged"])
		must(t, err)
		must(t, f.PutDocument(t.Context(), media.Document{ID: ids["noted"], ProjectID: f.project.ID, Kind: "note", Body: []byte(`{}`)}))
		for name, tc := range map[string]struct {
			filter catalog.Filter
			want   []string
		}{
			"alive":        {catalog.Filter{}, []string{"noted", "alive"}},
			"with the bin": {catalog.Filter{WithBin: true}, []string{"purged", "binned", "noted", "alive"}},
			"that can be restored": {
				catalog.Filter{WithBin: true, Restorable: true, Undocumented: "note"}, []string{"binned", "alive"},
			},
		} {
			tc.filter.ProjectID = f.project.ID
			found, total, err := videos.List(t.Context(), tc.filter)
			must(t, err)
			got := []string{}
			for _, v := range found {
				got = append(got, v.Title)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || total != len(tc.want) {
				t.Errorf("%s: %d (-want +got):\n%s", name, total, diff)
			}
		}
	})
}
