package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

func TestVideoNumbers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for _, title := range []string{"b", "A", "b", "", "\u00c9tude", "b_", "a", "%"} {
			v := f.newVideo()
			v.Title = title
			_, err := f.CreateVideo(t.Context(), v)
			must(t, err)
		}
		f.uploaded(t)
		for _, filter := range []catalog.Filter{
			{}, {Sort: catalog.SortTitle}, {Sort: catalog.SortTitle, Descending: true}, {Sort: catalog.SortUpdated},
			{WithBin: true, Undocumented: "x"}, {Titled: new("b"), Sort: catalog.SortTitle}, {Named: "none"},
		} {
			filter.ProjectID = f.project.ID
			listed, _, err := f.Videos(t.Context(), filter)
			must(t, err)
			got, err := f.VideoNumbers(t.Context(), filter)
			must(t, err)
			if diff := cmp.Diff(numbers(listed), got); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", filter, diff)
			}
		}
	})
}

func TestExactFilters(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		waiting, done := f.video(t), f.uploaded(t)
		c, err := f.CreateCollection(t.Context(), media.Collection{ID: "c", ProjectID: f.project.ID, Name: "c"})
		must(t, err)
		must(t, f.MoveVideos(t.Context(), f.project.ID, []string{waiting.ID}, c.ID))
		for name, tt := range map[string]struct {
			filter catalog.Filter
			want   []int64
		}{
			"title":         {catalog.Filter{Titled: &done.Title}, []int64{done.Seq, waiting.Seq}},
			"title in part": {catalog.Filter{Titled: new("harbour walk")}, nil},
			"sourced":       {catalog.Filter{Sourced: new(true)}, []int64{done.Seq}},
			"unsourced":     {catalog.Filter{Sourced: new(false)}, []int64{waiting.Seq}},
			"uncollected":   {catalog.Filter{Uncollected: true}, []int64{done.Seq}},
		} {
			tt.filter.ProjectID = f.project.ID
			found, total, err := f.Videos(t.Context(), tt.filter)
			must(t, err)
			if diff := cmp.Diff(tt.want, numbers(found)); diff != "" || total != len(tt.want) {
				t.Errorf("%s: %d (-want +got):\n%s", name, total, diff)
			}
		}
	})
}

func TestDocumentsOf(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for _, id := range []string{"a", "b", "c"} {
			must(t, f.PutDocument(t.Context(), media.Document{Kind: "k", ID: id, ProjectID: f.project.ID, Body: []byte(`{}`)}))
		}
		must(t, f.PutDocument(t.Context(), media.Document{Kind: "other", ID: "d", ProjectID: f.project.ID, Body: []byte(`{}`)}))
		asked := append(make([]string, 40_000), "b", "d", "c", "none") // more than a query takes
		found, err := f.DocumentsOf(t.Context(), "k", asked)
		must(t, err)
		ids := map[string]bool{}
		for _, doc := range found {
			ids[doc.ID] = true
		}
		if diff := cmp.Diff(map[string]bool{"b": true, "c": true}, ids); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if found, err := f.DocumentsOf(t.Context(), "k", nil); err != nil || len(found) != 0 {
			t.Errorf("of none: %v %v", found, err)
		}
	})
}

func numbers(videos []media.Video) (seqs []int64) {
	for _, v := range videos {
		seqs = append(seqs, v.Seq)
	}
	return seqs
}
