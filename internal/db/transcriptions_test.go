package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// spoken is a video with a source whose captions are wanted.
func (f fixture) spoken(t *testing.T) media.Video {
	t.Helper()
	v := f.newVideo()
	v.State, v.Wishes.Transcript = media.Processing, true
	v, err := f.CreateVideo(t.Context(), v)
	must(t, err)
	write := `UPDATE videos SET source = '{"size":1}' WHERE id = '` + v.ID + `'`
	_, err = f.conn.Write.ExecContext(t.Context(), write)
	must(t, err)
	return v
}

func (f fixture) said(t *testing.T, task speech.Task, found string) speech.Task {
	t.Helper()
	task, err := f.AddTranscript(t.Context(), task, task.Heard+time.Minute, 2*time.Minute, found)
	must(t, err)
	return task
}

func (f fixture) captions(t *testing.T, videoID string) []media.Text {
	t.Helper()
	texts, err := f.Texts(t.Context(), videoID, media.Captions)
	must(t, err)
	for i := range texts {
		texts[i].ID, texts[i].UpdatedAt = 0, time.Time{}
	}
	return texts
}

func generated(key string) *media.Text {
	return &media.Text{Kind: media.Captions, Language: "en", Name: "English", Generated: true, Key: key, Size: 3}
}

func TestCaptionsFromSpeech(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.spoken(t)
		must(t, f.SaveEndpoint(t.Context(), media.Endpoint{
			ID: "e", ProjectID: f.project.ID, Active: true, Topics: []media.Topic{{Event: media.TextGenerated, Name: "generated"}},
		}))
		task, err := f.StartTranscription(t.Context(), v.ID)
		must(t, err)
		if task.State != speech.Running || !task.Captions || task.Language != "" || task.StartedAt == nil {
			t.Errorf("%+v", task)
		}
		again, err := f.StartTranscription(t.Context(), v.ID) // on another node
		if diff := cmp.Diff(task, again); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		first := f.said(t, task, "en")
		_, err = f.AddTranscript(t.Context(), again, time.Minute, 2*time.Minute, "de") // who was slower
		wantKind(t, err, media.Conflict)
		second := f.said(t, first, first.Found)
		if got := [2]int{first.Progress(), second.Progress()}; got != [2]int{50, 99} {
			t.Errorf("progress %v", got)
		}
		unused, err := f.FinishTranscription(t.Context(), second, generated("a"))
		if err != nil || unused != "" {
			t.Errorf("%q, %v", unused, err)
		}
		_, err = f.FinishTranscription(t.Context(), second, generated("b"))
		wantKind(t, err, media.Conflict)
		if diff := cmp.Diff([]media.Text{*generated("a")}, f.captions(t, v.ID)); diff != "" {
			t.Error(diff)
		}
		told, err := f.Deliveries(t.Context(), "e", 10)
		must(t, err)
		if len(told) != 1 || told[0].Detail != "en" || told[0].Video.Wishes.Heard != "en" {
			t.Errorf("told %+v", told)
		}
		if v, err = f.Video(t.Context(), v.ID); err != nil || v.Wishes.Heard != "en" || v.Wishes.Language != "" {
			t.Errorf("%+v, %v", v.Wishes, err)
		}
		_, err = f.StartTranscription(t.Context(), v.ID)
		wantKind(t, err, media.Conflict)
	})
}

// What a person has written stays; what was made before gives way.
func TestCaptionsBesideOthers(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		finish := func(v media.Video, key string) string {
			task, err := f.StartTranscription(t.Context(), v.ID)
			must(t, err)
			unused, err := f.FinishTranscription(t.Context(), task, generated(key))
			must(t, err)
			return unused
		}
		own := media.Text{Kind: media.Captions, Language: "en", Key: "own", Default: true}
		v := f.spoken(t)
		_, err := f.AddText(t.Context(), f.project.ID, v.ID, own)
		must(t, err)
		if unused := finish(v, "a"); unused != "a" || cmp.Diff([]media.Text{own}, f.captions(t, v.ID)) != "" {
			t.Errorf("unused %q, %+v", unused, f.captions(t, v.ID))
		}
		v = f.spoken(t)
		old := own
		old.Generated = true
		_, err = f.AddText(t.Context(), f.project.ID, v.ID, old)
		must(t, err)
		want := *generated("a")
		want.Default = true
		if unused := finish(v, "a"); unused != "own" || cmp.Diff([]media.Text{want}, f.captions(t, v.ID)) != "" {
			t.Errorf("unused %q, %+v", unused, f.captions(t, v.ID))
		}
	})
}

func TestWantCaptions(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		want := func(id string, jobs int) {
			t.Helper()
			must(t, f.WantCaptions(t.Context(), f.project.ID, id))
			got := f.jobs.Take()
			if len(got) != jobs || jobs > 0 && got[0] != (media.Job{Kind: media.TranscribeJob, Subject: id}) {
				t.Errorf("jobs %+v", got)
			}
		}
		empty := f.video(t)
		f.jobs.Take()
		want(empty.ID, 0) // comes with the source
		v := f.spoken(t)
		f.jobs.Take()
		want(v.ID, 1)
		want(v.ID, 0) // on its way
		task, err := f.StartTranscription(t.Context(), v.ID)
		must(t, err)
		must(t, f.FailTranscription(t.Context(), v.ID, media.Refusal{Code: media.NoTracks, Text: "no sound"}))
		_, err = f.AddTranscript(t.Context(), task, time.Minute, time.Minute, "en")
		wantKind(t, err, media.Conflict)
		if task, err = f.Transcription(t.Context(), f.project.ID, v.ID); err != nil || task.State != speech.Failed || task.Failure.Text != "no sound" || task.EndedAt == nil {
			t.Errorf("%+v, %v", task, err)
		}
		want(v.ID, 1) // once more
		task, err = f.StartTranscription(t.Context(), v.ID)
		must(t, err)
		if task.Failure != nil || task.Parts != 0 || task.EndedAt != nil {
			t.Errorf("%+v", task)
		}
		_, err = f.FinishTranscription(t.Context(), task, generated("a"))
		must(t, err)
		f.jobs.Take()
		want(v.ID, 0) // there
		_, err = f.UpdateVideo(t.Context(), f.project.ID, v.ID, catalog.Patch{Wishes: func(w *media.Wishes) { w.TranscriptLanguage = "de" }})
		must(t, err)
		f.jobs.Take()
		want(v.ID, 1) // in another language
		task, err = f.StartTranscription(t.Context(), v.ID)
		if err != nil || task.Language != "de" {
			t.Errorf("%+v, %v", task, err)
		}
		wantKind(t, f.WantCaptions(t.Context(), f.project.ID+1, v.ID), media.NotFound)
	})
}

func TestOrderedTranscriptions(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.spoken(t)
		f.jobs.Take()
		var ids []string
		for range 3 {
			task, err := f.OrderTranscription(t.Context(), speech.Task{ProjectID: f.project.ID, VideoID: v.ID, Address: "https://x/y", Language: "en"})
			must(t, err)
			ids = append(ids, task.ID)
		}
		if jobs := f.jobs.Take(); len(jobs) != 3 || jobs[2].Subject != ids[2] {
			t.Errorf("jobs %+v", jobs)
		}
		page, total, err := f.Transcriptions(t.Context(), f.project.ID, 1, 1)
		if err != nil || total != 3 || len(page) != 1 || page[0].ID != ids[1] || page[0].Address != "https://x/y" || page[0].State != speech.Waiting {
			t.Errorf("%+v of %d, %v", page, total, err)
		}
		must(t, f.CancelTranscription(t.Context(), f.project.ID, ids[0]))
		wantKind(t, f.CancelTranscription(t.Context(), f.project.ID, ids[0]), media.Conflict)
		wantKind(t, f.CancelTranscription(t.Context(), f.project.ID+1, ids[1]), media.NotFound)
		_, err = f.StartTranscription(t.Context(), ids[0])
		wantKind(t, err, media.Conflict)
		_, err = f.Transcription(t.Context(), f.project.ID+1, ids[1])
		wantKind(t, err, media.NotFound)
		task, err := f.StartTranscription(t.Context(), ids[1])
		must(t, err)
		_, err = f.FinishTranscription(t.Context(), task, nil)
		must(t, err)
		if texts := f.captions(t, v.ID); len(texts) > 0 {
			t.Errorf("captions nobody asked for: %+v", texts)
		}
		_, err = f.OrderTranscription(t.Context(), speech.Task{ProjectID: f.project.ID + 1, VideoID: v.ID})
		wantKind(t, err, media.NotFound)
		_, err = f.StartTranscription(t.Context(), media.NewUUID())
		wantKind(t, err, media.NotFound)
		_, err = f.conn.Write.ExecContext(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
			INSERT INTO transcriptions (id, project_id, video_id, address, language, captions, state, created_at, updated_at)
			SELECT CAST(i AS TEXT), project_id, video_id, '', '', 0, 'waiting', 0, 0 FROM n, transcriptions WHERE id = '`+ids[0]+`'`)
		must(t, err)
		_, err = f.OrderTranscription(t.Context(), speech.Task{ProjectID: f.project.ID, VideoID: v.ID})
		wantKind(t, err, media.TooMany)
	})
}
