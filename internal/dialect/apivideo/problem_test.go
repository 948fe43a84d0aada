package apivideo

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// Every kind of error has a status and a problem of its own, and says no more than it may.
func TestEveryKindIsAnswered(t *testing.T) {
	want := map[media.Kind]string{
		media.Internal:       "500 server-error",
		media.Invalid:        "400 invalid-payload",
		media.Unauthorized:   "401 authentication-invalid-access-token",
		media.Forbidden:      "403 authorization-suspended-account",
		media.NotFound:       "404 resource-not-found",
		media.Conflict:       "400 invalid-payload",
		media.OffsetMismatch: "400 invalid-payload",
		media.Gone:           "404 resource-not-found",
		media.TooLarge:       "400 uploaded-file-too-large",
		media.WrongType:      "400 invalid-payload",
		media.WrongVersion:   "400 invalid-payload",
		media.Locked:         "503 server-error",
		media.TooMany:        "429 too-many-requests",
		media.Mismatch:       "400 invalid-payload",
		media.NoSpace:        "503 server-error",
		media.Unavailable:    "503 server-error",
	}
	d := &Dialect{cfg: Config{Log: slog.New(slog.DiscardHandler)}}
	for _, kind := range media.Kinds() {
		w := httptest.NewRecorder()
		err := fmt.Errorf("read /var/lib/x: %w", &media.Error{Kind: kind, Public: "for all", Cause: fmt.Errorf("secret 10.0.0.7")})
		d.problem(w, httptest.NewRequest(http.MethodGet, "/", nil), err)
		var body problemBody
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%d %s", w.Code, strings.TrimPrefix(body.Type, problemBase))
		if got != want[kind] || body.Status != w.Code || body.Title == "" {
			t.Errorf("kind %d: %s, want %s: %s", kind, got, want[kind], w.Body)
		}
		if text := w.Body.String(); strings.Contains(text, "secret") || strings.Contains(text, "/var") {
			t.Errorf("kind %d tells %s", kind, text)
		}
		if retry := w.Header().Get("Retry-After"); (retry != "") != (w.Code == http.StatusTooManyRequests) {
			t.Errorf("kind %d: retry after %q", kind, retry)
		}
	}
}

// Every slug in the list has a title: it is what people read.
func TestEverySlugHasATitle(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "slugs.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, value := range spec.Values {
			literal, ok := value.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				continue
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			if n++; title(slug(text)) == "" {
				t.Errorf("%s has no title", text)
			}
		}
		return true
	})
	if n < 20 {
		t.Errorf("found %d slugs", n)
	}
}

func TestProblemBody(t *testing.T) {
	w := httptest.NewRecorder()
	var f faults
	f.add(fault{status: http.StatusBadRequest, slug: attributeRequired, name: "title"})
	f.add(fault{status: http.StatusBadRequest, slug: invalidAttribute, name: "tags", detail: `Must be "<texts>" & so on.`})
	(&Dialect{}).problem(w, httptest.NewRequest(http.MethodGet, "/", nil), fmt.Errorf("create: %w", f.err()))
	const ref = "https://docs.api.video/reference/"
	want := `{"type":"` + ref + `attribute-required","title":"This attribute is required.","status":400,"name":"title","problems":[` +
		`{"type":"` + ref + `attribute-required","title":"This attribute is required.","name":"title"},` +
		`{"type":"` + ref + `invalid-attribute","title":"An attribute is invalid.","detail":"Must be \"<texts>\" & so on.","name":"tags"}]}` + "\n"
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}
