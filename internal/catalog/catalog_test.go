package catalog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/db/dbtest"
	"github.com/tributary-video/tributary/internal/media"
)

// rig is a catalog over a database with two projects.
type rig struct {
	*catalog.Catalog

	mine, theirs int64
}

func each(t *testing.T, fn func(t *testing.T, r rig)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, conn *db.Conn) {
		repo, _ := dbtest.Repository(t, conn)
		r := rig{Catalog: catalog.New(repo)}
		for name, id := range map[string]*int64{"mine": &r.mine, "theirs": &r.theirs} {
			p, err := repo.CreateProject(t.Context(), name)
			must(t, err)
			*id = p.ID
		}
		fn(t, r)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantAbsent(t *testing.T, err error) {
	t.Helper()
	if err == nil || media.KindOf(err) != media.NotFound {
		t.Errorf("error %v, want one of absence", err)
	}
}

// A video is its project's until it is deleted; who has other proof finds it even then.
func TestVideosOfAProject(t *testing.T) {
	each(t, func(t *testing.T, r rig) {
		v, err := r.Create(t.Context(), r.NewVideo(r.mine, "Harbour", media.Public))
		must(t, err)
		got, err := r.Get(t.Context(), r.mine, v.ID)
		if diff := cmp.Diff(v, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		_, err = r.Get(t.Context(), r.theirs, v.ID)
		wantAbsent(t, err)
		wantAbsent(t, r.Delete(t.Context(), r.theirs, v.ID, func(media.Video) error { return nil }))
		must(t, r.Delete(t.Context(), r.mine, v.ID, func(media.Video) error { return nil }))
		_, err = r.Get(t.Context(), r.mine, v.ID)
		wantAbsent(t, err)
		if found, err := r.Find(t.Context(), v.ID); err != nil || found.State != media.Deleted {
			t.Errorf("found %s, %v", found.State, err)
		}
	})
}

func TestPatch(t *testing.T) {
	text, private := "new", media.Private
	base := func() media.Video {
		return media.Video{Title: "t", Description: "d", Privacy: media.Public, Tags: []string{"a"}, Meta: map[string]string{"k": "v"}}
	}
	for name, tt := range map[string]struct {
		patch catalog.Patch
		want  func(v *media.Video)
	}{
		"nothing":       {catalog.Patch{}, func(*media.Video) {}},
		"texts":         {catalog.Patch{Title: &text, Description: &text, Privacy: &private}, func(v *media.Video) { v.Title, v.Description, v.Privacy = text, text, private }},
		"tags":          {catalog.Patch{Tags: &[]string{"b"}}, func(v *media.Video) { v.Tags = []string{"b"} }},
		"no tags":       {catalog.Patch{Tags: &[]string{}}, func(v *media.Video) { v.Tags = []string{} }},
		"more meta":     {catalog.Patch{Meta: map[string]string{"l": "w"}}, func(v *media.Video) { v.Meta["l"] = "w" }},
		"other meta":    {catalog.Patch{AllMeta: &map[string]string{"l": "w"}}, func(v *media.Video) { v.Meta = map[string]string{"l": "w"} }},
		"both metas":    {catalog.Patch{AllMeta: &map[string]string{"l": "w"}, Meta: map[string]string{"m": "x"}}, func(v *media.Video) { v.Meta = map[string]string{"l": "w", "m": "x"} }},
		"wishes change": {catalog.Patch{Wishes: func(w *media.Wishes) { w.Panoramic = true }}, func(v *media.Video) { v.Wishes.Panoramic = true }},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := base(), base()
			tt.patch.Apply(&got)
			tt.want(&want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A patch that is applied to one video leaves nothing of itself in the next.
func TestPatchIsNotShared(t *testing.T) {
	p := catalog.Patch{AllMeta: &map[string]string{"k": "v"}}
	var first, second media.Video
	p.Apply(&first)
	first.Meta["k"] = "changed"
	p.Apply(&second)
	if second.Meta["k"] != "v" {
		t.Errorf("meta %v", second.Meta)
	}
}

type look struct {
	Name string `json:"name"`
}

func TestDocuments(t *testing.T) {
	each(t, func(t *testing.T, r rig) {
		const kind = "vendor.look"
		made, err := r.PutDocument(t.Context(), media.Document{ID: "1", ProjectID: r.mine, Kind: kind}, look{"dark"}, 0)
		must(t, err)
		if made.CreatedAt.IsZero() || !made.UpdatedAt.Equal(made.CreatedAt) || made.ExpiresAt != nil {
			t.Errorf("made %+v", made)
		}
		var got look
		doc, err := r.Document(t.Context(), r.mine, kind, "1", &got)
		if diff := cmp.Diff(made, doc); err != nil || diff != "" || got.Name != "dark" {
			t.Errorf("%v %v (-want +got):\n%s", got, err, diff)
		}
		doc, err = r.PutDocument(t.Context(), doc, look{"light"}, 0)
		if err != nil || !doc.CreatedAt.Equal(made.CreatedAt) {
			t.Errorf("changed: %+v, %v", doc, err)
		}
		_, err = r.Document(t.Context(), r.theirs, kind, "1", &got)
		wantAbsent(t, err)
		if doc, err := r.FindDocument(t.Context(), kind, "1", &got); err != nil || doc.ProjectID != r.mine || got.Name != "light" {
			t.Errorf("found %+v, %v, %v", doc, got, err)
		}
		wantAbsent(t, r.DeleteDocument(t.Context(), r.theirs, kind, "1"))
		if list, err := r.Documents(t.Context(), r.mine, kind); err != nil || len(list) != 1 {
			t.Errorf("listed %v, %v", list, err)
		}
		must(t, r.DeleteDocument(t.Context(), r.mine, kind, "1"))
		if list, err := r.Documents(t.Context(), r.mine, kind); err != nil || len(list) != 0 {
			t.Errorf("listed %v, %v", list, err)
		}
	})
}

// A life is counted from when the document was made.
func TestDocumentsLive(t *testing.T) {
	each(t, func(t *testing.T, r rig) {
		put := func(id string, life time.Duration) media.Document {
			t.Helper()
			doc, err := r.PutDocument(t.Context(), media.Document{ID: id, ProjectID: r.mine, Kind: "k"}, look{}, life)
			must(t, err)
			return doc
		}
		hour := put("hour", time.Hour)
		if hour.ExpiresAt == nil || !hour.ExpiresAt.Equal(hour.CreatedAt.Add(time.Hour)) {
			t.Errorf("an hour: %+v", hour)
		}
		put("moment", time.Nanosecond)
		_, err := r.Document(t.Context(), r.mine, "k", "moment", &look{})
		wantAbsent(t, err)
		must(t, func() error { _, err := r.Document(t.Context(), r.mine, "k", "hour", &look{}); return err }())
		if _, err := r.PutDocument(t.Context(), media.Document{ID: "x", ProjectID: r.mine, Kind: "k"}, func() {}, 0); err == nil {
			t.Error("what is no JSON was stored")
		}
	})
}

func TestTexts(t *testing.T) {
	each(t, func(t *testing.T, r rig) {
		v, err := r.Create(t.Context(), r.NewVideo(r.mine, "Harbour", media.Public))
		must(t, err)
		text := media.Text{Kind: media.Captions, Language: "en", Key: "a"}
		before := time.Now().Add(-time.Millisecond)
		if _, err := r.PutText(t.Context(), r.theirs, v.ID, text); err == nil {
			t.Error("another project puts captions")
		}
		_, err = r.PutText(t.Context(), r.mine, v.ID, text)
		must(t, err)
		got, err := r.Texts(t.Context(), v.ID, media.Captions)
		if err != nil || len(got) != 1 || got[0].UpdatedAt.Before(before) {
			t.Errorf("texts %+v, %v", got, err)
		}
		text.Key = "b"
		if replaced, err := r.PutText(t.Context(), r.mine, v.ID, text); err != nil || replaced != "a" {
			t.Errorf("replaced %q, %v", replaced, err)
		}
		if key, err := r.DeleteText(t.Context(), r.mine, v.ID, media.Captions, "en"); err != nil || key != "b" {
			t.Errorf("deleted %q, %v", key, err)
		}
	})
}
