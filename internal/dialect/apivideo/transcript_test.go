package apivideo_test

import (
	"testing"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// captioned does the task of a video as the pipeline would.
func (f *fixture) captioned(t *testing.T, videoID, found string) {
	t.Helper()
	task, err := f.StartTranscription(t.Context(), videoID)
	must(t, err)
	task, err = f.AddTranscript(t.Context(), task, 1, 1, found)
	must(t, err)
	_, err = f.FinishTranscription(t.Context(), task, &media.Text{
		Kind: media.Captions, Language: task.Spoken(), Generated: true, Key: media.VideoPrefix(videoID) + "/texts/" + found + ".vtt",
	})
	must(t, err)
}

func (f *fixture) wantLanguage(t *testing.T, id string, language, origin any) {
	t.Helper()
	got := f.api(t, 200, "GET", "/videos/"+id, "").decode(t)
	if got["language"] != language || got["languageOrigin"] != origin {
		t.Errorf("language %v from %v, want %v from %v", got["language"], got["languageOrigin"], language, origin)
	}
}

// withSpeech is a fixture whose server makes captions of speech.
func withSpeech(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t, nil)
	f.cfg.Captions = f.DB
	f.restart(t)
	return f
}

func TestTranscript(t *testing.T) {
	f := withSpeech(t)
	id := f.newVideo(t, `{"title":"t","transcript":true}`)
	key := uuid(t, id)
	f.sourced(t, id, "bytes")
	f.wantLanguage(t, id, nil, nil)
	f.captioned(t, key, "fr")
	f.wantLanguage(t, id, "fr", "auto")
	f.want(t, f.api(t, 200, "GET", "/videos/"+id+"/captions/fr", ""), 200,
		`{"uri":"/videos/`+id+`/captions/fr","src":"{pub}/vod/`+id+`/captions/fr.vtt","srclang":"fr","languageName":"français","default":false}`)

	f.api(t, 200, "PATCH", "/videos/"+id, `{"transcript":true}`) // they are there
	if _, err := f.StartTranscription(t.Context(), key); media.KindOf(err) != media.Conflict {
		t.Errorf("captions are made again: %v", err)
	}
	f.api(t, 200, "PATCH", "/videos/"+id, `{"transcript":true,"language":"de"}`)
	f.wantLanguage(t, id, "de", "api")
	f.captioned(t, key, "de")
	task, err := f.Transcription(t.Context(), f.project.ID, key)
	if err != nil || task.State != speech.Done || task.Language != "de" {
		t.Errorf("%+v, %v", task, err)
	}
	f.api(t, 200, "GET", "/videos/"+id+"/captions/de", "")
	f.api(t, 200, "PATCH", "/videos/"+id, `{"language":null}`)
	f.wantLanguage(t, id, "fr", "auto")
}

func TestTranscriptWithoutEngine(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, `{"title":"t"}`)
	f.sourced(t, id, "bytes")
	f.api(t, 200, "PATCH", "/videos/"+id, `{"transcript":true}`)
	if _, err := f.Transcription(t.Context(), f.project.ID, uuid(t, id)); media.KindOf(err) != media.NotFound {
		t.Errorf("a task: %v", err)
	}
}
