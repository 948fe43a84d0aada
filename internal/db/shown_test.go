package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// A video lies in one collection and is shown in others; what is deleted of them it leaves.
func TestShownIn(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		records := catalog.New(f.DB)
		collection := func(name string) string {
			c, err := records.CreateCollection(t.Context(), f.project.ID, name, "")
			must(t, err)
			return c.ID
		}
		one, two, three := collection("one"), collection("two"), collection("three")
		e, v, other := f.listening(t), f.video(t), f.video(t)
		_, err := f.UpdateVideo(t.Context(), f.project.ID, v.ID, catalog.Patch{CollectionID: &one, Wishes: func(w *media.Wishes) {
			w.Collections = []string{"", two, three}
		}})
		must(t, err)
		must(t, f.MoveVideos(t.Context(), f.project.ID, []string{other.ID}, two))
		if diff := cmp.Diff([]string{"video.updated collections", "video.updated collections"}, f.heard(t, e, 2)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		shown := func(want []string, in ...string) {
			t.Helper()
			found, _, err := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, ShownIn: in})
			must(t, err)
			got := []string{}
			for _, v := range found {
				got = append(got, v.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("in %q (-want +got):\n%s", in, diff)
			}
		}
		lies := func(collection string, further ...string) {
			t.Helper()
			got, err := f.Video(t.Context(), v.ID)
			must(t, err)
			if diff := cmp.Diff(append([]string{collection}, further...), append([]string{got.CollectionID}, got.Wishes.Collections...)); diff != "" {
				t.Errorf("lies in (-want +got):\n%s", diff)
			}
		}
		shown([]string{v.ID}, one)
		shown([]string{other.ID, v.ID}, two)
		shown([]string{v.ID}, "")
		shown([]string{v.ID}, two, three)
		must(t, f.DeleteCollection(t.Context(), f.project.ID, one))
		lies(two, "", three)
		must(t, f.DeleteCollection(t.Context(), f.project.ID, three))
		lies(two, "")
		shown([]string{other.ID, v.ID}, two)
		must(t, f.DeleteCollection(t.Context(), f.project.ID, two))
		lies("")
		shown([]string{other.ID, v.ID}, "")
	})
}

func TestFiltersOfMedia(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		music, film, waiting := f.uploaded(t), f.uploaded(t), f.uploaded(t)
		for id, picture := range map[string]media.Picture{music.ID: {Duration: 1, Audio: true}, film.ID: {Width: 16, Height: 9, Duration: 1}} {
			_, err := f.StartProcessing(t.Context(), id)
			must(t, err)
			must(t, f.SavePlan(t.Context(), id, media.Planning{Picture: picture, Renditions: []media.Rendition{
				rendition("a", media.VideoRendition, media.Planned),
			}}))
		}
		_, err := f.UpdateVideo(t.Context(), f.project.ID, film.ID, catalog.Patch{Title: new("100% Film"), AddTags: []string{"sea", "sea"}})
		must(t, err)
		got, err := f.UpdateVideo(t.Context(), f.project.ID, film.ID, catalog.Patch{AddTags: []string{"pier", "sea"}})
		if diff := cmp.Diff([]string{"sea", "pier"}, got.Tags); err != nil || diff != "" {
			t.Errorf("%v, tags (-want +got):\n%s", err, diff)
		}
		must(t, f.DeleteVideo(t.Context(), f.project.ID, waiting.ID, func(media.Video) error { return nil }))
		for name, tt := range map[string]struct {
			filter catalog.Filter
			want   []string
		}{
			"sound":               {catalog.Filter{SoundOnly: new(true)}, []string{music.ID}},
			"not sound":           {catalog.Filter{SoundOnly: new(false)}, []string{film.ID}},
			"name":                {catalog.Filter{Named: "100% FILM"}, []string{film.ID}},
			"part of a name":      {catalog.Filter{Named: "100%"}, nil},
			"bin by state before": {catalog.Filter{Deleted: true, Restorable: true, States: []media.State{media.Processing}}, []string{waiting.ID}},
			"bin by other state":  {catalog.Filter{Deleted: true, States: []media.State{media.Ready}}, nil},
		} {
			tt.filter.ProjectID = f.project.ID
			found, _, err := f.Videos(t.Context(), tt.filter)
			must(t, err)
			var got []string
			for _, v := range found {
				got = append(got, v.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		_, err = f.BeginPurge(t.Context(), waiting.ID)
		must(t, err)
		if _, n, err := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, Deleted: true, Restorable: true}); err != nil || n != 0 {
			t.Errorf("%d restorable, %v", n, err)
		}
	})
}
