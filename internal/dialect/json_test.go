package dialect_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

func TestDecodeJSON(t *testing.T) {
	type body struct {
		Title string                    `json:"title"`
		Place dialect.Optional[string]  `json:"place"`
		UUIDs []string                  `json:"uuids"`
		Inner struct{ Count int }       `json:"inner"`
		Extra map[string]map[string]any `json:"extra"`
	}
	tests := []struct {
		name, sent string
		kind       media.Kind
		public     string // "" = decoded
	}{
		{"plain", `{"title":"a"}`, 0, ""},
		{"unknown field", `{"title":"a","more":{"b":[1]}}`, 0, ""},
		{"brackets in text", `{"title":"` + strings.Repeat(`[{\"`, 100) + `"}`, 0, ""},
		{"empty", ``, media.Invalid, "body is not valid JSON"},
		{"two values", `{} {}`, media.Invalid, "body is not valid JSON"},
		{"cut", `{"title":"a`, media.Invalid, "body is not valid JSON"},
		{"wrong type", `{"title":5}`, media.Invalid, "title has the wrong type"},
		{"wrong type inside", `{"uuids":[1]}`, media.Invalid, "uuids has the wrong type"},
		{"array", `[]`, media.Invalid, "body is not valid JSON"},
		{"deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), media.Invalid, "body is nested too deeply"},
		{"deep and cut", `{"extra":` + strings.Repeat(`{"a":`, 100000/5), media.Invalid, "body is nested too deeply"},
		{"large", `{"title":"` + strings.Repeat("a", 256<<10) + `"}`, media.TooLarge, "body is larger than 262144 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.sent))
			var b body
			err := dialect.DecodeJSON(r, &b)
			if tt.public == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || media.KindOf(err) != tt.kind || media.PublicText(err) != tt.public {
				t.Errorf("error %v, public %q; want %q", err, media.PublicText(err), tt.public)
			}
		})
	}
}

func TestOptional(t *testing.T) {
	for sent, want := range map[string]dialect.Optional[string]{
		`{}`:         {},
		`{"a":null}`: {Set: true},
		`{"a":"x"}`:  {Set: true, Value: new("x")},
	} {
		var got struct{ A dialect.Optional[string] }
		if err := json.Unmarshal([]byte(sent), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.A); diff != "" {
			t.Errorf("%s: %s", sent, diff)
		}
	}
}

func TestCleanText(t *testing.T) {
	for sent, want := range map[string]string{
		" Harbour\twalk\n":    "Harbour walk",
		"nul\x00 bell\a":      "nul bell",
		"bad\xff":             "bad\uFFFD",
		"abc\u202Egpj.exe":    "abcgpj.exe",
		"👩‍👩‍👧 Größe 動画":      "👩‍👩‍👧 Größe 動画",
		"\x1b[31mred\x1b[0m ": "[31mred[0m",
	} {
		if got := dialect.CleanText(sent); got != want {
			t.Errorf("CleanText(%q) = %q, want %q", sent, got, want)
		}
	}
	if got := dialect.CutText("動画動画", 3); got != "動画動" {
		t.Errorf("CutText = %q", got)
	}
}
