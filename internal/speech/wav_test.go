package speech_test

import (
	"encoding/json"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/speech"
)

// A recording is what ffprobe, too, calls a WAV file of the right kind.
func TestRecord(t *testing.T) {
	rec := tone(t, 1500*time.Millisecond)
	if rec.Length != 1500*time.Millisecond || rec.Silent {
		t.Errorf("%+v", rec)
	}
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-of", "json", "-show_entries",
		"format=format_name,duration:stream=codec_name,channels,sample_rate", rec.Path).Output()
	must(t, err)
	var got map[string]any
	must(t, json.Unmarshal(out, &got))
	want := map[string]any{
		"programs": []any{}, "format": map[string]any{"format_name": "wav", "duration": "1.500000"},
		"streams": []any{map[string]any{"codec_name": "pcm_s16le", "channels": 1.0, "sample_rate": "16000"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	silent, err := speech.Silence(t.TempDir(), time.Second)
	if err != nil || !silent.Silent || silent.Length != time.Second {
		t.Errorf("silence is %+v, %v", silent, err)
	}
}

// A cut lies in the last pause of a recording, not in a word and not earlier than it must.
func TestCut(t *testing.T) {
	pauses := "aevalsrc='0.3*sin(2*PI*440*t)*(1-between(t,20,21)-between(t,42,42.4)-between(t,50,50.4))':duration=55"
	rec, err := speech.Record(samples(t, pauses), t.TempDir(), true)
	must(t, err)
	if rec.Length < 50100*time.Millisecond || rec.Length > 50400*time.Millisecond {
		t.Errorf("cut at %s", rec.Length)
	}
	short, err := speech.Record(samples(t, "sine=duration=0.1"), t.TempDir(), true)
	if err != nil || short.Length != 100*time.Millisecond {
		t.Errorf("a short one: %+v, %v", short, err)
	}
}
