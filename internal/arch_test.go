// Package internal_test keeps ARCHITECTURE.md true: the package table, the
// state diagram and the one place that builds HTTP clients.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	module   = "github.com/tributary-video/tributary/"
	planned  = "(planned)"
	anything = "everything" // what the composition root may import
)

// row is one package of the table, or of the code.
type row struct {
	planned bool
	imports map[string]bool // our own packages; true = in use, or meant to be
}

func TestPackageTable(t *testing.T) {
	allowed, actual := readTable(t), readImports(t)
	for _, name := range slices.Sorted(maps.Keys(actual)) {
		r, ok := allowed[name]
		switch {
		case !ok:
			t.Errorf("package %s has no row; it imports: %s", name, list(actual[name].imports))
		case r.planned:
			t.Errorf("package %s exists: take %s off its row; it imports: %s", name, planned, list(actual[name].imports))
		default:
			checkRow(t, name, r, actual[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(allowed)) {
		if _, exists := actual[name]; !exists && !allowed[name].planned {
			t.Errorf("package %s has a row and no files", name)
		}
	}
}

func checkRow(t *testing.T, name string, want, got row) {
	t.Helper()
	if want.imports[anything] {
		if name != "app" {
			t.Errorf("only app may import everything, not %s", name)
		}
		return
	}
	for _, imported := range slices.Sorted(maps.Keys(got.imports)) {
		inUse, listed := want.imports[imported]
		switch {
		case !listed:
			t.Errorf("%s may not import %s", name, imported)
		case !inUse:
			t.Errorf("%s imports %s already: take %s off", name, imported, planned)
		}
	}
	for _, imported := range slices.Sorted(maps.Keys(want.imports)) {
		if want.imports[imported] && !got.imports[imported] {
			t.Errorf("%s may import %s and does not", name, imported)
		}
	}
}

// The drawing of the states is media.State.Next, arrow by arrow.
func TestStateDiagram(t *testing.T) {
	drawn := map[media.State][]media.State{}
	arrow := regexp.MustCompile(`(?m)^\s*(\w+) --> (\w+)$`)
	for _, m := range arrow.FindAllStringSubmatch(block(t, "stateDiagram-v2"), -1) {
		from := media.State(m[1])
		drawn[from] = append(drawn[from], media.State(m[2]))
	}
	coded := map[media.State][]media.State{}
	for _, s := range media.States() {
		if next := s.Next(); len(next) > 0 {
			coded[s] = next
		}
	}
	for _, table := range []map[media.State][]media.State{drawn, coded} {
		for _, next := range table {
			slices.Sort(next)
		}
	}
	if diff := cmp.Diff(coded, drawn); diff != "" {
		t.Errorf("states in the code (-) and in ARCHITECTURE.md (+):\n%s", diff)
	}
}

// Whoever builds an HTTP client elsewhere lets hostile URLs reach the operator's
// network. The upload command's client and the store's speak only to the server
// that the operator names.
func TestHTTPClientsAreBuiltInEgress(t *testing.T) {
	exempt := []string{"egress", "client", "blob/s3"}
	banned := []string{"Client", "Transport", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"}
	eachFile(t, func(name, path string, file *ast.File) {
		if slices.Contains(exempt, name) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if sel := built(n); sel != nil && fmt.Sprint(sel.X) == "http" && slices.Contains(banned, sel.Sel.Name) {
				t.Errorf("%s uses http.%s; ask package egress for a client", path, sel.Sel.Name)
			}
			return true
		})
	})
}

// built returns the pkg.Name of a composite literal, a call, or an argument of new.
// A parameter or field of type *http.Client is no construction and returns nil.
func built(n ast.Node) *ast.SelectorExpr {
	var e ast.Expr
	switch n := n.(type) {
	case *ast.CompositeLit:
		e = n.Type
	case *ast.CallExpr:
		e = n.Fun
		if fun, ok := n.Fun.(*ast.Ident); ok && fun.Name == "new" && len(n.Args) == 1 {
			e = n.Args[0]
		}
	case *ast.SelectorExpr:
		if !strings.HasPrefix(n.Sel.Name, "Default") {
			return nil
		}
		return n
	}
	sel, _ := e.(*ast.SelectorExpr)
	return sel
}

// readTable reads the rows under "| package | may import |" of ARCHITECTURE.md.
func readTable(t *testing.T) map[string]row {
	t.Helper()
	_, table, found := strings.Cut(architecture(t), "| package | may import | purpose |\n|---|---|---|\n")
	if !found {
		t.Fatal("ARCHITECTURE.md has no package table")
	}
	rows := map[string]row{}
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			break
		}
		name, isPlanned := cell(cells[1])
		if _, twice := rows[name]; twice {
			t.Errorf("package %s has two rows", name)
		}
		r := row{planned: isPlanned, imports: map[string]bool{}}
		for item := range strings.SplitSeq(cells[2], ",") {
			if imported, later := cell(item); imported != "" {
				r.imports[imported] = !later
			}
		}
		rows[name] = r
	}
	return rows
}

// cell splits "`name` (planned)".
func cell(s string) (name string, isPlanned bool) {
	name, isPlanned = strings.CutSuffix(strings.TrimSpace(s), planned)
	return strings.Trim(name, "` "), isPlanned
}

func readImports(t *testing.T) map[string]row {
	t.Helper()
	rows := map[string]row{}
	eachFile(t, func(name, _ string, file *ast.File) {
		if _, ok := rows[name]; !ok {
			rows[name] = row{imports: map[string]bool{}}
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if own, ok := strings.CutPrefix(path, module); ok {
				rows[name].imports[strings.TrimPrefix(own, "internal/")] = true
			}
		}
	})
	return rows
}

// eachFile parses every non-test file below cmd and internal. It does not ask
// the go command, which leaves out files of other platforms.
func eachFile(t *testing.T, fn func(name, path string, file *ast.File)) {
	t.Helper()
	for _, top := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel("..", filepath.Dir(path))
			fn(strings.TrimPrefix(filepath.ToSlash(name), "internal/"), path, file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// block returns the fenced block of ARCHITECTURE.md that starts with a word.
func block(t *testing.T, first string) string {
	t.Helper()
	_, rest, found := strings.Cut(architecture(t), "```mermaid\n"+first+"\n")
	text, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("ARCHITECTURE.md has no block that starts with %s", first)
	}
	return text
}

func architecture(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// list prints imports the way the table writes them.
func list(imports map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(imports)), ", ")
}
