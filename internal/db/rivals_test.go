package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// beside begins an upload of ten bytes beside others, of a video that may have failed.
func (f fixture) beside(t *testing.T, videoID string) upload.Upload {
	t.Helper()
	u, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: videoID, Length: 10, Owner: "me",
		Limits: upload.Limits{Idle: time.Hour}, Beside: true, Again: true})
	must(t, err)
	return u
}

func (f fixture) finish(t *testing.T, u upload.Upload) upload.Upload {
	t.Helper()
	last := checkpoint(u, 0, 10, true)
	u, err := f.Finish(t.Context(), u.ID, "", &last)
	must(t, err)
	return u
}

func (f fixture) wantUpload(t *testing.T, id string, state upload.State) {
	t.Helper()
	u, err := f.Upload(t.Context(), id)
	must(t, err)
	if u.State != state {
		t.Errorf("upload is %s, want %s", u.State, state)
	}
}

func TestFirstCompleteUploadWins(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		first, second, third := f.beside(t, v.ID), f.beside(t, v.ID), f.beside(t, v.ID)
		must(t, f.End(t.Context(), first.ID, upload.Terminated))
		wantState(t, f, v.ID, media.Uploading) // the others go on
		must(t, f.Checkpoint(t.Context(), third.ID, checkpoint(third, 0, 10, true)))
		f.finish(t, second)
		wantState(t, f, v.ID, media.Processing)

		u, err := f.Finish(t.Context(), third.ID, "", nil)
		must(t, err)
		if u.State != upload.Refused {
			t.Errorf("the upload that came second is %s", u.State)
		}
		late := upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Length: 10, Limits: upload.Limits{Idle: time.Hour}, Beside: true, Again: true}
		_, err = f.Begin(t.Context(), late)
		wantKind(t, err, media.Invalid)
	})
}

func TestCountOpen(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		f.begin(t, 10) // of protocol "test"
		for range 3 {
			f.beside(t, v.ID) // of none
		}
		must(t, f.End(t.Context(), f.beside(t, v.ID).ID, upload.Terminated))
		for protocol, want := range map[string]int{"test": 1, "": 3, "other": 0} {
			if n, err := f.CountOpen(t.Context(), f.project.ID, protocol); err != nil || n != want {
				t.Errorf("open of protocol %q: %d, %v, want %d", protocol, n, err, want)
			}
		}
	})
}

func TestRivalsEndWithTheWinner(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		winner, rival := f.beside(t, v.ID), f.beside(t, v.ID)
		f.finish(t, winner)
		f.wantUpload(t, rival.ID, upload.Terminated)
		f.wantUpload(t, winner.ID, upload.Done)
	})
}

func TestLastUploadThatEndsFreesTheVideo(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		for _, u := range []upload.Upload{f.beside(t, v.ID), f.beside(t, v.ID)} {
			wantState(t, f, v.ID, media.Uploading)
			must(t, f.End(t.Context(), u.ID, upload.Terminated))
		}
		wantState(t, f, v.ID, media.Created)
	})
}

// An upload that is not told of others still takes their place.
func TestUploadInPlaceOfRivals(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.video(t)
		first, second := f.beside(t, v.ID), f.beside(t, v.ID)
		_, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Length: 10, Limits: upload.Limits{Idle: time.Hour}})
		must(t, err)
		f.wantUpload(t, first.ID, upload.Terminated)
		f.wantUpload(t, second.ID, upload.Terminated)
	})
}

func TestFailedVideoTakesAnotherSource(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		_, err := f.StartProcessing(t.Context(), v.ID)
		must(t, err)
		must(t, f.FailSource(t.Context(), v.ID, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
		old, err := f.LastUpload(t.Context(), v.ID)
		must(t, err)
		plain := upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Length: 10, Limits: upload.Limits{Idle: time.Hour}}
		_, err = f.Begin(t.Context(), plain)
		wantKind(t, err, media.Invalid)

		u := f.beside(t, v.ID)
		got := wantState(t, f, v.ID, media.Uploading)
		if got.Source != nil || got.Failure != nil || got.StartedAt != nil {
			t.Errorf("of the source before there is left: %+v, %+v, %v", got.Source, got.Failure, got.StartedAt)
		}
		if counted, err := f.Counted(t.Context(), old.ID); err != nil || len(counted) != 0 {
			t.Errorf("its bytes count still: %v, %v", counted, err)
		}
		f.wantUpload(t, old.ID, upload.Done) // and keeps answering
		f.finish(t, u)
		wantState(t, f, v.ID, media.Processing)
		if _, used, err := f.ProjectUsage(t.Context(), f.project.ID); err != nil || used.Bytes != 10 {
			t.Errorf("the project uses %d bytes, %v; want those of one source", used.Bytes, err)
		}
	})
}

// TestLateJudgment: a second run of the job of a source that failed, come late, neither judges nor
// plans the source that took its place.
func TestLateJudgment(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		looked, err := f.StartProcessing(t.Context(), v.ID)
		must(t, err)
		why := media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}
		must(t, f.FailSource(t.Context(), v.ID, looked.Source, why))
		wantState(t, f, v.ID, media.Failed)
		f.finish(t, f.beside(t, v.ID))

		wantKind(t, f.FailSource(t.Context(), v.ID, looked.Source, why), media.Conflict)
		wantKind(t, f.SavePlan(t.Context(), v.ID, media.Planning{Source: looked.Source, Container: "avi"}), media.Conflict)
		got := wantState(t, f, v.ID, media.Processing)
		if got.Failure != nil || got.Source.Container != "" || len(got.Renditions) != 0 {
			t.Errorf("the new source has %+v of the old one: %+v", got.Failure, got.Source)
		}
		must(t, f.SavePlan(t.Context(), v.ID, media.Planning{Source: got.Source, Container: "mov",
			Renditions: []media.Rendition{rendition("360p", media.VideoRendition, media.Planned)}}))
	})
}

// What failed after it was planned has been a video: its API says so, and takes no other source.
func TestPlannedVideoTakesNoOtherSource(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		must(t, f.SavePlan(t.Context(), v.ID, media.Planning{Renditions: []media.Rendition{rendition("360p", media.VideoRendition, media.Planned)}}))
		must(t, f.DropRenditions(t.Context(), v.ID, []string{"360p"}, media.Refusal{Code: media.ProcessingLimit}))
		wantState(t, f, v.ID, media.Failed)
		_, err := f.Begin(t.Context(), upload.Beginning{ProjectID: f.project.ID, VideoID: v.ID, Length: 10,
			Limits: upload.Limits{Idle: time.Hour}, Beside: true, Again: true})
		wantKind(t, err, media.Invalid)
	})
}

// Whoever completes or ends an upload and whoever deletes its video want the same two rows.
func TestDeletionBesideTheLastByte(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		for range 20 {
			v := f.video(t)
			first, second := f.beside(t, v.ID), f.beside(t, v.ID)
			last := checkpoint(first, 0, 10, true)
			deeds := []func() error{
				func() error { _, err := f.Finish(t.Context(), first.ID, "", &last); return err },
				func() error { return f.End(t.Context(), second.ID, upload.Terminated) },
				func() error {
					return f.DeleteVideo(t.Context(), f.project.ID, v.ID, func(media.Video) error { return nil })
				},
			}
			ends := make(chan error, len(deeds))
			for _, do := range deeds {
				go func() { ends <- do() }()
			}
			for range deeds {
				if err := <-ends; err != nil && media.KindOf(err) == media.Internal && !errors.Is(err, upload.ErrLeaseLost) {
					t.Fatal(err)
				}
			}
			wantState(t, f, v.ID, media.Deleted)
		}
	})
}
