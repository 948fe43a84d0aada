package speech_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// served makes the engine of a server on this machine, reached as in production.
func served(t *testing.T, query string, h http.HandlerFunc) speech.Engine {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	allow, err := egress.ParseAllow([]string{"127.0.0.1"})
	must(t, err)
	guard := egress.New(egress.Config{Allow: allow})
	t.Cleanup(guard.Close)
	return parsed(t, speech.Config{Key: "hunter2", Client: guard.Client(egress.Service)}, s.URL+"/v1"+query)
}

func TestEndpointIsAsked(t *testing.T) {
	rec := tone(t, time.Second)
	var got map[string]string
	e := served(t, "/?model=large", func(w http.ResponseWriter, r *http.Request) {
		got = map[string]string{"": r.Method + " " + r.URL.String(), "key": r.Header.Get("Authorization")}
		if err := r.ParseMultipartForm(1 << 20); err != nil || r.ContentLength < 32000 {
			t.Errorf("form of %d bytes: %v", r.ContentLength, err)
		}
		for name := range r.MultipartForm.Value {
			got[name] = r.FormValue(name)
		}
		f, head, err := r.FormFile("file")
		if err != nil {
			t.Error(err)
			return
		}
		start, _ := io.ReadAll(io.LimitReader(f, 4))
		got["file"] = fmt.Sprintf("%s %s %d", head.Filename, start, head.Size)
		_, _ = io.WriteString(w, `{"task":"transcribe","language":"german","duration":1.0,"text":"Guten Tag","segments":[
			{"id":0,"start":0.0,"end":0.48,"text":" Guten","tokens":[1],"no_speech_prob":0.1},{"id":1,"start":0.48,"end":9.5,"text":" Tag"}]}`)
	})
	said, err := e.Transcribe(t.Context(), rec, "")
	must(t, err)
	want := speech.Transcript{Language: "de", Cues: []speech.Cue{
		{Start: 0, End: 480 * time.Millisecond, Text: "Guten"}, {Start: 480 * time.Millisecond, End: time.Second, Text: "Tag"},
	}}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
	asked := map[string]string{
		"": "POST /v1/audio/transcriptions", "key": "Bearer hunter2", "model": "large", "response_format": "verbose_json", "file": "speech.wav RIFF 32044",
	}
	if diff := cmp.Diff(asked, got); diff != "" {
		t.Error(diff)
	}
	_, err = e.Transcribe(t.Context(), rec, "pt-BR")
	if asked["language"] = "pt"; err != nil || cmp.Diff(asked, got) != "" {
		t.Errorf("%v: %s", err, cmp.Diff(asked, got))
	}
}

func TestEndpointInTextForm(t *testing.T) {
	e := served(t, "?format=vtt", func(w http.ResponseWriter, r *http.Request) {
		if got := r.FormValue("response_format"); got != "vtt" {
			t.Errorf("format %q", got)
		}
		_, _ = io.WriteString(w, "WEBVTT\n\n00:00.100 --> 00:00.900\nHi\n")
	})
	said, err := e.Transcribe(t.Context(), tone(t, time.Second), "en")
	want := speech.Transcript{Language: "en", Cues: []speech.Cue{{Start: 100 * time.Millisecond, End: 900 * time.Millisecond, Text: "Hi"}}}
	if diff := cmp.Diff(want, said); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

// Whatever a server does, it ends soon, fills no memory and says nothing about the key.
func TestEndpointGoneWrong(t *testing.T) {
	rec := tone(t, time.Second)
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
	}
	endless := func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "WEBVTT\n\n")
		for {
			if _, err := w.Write([]byte(strings.Repeat("00:00.000 --> 00:01.000\nx\n\n", 1000))); err != nil {
				return
			}
		}
	}
	tests := map[string]struct {
		h    http.HandlerFunc
		kind media.Kind
	}{
		"down":          {status(503), media.Unavailable},
		"busy":          {status(429), media.Unavailable},
		"wrong key":     {status(401), media.Unavailable},
		"wrong address": {status(404), media.Unavailable},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, media.Unavailable},
		"hangs up":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, media.Unavailable},
		"refuses":        {status(400), media.Internal},
		"a page":         {text("<!DOCTYPE html><title>Welcome</title>"), media.Internal},
		"half an answer": {text(`{"segments":[{"start":0,`), media.Internal},
		"odd types":      {text(`{"segments":{"start":"0"}}`), media.Internal},
		"no times":       {text(`{"text":"Guten Tag"}`), media.Internal},
		"endless":        {endless, media.TooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			said, err := served(t, "", tt.h).Transcribe(t.Context(), rec, "")
			if err == nil || media.KindOf(err) != tt.kind || len(said.Cues) > 0 {
				t.Errorf("%v: %v", said, err)
			}
			if strings.Contains(fmt.Sprint(err), "hunter2") || strings.Contains(fmt.Sprint(err), "127.0.0.1") {
				t.Errorf("error tells: %v", err)
			}
		})
	}
}

func TestEndpointTellsNonsense(t *testing.T) {
	answer := map[string]any{"language": "-->", "segments": []map[string]any{
		{"start": 0.9, "end": 0.95, "text": "second"},
		{"start": -1, "end": 0.5, "text": "first --> 00:00.000\n\n<b>"},
		{"start": 5, "end": 9, "text": "beyond"},
		{"start": 1e300, "end": 1e301, "text": "far beyond"},
		{"start": 0.96, "end": 0.99, "text": strings.Repeat("x", 1<<20)},
	}}
	e := served(t, "", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(answer) })
	said, err := e.Transcribe(t.Context(), tone(t, time.Second), "")
	must(t, err)
	var texts []string
	for _, c := range said.Cues {
		texts = append(texts, fmt.Sprintf("%s %.12s", c.Start, c.Text))
	}
	if diff := cmp.Diff([]string{"0s first --> 00", "900ms second", "960ms xxxxxxxxxxxx"}, texts); diff != "" || said.Language != "" {
		t.Errorf("language %q, %s", said.Language, diff)
	}
}
