package native

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// What TestReadyVideo wants to be served is what clients made from the description expect.
func TestReadyVideoIsAsDescribed(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "ready.json"))
	if err != nil {
		t.Fatal(err)
	}
	var ready any
	text := strings.ReplaceAll(string(raw), `"TIME"`, `"2026-03-02T09:00:00.123456Z"`)
	if err := json.Unmarshal([]byte(text), &ready); err != nil {
		t.Fatal(err)
	}
	schemas := New(Config{}).operations(http.NewServeMux()).OpenAPI().Components.Schemas
	var found huma.ValidateResult
	huma.Validate(schemas, schemas.Map()["Video"], huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, ready, &found)
	for _, err := range found.Errors {
		t.Error(err)
	}
}
