package main

import (
	"strings"
	"testing"
)

// TestProjectSettings sets one thing after the other. What is not named stays.
func TestProjectSettings(t *testing.T) {
	env := map[string]string{"TRIBUTARY_DATA": t.TempDir(), "TRIBUTARY_DIGEST": "off", "TRIBUTARY_MAX_UPLOAD_SIZE": "1GiB"}
	command := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := runWith(t, env, append([]string{"projects"}, args...)...)
		if code != 0 || stderr != "" {
			t.Fatalf("%v: exit code %d, %s", args, code, stderr)
		}
		return stdout
	}
	if id := command("create", "Harbour films"); id != "1\n" {
		t.Fatalf("project %q", id)
	}
	for _, tt := range []struct{ args, want string }{
		{"", "- - - -"},
		{"--max-upload-size=5GiB --digest=inline", "5GiB - - inline"},
		{"--max-uploads=20", "5GiB 20 - inline"},
		{"--max-stored=10TB --max-upload-size=0", "- 20 9765625000KiB inline"},
		{"--max-uploads=0 --digest=default --max-stored=0B", "- - - -"},
	} {
		if tt.args != "" {
			command(append([]string{"set", "1"}, strings.Fields(tt.args)...)...)
		}
		lines := strings.Split(command("list"), "\n")
		if got := strings.Fields(lines[1]); strings.Join(got[len(got)-4:], " ") != tt.want {
			t.Errorf("after %s: %s", tt.args, lines[1])
		}
	}
}
