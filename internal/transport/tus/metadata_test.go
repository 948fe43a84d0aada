package tus_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
)

// TestMetadata is defect D13, and what real clients send.
func TestMetadata(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  map[string]string // nil = refused
	}{
		{"none", nil, map[string]string{}},
		{"empty header", []string{""}, map[string]string{}},
		{"one", []string{"filename dGVzdC5tcDQ="}, map[string]string{"filename": "test.mp4"}},
		{"no value", []string{"collection"}, map[string]string{"collection": ""}},
		{"space and no value", []string{"collection ,filename YQ=="}, map[string]string{"collection": "", "filename": "a"}},
		{"blanks between", []string{"a YQ== , b Yg=="}, map[string]string{"a": "a", "b": "b"}},
		{"two lines", []string{"a YQ==", "b Yg=="}, map[string]string{"a": "a", "b": "b"}},
		{"newline at the end of a value", []string{"a YQo="}, map[string]string{"a": "a\n"}},
		{"keys differ in case", []string{"a YQ==,A Yg=="}, map[string]string{"a": "a", "A": "b"}},
		{"any bytes", []string{"a AP+A"}, map[string]string{"a": "\x00\xff\x80"}},
		{"largest", []string{"a " + strings.Repeat("A", 16<<10-2-2)}, map[string]string{"a": strings.Repeat("\x00", (16<<10-4)/4*3)}},

		{"not base64", []string{"a !"}, nil},
		{"base64 without padding", []string{"a YQ"}, nil},
		{"URL alphabet", []string{"a _-A="}, nil},
		{"three tokens", []string{"a YQ== YQ=="}, nil},
		{"two blanks", []string{"a  YQ=="}, nil},
		{"key twice", []string{"a YQ==,a Yg=="}, nil},
		{"key twice, two lines", []string{"a YQ==", "a"}, nil},
		{"no key", []string{" YQ==,"}, nil},
		{"empty pair", []string{"a YQ==,,b Yg=="}, nil},
		{"comma at the end", []string{"a YQ==,"}, nil},
		{"control character in a key", []string{"a\x01 YQ=="}, nil},
		{"key outside ASCII", []string{"ä YQ=="}, nil},
		{"too large", []string{"a " + strings.Repeat("A", 16<<10)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := tus.ParseMetadata(tt.lines)
			if tt.want == nil {
				if kind := media.KindOf(err); err == nil || kind != media.Invalid && kind != media.TooLarge {
					t.Errorf("%v parsed, error %v", m.All(), err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, m.All()); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if m.Raw != strings.Join(tt.lines, ",") {
				t.Errorf("raw %q", m.Raw)
			}
		})
	}
}

func TestMetadataGet(t *testing.T) {
	m, err := tus.ParseMetadata([]string{"fileName YQ==,filename Yg==,Title"})
	must(t, err)
	for key, want := range map[string]string{"filename": "b", "fileName": "a", "title": ""} {
		if got, ok := m.Get(key); !ok || got != want {
			t.Errorf("%s is %q, %v; want %q", key, got, ok, want)
		}
	}
	if _, ok := m.Get("absent"); ok {
		t.Error("an absent key is found")
	}
}

// FuzzParseMetadata: whatever parses is made of legal pairs, and parses again to the same.
func FuzzParseMetadata(f *testing.F) {
	for _, seed := range []string{"", "a", "a YQ==", "a ,b Yg==", "a YQ==,a YQ==", "a\tYQ==", ",", " "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		m, err := tus.ParseMetadata([]string{line})
		if err != nil {
			if media.KindOf(err) == media.Internal {
				t.Errorf("error without a kind: %v", err)
			}
			return
		}
		var pairs []string
		for key, value := range m.All() {
			if key == "" || strings.ContainsAny(key, " ,\t\r\n") {
				t.Errorf("key %q", key)
			}
			pairs = append(pairs, key+" "+base64.StdEncoding.EncodeToString([]byte(value)))
		}
		if text := strings.Join(pairs, ","); len(text) <= len(line) {
			again, err := tus.ParseMetadata([]string{text})
			if err != nil || !cmp.Equal(m.All(), again.All()) {
				t.Errorf("%q became %q: %v", line, text, err)
			}
		}
	})
}
