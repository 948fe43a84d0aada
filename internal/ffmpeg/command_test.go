package ffmpeg

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMounts(t *testing.T) {
	dir, err := os.MkdirTemp("/var/tmp", "tributary-mounts-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	model := filepath.Join(dir, "a model")
	if err := os.WriteFile(model, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	got := mounts([]string{
		"/usr/bin/env", "/bin/sh", "-m", model, "--data=" + dir + "/", model, dir + "/missing", "relative", "--flag", "-", "",
		"/", "/usr/../", "/proc/1", "/dev/null", "/sys", "/tmp/x", "/in/source", "{wav}", "https://host" + dir,
	})
	if diff := cmp.Diff([]string{model, dir}, got); diff != "" {
		t.Error(diff)
	}
}

func TestArguments(t *testing.T) {
	c := Command{Line: []string{"hear", "-f={wav}", "{language}", "{wav}{wav}", "{other}", "$HOME"}, Replace: map[string]string{"{language}": "{wav}"}}
	if diff := cmp.Diff([]string{"-f=/in/source", "{wav}", "/in/source/in/source", "{other}", "$HOME"}, c.arguments("/in/source")); diff != "" {
		t.Error(diff)
	}
}
