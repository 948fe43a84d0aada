package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The vendor's own tests of its SDK for Node.js pass, as they are in the package. What they
// upload is not in it: they get files of the same names and sizes.
func TestNodeSDKSuite(t *testing.T) {
	t.Parallel()
	s := start(t, options{}) // empty: the suite deletes every video that it finds
	if err := install("suite"); err != nil {
		t.Fatal(err)
	}
	modules, err := filepath.Abs(filepath.Join("suite", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	// Runners leave out tests below node_modules.
	dir := t.TempDir()
	client := filepath.Join(modules, "@api.video", "nodejs-client")
	for _, folder := range []string{"src", "test"} {
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join(client, folder))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	suiteData(t, filepath.Join(dir, "test", "data"))
	ctx, cancel := context.WithTimeout(t.Context(), uploadTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", filepath.Join("node_modules", "jest", "bin", "jest.js"), "--ci", "--runInBand",
		"--rootDir", dir, "--config", `{"transform":{"\\.ts$":["ts-jest",{"diagnostics":false,"tsconfig":{"esModuleInterop":true,"isolatedModules":true}}]}}`)
	cmd.Dir = dir
	cmd.Env = append(cleanEnv(), "BASE_URI="+s.URL, "API_KEY="+s.Key)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the suite: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// suiteData makes the files that the suite sends.
func suiteData(t *testing.T, dir string) {
	t.Helper()
	const size = 10_546_620
	f := video(t, size)
	content, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"10m.mp4": content, "en.vtt": []byte("WEBVTT\n\n00:00.000 --> 00:01.000\nThe harbour.\n"),
		"10m.mp4.part.a": content[:apiChunk], "10m.mp4.part.b": content[apiChunk : 2*apiChunk], "10m.mp4.part.c": content[2*apiChunk:],
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, source := range map[string]string{"558k.mp4": video(t, 558_000).path, "test.jpg": "", "test.png": ""} {
		path := filepath.Join(dir, name)
		if source != "" {
			err = os.Rename(source, path)
		} else {
			err = encode(path, "-f", "lavfi", "-i", "testsrc2=size=200x100", "-frames:v", "1")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
