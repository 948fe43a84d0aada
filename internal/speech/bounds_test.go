package speech

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// saying is an engine that always says the same.
type saying Transcript

func (s saying) Transcribe(context.Context, Recording, string) (Transcript, error) {
	return Transcript(s), nil
}

func TestBounds(t *testing.T) {
	const s = time.Second
	tests := map[string]struct{ said, want []Cue }{
		"as it should be":  {[]Cue{{0, s, "a"}, {s, 2 * s, "b"}}, []Cue{{0, s, "a"}, {s, 2 * s, "b"}}},
		"out of order":     {[]Cue{{5 * s, 6 * s, "b"}, {0, s, "a"}}, []Cue{{0, s, "a"}, {5 * s, 6 * s, "b"}}},
		"beyond the end":   {[]Cue{{19 * s, 30 * s, "a"}, {20 * s, 21 * s, "b"}, {1 << 62, 1<<63 - 1, "c"}}, []Cue{{19 * s, 20 * s, "a"}}},
		"before the start": {[]Cue{{-5 * s, s, "a"}, {-9 * s, -s, "b"}}, []Cue{{0, s, "a"}}},
		"backwards":        {[]Cue{{5 * s, 4 * s, "a"}, {5 * s, 5 * s, "b"}}, []Cue{}},
		"empty":            {[]Cue{{0, s, " \t\n\u00a0"}, {0, s, "\x00\x1b"}}, []Cue{}},
		"not to be shown":  {[]Cue{{0, s, " a\x00\r\n\x1b[31m \u202eb\u2066 \xff c\ue000 "}}, []Cue{{0, s, "a [31m b c"}}},
		"arrows":           {[]Cue{{0, s, "a --> b"}}, []Cue{{0, s, "a --> b"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := bounded{saying{Cues: tt.said}}.Transcribe(t.Context(), Recording{Length: 20 * s}, "")
			if diff := cmp.Diff(tt.want, got.Cues); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestBoundsOnSize(t *testing.T) {
	long := strings.Repeat("é", 50<<20)
	got, err := bounded{saying{Cues: []Cue{{0, time.Second, long}}}}.Transcribe(t.Context(), Recording{Length: time.Minute}, "")
	if err != nil || len(got.Cues) != 1 || len(got.Cues[0].Text) > maxCueText || !utf8.ValidString(got.Cues[0].Text) {
		t.Errorf("%d cues, %v", len(got.Cues), err)
	}
	many := make([]Cue, 100_000)
	for i := range many {
		many[i] = Cue{time.Duration(i), time.Minute, "x"}
	}
	if got, _ := (bounded{saying{Cues: many}}).Transcribe(t.Context(), Recording{Length: time.Minute}, ""); len(got.Cues) != 60*cuesPerSecond {
		t.Errorf("%d cues in a minute", len(got.Cues))
	}
	for i := range many {
		many[i].Text = strings.Repeat("x", 500)
	}
	if got, _ := (bounded{saying{Cues: many}}).Transcribe(t.Context(), Recording{Length: time.Minute}, ""); len(got.Cues) != 24 {
		t.Errorf("%d long cues in a minute", len(got.Cues))
	}
}

func TestLanguage(t *testing.T) {
	for said, want := range map[string]string{"en": "en", "EN-us": "en-US", "": "", "und": "", "<script>": "", strings.Repeat("x", 1000): ""} {
		got, err := bounded{saying{Language: said}}.Transcribe(t.Context(), Recording{Length: time.Second}, "")
		if err != nil || got.Language != want {
			t.Errorf("%.20q is %q, want %q (%v)", said, got.Language, want, err)
		}
	}
	got, _ := bounded{saying{Language: "fr"}}.Transcribe(t.Context(), Recording{Length: time.Second}, "de-CH")
	if got.Language != "de-CH" {
		t.Errorf("what was asked for became %q", got.Language)
	}
	for name, want := range map[string]string{
		"english": "en", "German": "de", "chinese": "zh", "haitian creole": "ht", "myanmar": "my", "cantonese": "yue", "welsh": "cy", "klingonese": "", "": "",
	} {
		if got := tagOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
