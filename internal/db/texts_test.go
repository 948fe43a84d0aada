package db_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tributary-video/tributary/internal/media"
)

func TestTexts(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v, now := f.video(t), time.Now().UTC().Truncate(time.Microsecond)
		put := func(text media.Text, replaces string) {
			t.Helper()
			replaced, err := f.PutText(t.Context(), f.project.ID, v.ID, text)
			must(t, err)
			if replaced != replaces {
				t.Errorf("%s took the place of %q, want %q", text.Key, replaced, replaces)
			}
		}
		want := func(kind media.TextKind, texts ...media.Text) {
			t.Helper()
			got, err := f.Texts(t.Context(), v.ID, kind)
			must(t, err)
			if diff := cmp.Diff(texts, got, cmpopts.IgnoreFields(media.Text{}, "ID")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", kind, diff)
			}
		}
		captions := func(language, key string) media.Text {
			return media.Text{Kind: media.Captions, Language: language, Key: key, Size: 7, UpdatedAt: now}
		}
		en, fr := captions("en", "v/1.vtt"), captions("fr", "v/2.vtt")
		en.Default, en.Generated = true, true
		chapters := media.Text{Kind: media.Chapters, Language: "en", Key: "v/3.vtt", Size: 8, Default: true, UpdatedAt: now}
		want(media.Captions)
		put(fr, "")
		put(en, "")
		put(chapters, "")
		want(media.Captions, en, fr)
		want(media.Chapters, chapters)

		// Another default takes it from the first, but only of its own kind.
		fr.Default, fr.Key = true, "v/4.vtt"
		en.Default = false
		put(fr, "v/2.vtt")
		want(media.Captions, en, fr)
		want(media.Chapters, chapters)

		key, err := f.DeleteText(t.Context(), f.project.ID, v.ID, media.Captions, "fr")
		if err != nil || key != "v/4.vtt" {
			t.Errorf("deleted %q, %v", key, err)
		}
		want(media.Captions, en)
		want(media.Chapters, chapters)
		_, err = f.DeleteText(t.Context(), f.project.ID, v.ID, media.Captions, "fr")
		wantKind(t, err, media.NotFound)
	})
}

// Captions of videos that the caller does not have are not there.
func TestTextsOfOthers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v, gone := f.video(t), f.video(t)
		text := media.Text{Kind: media.Captions, Language: "en", Key: "k", UpdatedAt: time.Now()}
		for _, id := range []string{v.ID, gone.ID} {
			_, err := f.PutText(t.Context(), f.project.ID, id, text)
			must(t, err)
		}
		must(t, f.DeleteVideo(t.Context(), f.project.ID, gone.ID, func(media.Video) error { return nil }))
		other, err := f.CreateProject(t.Context(), "other")
		must(t, err)
		for name, at := range map[string]struct {
			project int64
			video   string
		}{
			"foreign": {other.ID, v.ID}, "deleted": {f.project.ID, gone.ID}, "unknown": {f.project.ID, media.NewUUID()},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := f.PutText(t.Context(), at.project, at.video, text)
				wantKind(t, err, media.NotFound)
				_, err = f.DeleteText(t.Context(), at.project, at.video, media.Captions, "en")
				wantKind(t, err, media.NotFound)
			})
		}
		if got, err := f.Texts(t.Context(), v.ID, media.Captions); err != nil || len(got) != 1 {
			t.Errorf("left: %v, %v", got, err)
		}
	})
}

// Of many that become the default at once, one is.
func TestOneDefaultText(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		errs := make(chan error)
		languages := []string{"de", "en", "es", "fr"}
		for _, language := range languages {
			go func() {
				_, err := f.PutText(t.Context(), f.project.ID, v.ID, media.Text{
					Kind: media.Captions, Language: language, Default: true, Key: language, UpdatedAt: time.Now(),
				})
				errs <- err
			}()
		}
		for range languages {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		got, err := f.Texts(t.Context(), v.ID, media.Captions)
		must(t, err)
		if others := slices.DeleteFunc(slices.Clone(got), func(text media.Text) bool { return text.Default }); len(got) != 4 || len(others) != 3 {
			t.Errorf("%d tracks, %d of them not the default", len(got), len(others))
		}
	})
}

// Tracks with ids of their own may repeat a language.
func TestTextsByID(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v, other := f.video(t), f.video(t)
		track := media.Text{Kind: media.Captions, Language: "en", Name: "English", Key: "a", Size: 1, Default: true, UpdatedAt: time.Now()}
		first, err := f.AddText(t.Context(), f.project.ID, v.ID, track)
		must(t, err)
		second, err := f.AddText(t.Context(), f.project.ID, v.ID, track)
		must(t, err)
		track.ID, track.Name, track.Key = first, "Signs", "b"
		before, err := f.ChangeText(t.Context(), f.project.ID, v.ID, track)
		if err != nil || before != "a" {
			t.Errorf("changed: %q, %v", before, err)
		}
		got, err := f.Texts(t.Context(), v.ID, media.Captions)
		must(t, err)
		if len(got) != 2 || got[0].Name != "Signs" || !got[0].Default || got[1].ID != second || got[1].Default {
			t.Errorf("tracks: %+v", got)
		}
		_, err = f.DropText(t.Context(), f.project.ID, other.ID, first)
		wantKind(t, err, media.NotFound)
		_, err = f.ChangeText(t.Context(), f.project.ID+1, v.ID, track)
		wantKind(t, err, media.NotFound)
		if key, err := f.DropText(t.Context(), f.project.ID, v.ID, first); err != nil || key != "b" {
			t.Errorf("dropped: %q, %v", key, err)
		}
	})
}
