package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// pythons are those that have a module, at least one.
func pythons(t *testing.T, module string) []program {
	t.Helper()
	var list []program
	for _, p := range programs(t, "python3") {
		if exec.CommandContext(t.Context(), p.path, "-c", "import "+module).Run() == nil {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		t.Errorf("no python3 has %s", module)
	}
	return list
}

// program is one that is installed, by a name for tests.
type program struct{ name, path string }

// programs are those of a name: the first on the PATH and, if it is another, that of the distribution.
func programs(t *testing.T, name string) []program {
	t.Helper()
	first, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	found := []program{{name, first}}
	if dir := filepath.Dir(first); dir != "/usr/bin" && dir != "/bin" {
		if system, err := exec.LookPath("/usr/bin/" + name); err == nil {
			found = append(found, program{name + "-system", system})
		}
	}
	return found
}
