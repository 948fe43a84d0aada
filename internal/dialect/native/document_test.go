package native_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// document is the part of an OpenAPI document that is looked at.
type document struct {
	OpenAPI    string                          `json:"openapi"`
	Info       struct{ Title, Version string } `json:"info"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas         map[string]any `json:"schemas"`
		SecuritySchemes map[string]any `json:"securitySchemes"`
	} `json:"components"`
}

type operation struct {
	OperationID string                `json:"operationId"`
	Security    []map[string][]string `json:"security"`
	Responses   map[string]struct {
		Description string
		Content     map[string]struct {
			Schema struct {
				Ref string `json:"$ref"`
			} `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

func indent(t *testing.T, raw string) string {
	t.Helper()
	var b bytes.Buffer
	must(t, json.Indent(&b, []byte(raw), "", "  "))
	return b.String()
}

func TestDescription(t *testing.T) {
	f := newFixture(t)
	a := f.do(t, "GET", "/v1/openapi.json", "")
	var doc document
	must(t, json.Unmarshal([]byte(a.body), &doc))
	if a.status != 200 || doc.OpenAPI != "3.1.0" || doc.Info.Title == "" || doc.Info.Version == "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	ids := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			name := method + " " + path
			if ids[op.OperationID] || op.OperationID == "" {
				t.Errorf("%s has no id of its own: %q", name, op.OperationID)
			}
			ids[op.OperationID] = true
			if len(op.Security) != 1 || len(op.Security[0]) != 1 || doc.Components.SecuritySchemes["key"] == nil {
				t.Errorf("%s needs no key: %v", name, op.Security)
			}
			checkErrors(t, name, op)
		}
	}
	for _, ref := range regexp.MustCompile(`"\$ref":"([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		schema, local := strings.CutPrefix(ref[1], "#/components/schemas/")
		if !local || doc.Components.Schemas[schema] == nil {
			t.Errorf("reference to nothing: %s", ref[1])
		}
	}
	if strings.Contains(a.body, "<script") || strings.Contains(a.body, "unpkg") {
		t.Error("the description loads from elsewhere")
	}
}

// checkErrors wants a problem for every refusal, 401 among them.
func checkErrors(t *testing.T, name string, op operation) {
	t.Helper()
	for code, response := range op.Responses {
		if code[0] == '4' || code[0] == '5' || code == "default" {
			if response.Content["application/problem+json"].Schema.Ref == "" {
				t.Errorf("%s: %s has no schema", name, code)
			}
		}
	}
	for _, code := range []string{"401", "500"} {
		if _, ok := op.Responses[code]; !ok {
			t.Errorf("%s: %s is not described", name, code)
		}
	}
}

// What is described is what is served, and nothing else is.
func TestDescribedOperationsAreServed(t *testing.T) {
	f := newFixture(t)
	var doc document
	must(t, json.Unmarshal([]byte(f.do(t, "GET", "/v1/openapi.json", "").body), &doc))
	want := map[string]string{
		"/v1/me": "get", "/v1/videos": "get post", "/v1/videos/{id}": "delete get patch", "/v1/videos/{id}/restore": "post",
		"/v1/videos/{id}/source": "get", "/v1/collections": "get post", "/v1/collections/{id}": "delete get patch",
		"/v1/webhooks": "get post", "/v1/webhooks/{id}": "delete get",
		"/v1/imports": "get post", "/v1/imports/{id}": "get", "/v1/imports/{id}/items": "get", "/v1/imports/{id}/{action}": "post",
		"/v1/imports/{id}/report.csv": "get", "/v1/imports/{id}/report.json": "get", "/v1/imports/{id}/map.csv": "get", "/v1/imports/{id}/map.json": "get",
	}
	got := map[string]string{}
	for path, methods := range doc.Paths {
		got[path] = strings.Join(slices.Sorted(maps.Keys(methods)), " ")
		for method := range methods {
			f.do(t, strings.ToUpper(method), strings.ReplaceAll(path, "{id}", "x"), "").wantProblem(t, 401, "unauthorized")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestYAMLSaysTheSame(t *testing.T) {
	f := newFixture(t)
	var fromJSON, fromYAML any
	must(t, json.Unmarshal([]byte(f.do(t, "GET", "/v1/openapi.json", "").body), &fromJSON))
	must(t, yaml.Unmarshal([]byte(f.do(t, "GET", "/v1/openapi.yaml", "").body), &fromYAML))
	raw, err := json.Marshal(fromYAML)
	must(t, err)
	must(t, json.Unmarshal(raw, &fromYAML))
	if diff := cmp.Diff(fromJSON, fromYAML); diff != "" {
		t.Error(diff)
	}
}
