package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// buildTime is enough for a cold build of everything on two busy cores.
const buildTime = 10 * time.Minute

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(filepath.Join(os.TempDir(), scratchName()))
	os.Exit(code)
}

// scratchName is the folder for what all tests of this run share.
func scratchName() string { return fmt.Sprintf("tributary-e2e-%d", os.Getpid()) }

func scratch() (string, error) {
	dir := filepath.Join(os.TempDir(), scratchName())
	return dir, os.MkdirAll(dir, 0o755)
}

// built is the program under test.
var built = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("E2E_BINARY"); path != "" {
		return filepath.Abs(path)
	}
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), buildTime)
	defer cancel()
	path := filepath.Join(dir, "tributary")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "./cmd/tributary")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build tributary: %w\n%s", err, out)
	}
	return path, nil
})

// scripts are the folders whose npm packages have been installed.
var scripts = struct {
	sync.Mutex

	ready map[string]error
}{ready: map[string]error{}}

// script makes a command of a script of ours with its packages in place.
func script(t *testing.T, ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	if err := install(dir); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", append([]string{name}, args...)...)
	cmd.Dir = dir
	return cmd
}

func install(dir string) error {
	scripts.Lock()
	defer scripts.Unlock()
	if err, done := scripts.ready[dir]; done {
		return err
	}
	var err error
	if outdated(dir) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--silent")
		cmd.Dir = dir
		var out []byte
		if out, err = cmd.CombinedOutput(); err != nil {
			err = fmt.Errorf("npm ci in %s: %w\n%s", dir, err, out)
		}
	}
	scripts.ready[dir] = err
	return err
}

// outdated reports whether the packages of a folder are missing, or older than their list.
func outdated(dir string) bool {
	installed, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err != nil {
		return true
	}
	wanted, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	return err == nil && wanted.ModTime().After(installed.ModTime())
}
