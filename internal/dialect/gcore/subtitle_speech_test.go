package gcore_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

const disabled = "Feature is disabled. Contact support to enable."

// wantTask checks the task that makes a video's captions: its state and language.
func (f *fixture) wantTask(t *testing.T, id int64, state speech.State, language string) {
	t.Helper()
	task, err := f.Transcription(t.Context(), f.project.ID, f.record(t, id).ID)
	if err != nil || task.State != state || task.Language != language || !task.Captions {
		t.Errorf("task %+v, %v; want it %s, of %q", task, err, state, language)
	}
}

// caption does the task of a video as the pipeline would, with what it hears.
func (f *fixture) caption(t *testing.T, id int64, heard string) {
	t.Helper()
	task, err := f.StartTranscription(t.Context(), f.record(t, id).ID)
	must(t, err)
	task, err = f.AddTranscript(t.Context(), task, 1, 1, heard)
	must(t, err)
	key := media.VideoPrefix(task.VideoID) + "/texts/" + media.RandomHex(4) + ".vtt"
	size, err := f.blobs.Put(t.Context(), key, strings.NewReader("WEBVTT\n"))
	must(t, err)
	_, err = f.FinishTranscription(t.Context(), task, &media.Text{
		Kind: media.Captions, Language: heard, Name: "x (AI-generated)", Generated: true, Key: key, Size: size,
	})
	must(t, err)
}

// Captions of speech are asked for with a video, before and after it has its source.
func TestTranscribedVideo(t *testing.T) {
	f := withEngine(t)
	id := f.newVideo(t, `{"name":"a","auto_transcribe_audio_language":"ger"}`)
	if w := f.record(t, id).Wishes; !w.Transcript || w.TranscriptLanguage != "de" {
		t.Errorf("wishes %+v", w)
	}
	f.sourced(t, id, "bytes")
	f.api(t, 200, "PATCH", video(id), `{"description":"x"}`)
	if _, err := f.Transcription(t.Context(), f.project.ID, f.record(t, id).ID); media.KindOf(err) != media.NotFound {
		t.Errorf("a change of something else begins a task: %v", err)
	}
	f.api(t, 200, "PATCH", video(id), `{"auto_transcribe_audio_language":"ger"}`)
	f.wantTask(t, id, speech.Waiting, "de")
	f.caption(t, id, "de")
	f.api(t, 200, "PATCH", video(id), `{"auto_transcribe_audio_language":"auto"}`) // they are there
	f.wantTask(t, id, speech.Done, "de")
	f.api(t, 200, "PATCH", video(id), `{"auto_transcribe_audio_language":"fre"}`)
	f.wantTask(t, id, speech.Waiting, "fr")

	f.api(t, 200, "PATCH", video(id), `{"auto_transcribe_audio_language":"disable"}`)
	if w := f.record(t, id).Wishes; w.Transcript || w.TranscriptLanguage != "" {
		t.Errorf("wishes %+v", w)
	}
	for _, code := range []string{"de", "und", "xxx", "GER", ""} {
		f.as(t, f.key, "PATCH", video(id), `{"auto_transcribe_audio_language":"`+code+`"}`).errors(t, "auto_transcribe_audio_language: is invalid")
	}
}

// Without an engine the wish is kept, and nothing follows.
func TestTranscribedWithoutEngine(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, `{"name":"a","auto_transcribe_audio_language":"auto"}`)
	f.sourced(t, id, "bytes")
	f.api(t, 200, "PATCH", video(id), `{"auto_transcribe_audio_language":"ger"}`)
	if _, err := f.Transcription(t.Context(), f.project.ID, f.record(t, id).ID); media.KindOf(err) != media.NotFound {
		t.Errorf("a task: %v", err)
	}
	f.as(t, f.key, "POST", video(id)+"/subtitles", `{"language":"ger","auto_transcribe_audio_language":"ger"}`).problem(t, 422, disabled)
	f.as(t, f.key, "POST", "/streaming/videos/batch", `{"videos":[{"name":"a","subtitles":[{"auto_transcribe_audio_language":"ger"}]}]}`).
		errors(t, "videos[0].subtitles[0].auto_transcribe_audio_language: is not supported")
}

// A subtitle is asked for by the language that is spoken, in place of a text.
func TestTranscribedSubtitle(t *testing.T) {
	f := withEngine(t)
	id := f.newVideo(t, "")
	f.sourced(t, id, "bytes")
	all := video(id) + "/subtitles"
	ask := func(body string) map[string]any { return f.api(t, 200, "POST", all, body).decode(t) }
	want := map[string]any{"id": 0.0, "name": "German (AI-generated)", "language": "ger", "vtt": ""}
	if diff := cmp.Diff(want, ask(`{"auto_transcribe_audio_language":"ger"}`)); diff != "" {
		t.Errorf("to come (-want +got):\n%s", diff)
	}
	f.wantTask(t, id, speech.Waiting, "de")
	f.caption(t, id, "de")
	for _, body := range []string{`{"auto_transcribe_audio_language":"ger"}`, `{"auto_transcribe_audio_language":"auto"}`} {
		if got := ask(body); got["id"] == 0.0 || got["language"] != "ger" || got["vtt"] != "WEBVTT\n" {
			t.Errorf("%s, made before: %v", body, got)
		}
	}
	if got := ask(`{"language":"eng","name":"Mine","vtt":"WEBVTT","auto_transcribe_audio_language":"eng"}`); got["name"] != "Mine" || got["id"] == 0.0 {
		t.Errorf("a text goes before speech: %v", got)
	}
	f.as(t, f.key, "POST", all, `{"auto_transcribe_audio_language":"xxx"}`).errors(t, "auto_transcribe_audio_language: is invalid")
	f.as(t, f.key, "POST", all, `{"language":"eng","auto_transcribe_audio_language":"disable"}`).errors(t, "vtt: can't be blank")

	made := f.api(t, 200, "POST", "/streaming/videos/batch", `{"videos":[{"name":"a","subtitles":[
		{"language":"eng","vtt":"WEBVTT"},{"auto_transcribe_audio_language":"ger"}]}]}`).list(t)
	id = int64(at(made, 0, "id").(float64))
	if w := f.record(t, id).Wishes; !w.Transcript || w.TranscriptLanguage != "de" {
		t.Errorf("wishes %+v", w)
	}
	if list := f.api(t, 200, "GET", video(id)+"/subtitles", "").list(t); len(list) != 1 {
		t.Errorf("subtitles %v", list)
	}
}
