package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// named makes a video that differs from the ordinary one.
func (f fixture) named(t *testing.T, title string, change func(*media.Video)) media.Video {
	t.Helper()
	v := f.newVideo()
	v.Title, v.Meta = title, nil
	if change != nil {
		change(&v)
	}
	v, err := f.CreateVideo(t.Context(), v)
	must(t, err)
	return v
}

// titles are what a search finds, in its order, and how many match in all.
func (f fixture) titles(t *testing.T, filter catalog.Filter) ([]string, int) {
	t.Helper()
	filter.ProjectID = f.project.ID
	found, total, err := f.Videos(t.Context(), filter)
	must(t, err)
	titles := []string{}
	for _, v := range found {
		titles = append(titles, v.Title)
	}
	return titles, total
}

func TestSearchVideos(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.named(t, "ÅNGSTRÖM 100%", func(v *media.Video) {
			v.Description, v.Tags, v.Meta = "physics\nof light", []string{"a b", "c"}, map[string]string{"camera": "2"}
		})
		f.named(t, "boats_at sea!", func(v *media.Video) {
			v.Description, v.Tags = "Harbour", []string{"c", "C"}
			v.Meta = map[string]string{"camera": "2", "lens": "wide", "c": ""}
		})
		f.named(t, `two\lines`+"\nof title", func(v *media.Video) { v.Description = "100 steps" })
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		f.named(t, "boats of others", func(v *media.Video) { v.ProjectID, v.Tags = other.ID, []string{"c"} })
		angstrom, boats, lines := "ÅNGSTRÖM 100%", "boats_at sea!", `two\lines`+"\nof title"
		for name, tt := range map[string]struct {
			filter catalog.Filter
			want   []string
		}{
			"all":                      {catalog.Filter{}, []string{lines, boats, angstrom}},
			"any case":                 {catalog.Filter{Title: "BOATS"}, []string{boats}},
			"case beyond ASCII":        {catalog.Filter{Title: "ångström"}, []string{angstrom}},
			"per cent is itself":       {catalog.Filter{Title: "%"}, []string{angstrom}},
			"underscore is itself":     {catalog.Filter{Title: "_"}, []string{boats}},
			"exclamation mark":         {catalog.Filter{Title: "!"}, []string{boats}},
			"backslash":                {catalog.Filter{Title: `\`}, []string{lines}},
			"line feed in a title":     {catalog.Filter{Title: "lines\nof"}, []string{lines}},
			"title is not description": {catalog.Filter{Title: "harbour"}, []string{}},
			"description":              {catalog.Filter{Description: "harbour"}, []string{boats}},
			"description of two lines": {catalog.Filter{Description: "physics\nof"}, []string{angstrom}},
			"description is not title": {catalog.Filter{Description: "two"}, []string{}},
			"title and description":    {catalog.Filter{Title: "100", Description: "LIGHT"}, []string{angstrom}},
			"over the border":          {catalog.Filter{Title: "sea!\nharbour"}, []string{}},
			"quote":                    {catalog.Filter{Title: "' OR 1=1 --"}, []string{}},
			"tag":                      {catalog.Filter{Tags: []string{"c"}}, []string{boats, angstrom}},
			"tag exactly":              {catalog.Filter{Tags: []string{"C"}}, []string{boats}},
			"part of a tag":            {catalog.Filter{Tags: []string{"a"}}, []string{}},
			"tags":                     {catalog.Filter{Tags: []string{"c", "a b"}}, []string{angstrom}},
			"tag is not meta":          {catalog.Filter{Tags: []string{"camera"}}, []string{}},
			"meta":                     {catalog.Filter{Meta: map[string]string{"camera": "2"}}, []string{boats, angstrom}},
			"metas":                    {catalog.Filter{Meta: map[string]string{"camera": "2", "lens": "wide"}}, []string{boats}},
			"meta of other value":      {catalog.Filter{Meta: map[string]string{"camera": "3"}}, []string{}},
			"meta of no value":         {catalog.Filter{Meta: map[string]string{"c": ""}}, []string{boats}},
			"tag and meta":             {catalog.Filter{Tags: []string{"c"}, Meta: map[string]string{"lens": "wide"}}, []string{boats}},
			"by title":                 {catalog.Filter{Sort: catalog.SortTitle}, []string{boats, lines, angstrom}},
			"by title, last first":     {catalog.Filter{Sort: catalog.SortTitle, Descending: true}, []string{angstrom, lines, boats}},
		} {
			t.Run(name, func(t *testing.T) {
				got, total := f.titles(t, tt.filter)
				if diff := cmp.Diff(tt.want, got); diff != "" || total != len(tt.want) {
					t.Errorf("%d in all (-want +got):\n%s", total, diff)
				}
			})
		}
	})
}

// Pages of every order have every video once, also where many are equal.
func TestPagesOfOrders(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		now := time.Now().UTC().Truncate(time.Microsecond)
		var all []string
		for i := range 9 {
			v := f.named(t, []string{"b", "A", "a"}[i%3], func(v *media.Video) {
				v.CreatedAt = now.Add(time.Duration(i/3) * time.Second)
				v.UpdatedAt = now.Add(-time.Duration(i/2) * time.Second)
			})
			all = append(all, v.ID)
		}
		slices.Sort(all)
		for _, sort := range []catalog.Sort{"", catalog.SortTitle, catalog.SortCreated, catalog.SortUpdated} {
			for _, descending := range []bool{false, true} {
				var got []media.Video
				for offset := 0; offset < 10; offset += 2 {
					found, total, err := f.Videos(t.Context(), catalog.Filter{
						ProjectID: f.project.ID, Sort: sort, Descending: descending, Offset: offset, Limit: 2,
					})
					must(t, err)
					if total != 9 {
						t.Fatalf("%d in all", total)
					}
					got = append(got, found...)
				}
				wantOrder(t, sort, descending, got)
				var ids []string
				for _, v := range got {
					ids = append(ids, v.ID)
				}
				if slices.Sort(ids); !slices.Equal(ids, all) {
					t.Errorf("by %q: %d videos, some twice", sort, len(ids))
				}
			}
		}
	})
}

func wantOrder(t *testing.T, sort catalog.Sort, descending bool, got []media.Video) {
	t.Helper()
	inOrder := slices.IsSortedFunc(got, func(a, b media.Video) int {
		if descending || sort == "" {
			a, b = b, a
		}
		by := 0
		switch sort {
		case catalog.SortTitle:
			by = strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
		case catalog.SortCreated:
			by = a.CreatedAt.Compare(b.CreatedAt)
		case catalog.SortUpdated:
			by = a.UpdatedAt.Compare(b.UpdatedAt)
		}
		if by != 0 {
			return by
		}
		return int(a.Seq - b.Seq)
	})
	if !inOrder {
		t.Errorf("by %q, descending %v: out of order", sort, descending)
	}
}

// What a patch changes is found by its new words and no longer by its old ones.
func TestSearchAfterUpdate(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.named(t, "old", func(v *media.Video) {
			v.Tags, v.Meta = []string{"old", "kept"}, map[string]string{"k": "old", "l": "old"}
		})
		finds := func(filter catalog.Filter) bool {
			_, total := f.titles(t, filter)
			return total == 1
		}
		update := func(p catalog.Patch) media.Video {
			t.Helper()
			changed, err := f.UpdateVideo(t.Context(), f.project.ID, v.ID, p)
			must(t, err)
			stored, err := f.Video(t.Context(), v.ID)
			must(t, err)
			if diff := cmp.Diff(changed, stored, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("returned and stored differ:\n%s", diff)
			}
			return stored
		}
		title, description := "New", "Words"
		update(catalog.Patch{Title: &title, Description: &description, Tags: &[]string{"kept", "new"}, Meta: map[string]string{"k": "new"}})
		for filter, want := range map[string]struct {
			catalog.Filter
			found bool
		}{
			"new title":   {catalog.Filter{Title: "new"}, true},
			"old title":   {catalog.Filter{Title: "old"}, false},
			"description": {catalog.Filter{Description: "words"}, true},
			"new tags":    {catalog.Filter{Tags: []string{"kept", "new"}}, true},
			"old tag":     {catalog.Filter{Tags: []string{"old"}}, false},
			"new meta":    {catalog.Filter{Meta: map[string]string{"k": "new", "l": "old"}}, true},
			"old meta":    {catalog.Filter{Meta: map[string]string{"k": "old"}}, false},
		} {
			if finds(want.Filter) != want.found {
				t.Errorf("%s: found %v", filter, !want.found)
			}
		}
		got := update(catalog.Patch{
			Tags: &[]string{}, AllMeta: &map[string]string{"only": "1"},
			Wishes: func(w *media.Wishes) { w.Language, w.PosterAt = "en", &media.Timecode{Time: time.Second, Frame: 3} },
		})
		if len(got.Tags) != 0 || !cmp.Equal(got.Meta, map[string]string{"only": "1"}) || got.Wishes.Language != "en" || got.Wishes.PosterAt.Frame != 3 {
			t.Errorf("updated to %+v", got)
		}
		if finds(catalog.Filter{Tags: []string{"kept"}}) || finds(catalog.Filter{Meta: map[string]string{"l": "old"}}) {
			t.Error("found by labels that it no longer has")
		}
	})
}

func TestTags(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		for i, tags := range [][]string{{"sea", "boats"}, {"boats", "Boats"}, nil, {"boats"}, {"sea"}} {
			v := f.named(t, fmt.Sprint(i), func(v *media.Video) {
				v.Tags, v.Meta = tags, map[string]string{"sea": "meta, not a tag"}
				if i == 4 {
					v.ProjectID = other.ID
				}
			})
			if i == 3 {
				must(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, func(media.Video) error { return nil }))
			}
		}
		for project, want := range map[int64]map[string]int{
			f.project.ID: {"boats": 2, "Boats": 1, "sea": 1}, other.ID: {"sea": 1}, 999: {},
		} {
			counts, err := f.Tags(t.Context(), project)
			must(t, err)
			got := map[string]int{}
			for _, c := range counts {
				got[c.Tag] += c.Videos
			}
			if diff := cmp.Diff(want, got); diff != "" || len(counts) != len(want) {
				t.Errorf("project %d, %d tags (-want +got):\n%s", project, len(counts), diff)
			}
		}
	})
}
