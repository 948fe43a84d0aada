package speech_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/speech"
)

func TestParse(t *testing.T) {
	commands := map[string][]string{
		"command:hear {wav}":                      {"hear", "{wav}"},
		"command: /opt/hear  -m '/a b' --x=\"1\"": {"/opt/hear", "-m", "/a b", "--x=1"},
		"command:hear ''":                         {"hear", ""},
		`command:hear "it's" $HOME;`:              {"hear", "it's", "$HOME;"},
	}
	for text, want := range commands {
		got, err := speech.Parse(text)
		if diff := cmp.Diff(want, got.Command); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
	s, err := speech.Parse("http://10.0.0.7:9000/v1?model=small")
	if err != nil || s.Endpoint.Host != "10.0.0.7:9000" {
		t.Errorf("endpoint %v, %v", s.Endpoint, err)
	}
	if s, err := speech.Parse("pocketsphinx"); err != nil || !s.Sphinx {
		t.Errorf("pocketsphinx: %+v, %v", s, err)
	}
	if s, err := speech.Parse(""); err != nil || speech.New(speech.Config{Setting: s}) != nil {
		t.Errorf("nothing is %+v, %v", s, err)
	}
	for _, text := range []string{"whisper", "command:", "command: ", "command:'x", "ftp://h/v1", "https:///v1", "https://u:hunter2@h/v1", "https://h/#x"} {
		if _, err := speech.Parse(text); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
