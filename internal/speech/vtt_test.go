package speech

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseText(t *testing.T) {
	const ms = time.Millisecond
	one := []Cue{{1000 * ms, 2500 * ms, "Hello there"}}
	tests := map[string]struct {
		text string
		want []Cue
		lang string
	}{
		"WebVTT":          {"WEBVTT\nKind: captions\nLanguage: de-CH\n\n00:01.000 --> 00:02.500 line:0\nHello\nthere\n", one, "de-CH"},
		"with names":      {"WEBVTT\n\nintro\n00:00:01.000 --> 00:00:02.500\n<v Ann>Hello <c.loud>there</c>", one, ""},
		"SubRip":          {"\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nHello there\r\n\r\n2\r\nnonsense\r\n", one, ""},
		"entities":        {"WEBVTT\n\n00:01.000 --> 00:02.500\n1 &lt; 2 &amp;amp; --&gt;", []Cue{{1000 * ms, 2500 * ms, "1 < 2 &amp; -->"}}, ""},
		"an open bracket": {"WEBVTT\n\n00:01.000 --> 00:02.500\n1 < 2", []Cue{{1000 * ms, 2500 * ms, "1 < 2"}}, ""},
		"comments":        {"WEBVTT\n\nNOTE 00:01.000\n\nSTYLE\n::cue {}\n\n00:01.000 --> 00:02.500\nHello there", one, ""},
		"nothing said":    {"WEBVTT\n", nil, ""},
		"nothing at all":  {"", nil, ""},
		"bad times":       {"WEBVTT\n\n1:2 --> 3\nx\n\n99999999:00:01.000 --> 0\ny\n\n-->\n\n00:01.000 -->\n\n00:-1.000 --> 00:02.000\nz", nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := parseText([]byte(tt.text))
			if diff := cmp.Diff(tt.want, got.Cues); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if got.Language != tt.lang {
				t.Errorf("language %q", got.Language)
			}
		})
	}
	for _, text := range []string{"<!DOCTYPE html><p>Welcome</p>", "not found", "\xff\xfe", "%PDF-1.7"} {
		if got, err := parseText([]byte(text)); err == nil {
			t.Errorf("%q is %+v", text, got)
		}
	}
}

func TestWebVTT(t *testing.T) {
	cues := []Cue{{0, 1500 * time.Millisecond, "a --> b\n\n00:00.000 --> 99:00.000 & <b>"}, {25 * time.Hour, 25*time.Hour + 1, "c"}}
	want := "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na --&gt; b  00:00.000 --&gt; 99:00.000 &amp; &lt;b&gt;\n\n25:00:00.000 --> 25:00:00.000\nc\n"
	if diff := cmp.Diff(want, string(WebVTT(cues))); diff != "" {
		t.Error(diff)
	}
}

// Whatever is read and bounded can be written and read again.
func FuzzParseText(f *testing.F) {
	f.Add("WEBVTT\n\n00:01.000 --> 00:02.500\nHello")
	f.Add("1\n00:00:01,000 --> 00:00:02,500\n<i>Hi</i> &lt;-->")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseText([]byte(text))
		if err != nil {
			return
		}
		kept := clean(got.Cues, 100*time.Hour)
		again, err := parseText(WebVTT(kept))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(len(kept), len(again.Cues)); diff != "" {
			t.Fatal(diff)
		}
		for i, c := range again.Cues {
			if strings.Join(strings.Fields(c.Text), " ") != kept[i].Text || c.Start != kept[i].Start {
				t.Fatalf("%+v became %+v", kept[i], c)
			}
		}
	})
}
