package disk

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/blob"
)

// The tests below run this test binary again as a process that may be killed or watched.
const (
	helperRole = "DISK_TEST_ROLE"
	helperDir  = "DISK_TEST_DIR"
)

func helper(t *testing.T, dir, role string, under ...string) *exec.Cmd {
	t.Helper()
	args := append(under, os.Args[0], "-test.run=^TestHelper$", "-test.count=1")
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), helperRole+"="+role, helperDir+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestHelper is no test but the process that the others start; alone it does nothing.
func TestHelper(t *testing.T) {
	roles := map[string]func(*testing.T, *Store){"put": helpPut, "append": helpAppend, "delete": helpDelete, "hang": helpHang}
	if role, ok := roles[os.Getenv(helperRole)]; ok {
		role(t, newStore(t, os.Getenv(helperDir)))
	}
}

func helpPut(t *testing.T, s *Store) {
	put(t, s, "a/b/c", "first")
	put(t, s, "a/b/d", "second")
}

func helpAppend(t *testing.T, s *Store) {
	a, err := s.Append(t.Context(), "a/b", 0)
	check(t, err)
	defer a.Close()
	for _, piece := range []string{"one", "two"} {
		_, err = a.Write([]byte(piece))
		check(t, err)
		check(t, a.Sync())
		check(t, a.Sync())
	}
	again, err := s.Append(t.Context(), "a/b", 3)
	check(t, err)
	check(t, again.Close())
}

func helpDelete(t *testing.T, s *Store) {
	check(t, s.Delete(t.Context(), "a/b/c", "a/b/d"))
}

// helpHang starts two puts and says so when each has bytes in a file. They wait
// for more from standard input, which never comes.
func helpHang(t *testing.T, s *Store) {
	var group sync.WaitGroup
	for _, key := range []string{"a/b", "a/new"} {
		group.Go(func() {
			r := io.MultiReader(bytes.NewReader(make([]byte, copyBuffer)), saying("half\n"), os.Stdin)
			if size, err := s.Put(t.Context(), key, r); err != nil {
				t.Errorf("put of %d bytes: %v", size, err)
			}
		})
	}
	group.Wait()
}

// saying is an empty reader that prints when it is its turn.
type saying string

func (s saying) Read([]byte) (int, error) {
	if _, err := os.Stdout.WriteString(string(s)); err != nil {
		return 0, err
	}
	return 0, io.EOF
}

func TestKilledPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	before := newStore(t, dir)
	put(t, before, "a/b", "as it was")
	check(t, before.Close())
	kill := hang(t, dir)

	beside, err := New(Config{Dir: dir})
	check(t, err)
	if n := len(temps(t, beside)); n != 2 {
		t.Errorf("a store opened beside two living puts left them %d of their files", n)
	}
	check(t, beside.Close())

	kill()
	after := newStore(t, dir)
	wantNoTemps(t, after)
	wantFile(t, after, "a/b", "as it was")
	_, err = after.Open(t.Context(), "a/new")
	if !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("opening the half blob: error %v", err)
	}
}

// hang starts a process that is in the middle of two puts, and returns its end.
func hang(t *testing.T, dir string) (kill func()) {
	t.Helper()
	cmd := helper(t, dir, "hang")
	stdout, err := cmd.StdoutPipe()
	check(t, err)
	_, err = cmd.StdinPipe() // open, and silent, until the process ends
	check(t, err)
	check(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	for range 2 {
		if !lines.Scan() || lines.Text() != "half" {
			t.Fatalf("the helper said %q, %v", lines.Text(), lines.Err())
		}
	}
	return func() {
		check(t, cmd.Process.Kill())
		cmd.Wait()
	}
}

func temps(t *testing.T, s *Store) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(s.dir, tempFolder))
	check(t, err)
	return entries
}

func wantNoTemps(t *testing.T, s *Store) {
	t.Helper()
	if left := temps(t, s); len(left) != 0 {
		t.Errorf("unfinished puts are left: %v", left)
	}
}

// TestOrder watches the system calls that the promises of the package rest on.
func TestOrder(t *testing.T) {
	if err := exec.CommandContext(t.Context(), "strace", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skipf("left out: strace is not installed or may not watch (%v)", err)
	}
	dir := t.TempDir()
	for _, step := range []struct {
		role string
		want []string
	}{
		{"put", []string{
			"mkdir .tmp",
			"write .tmp/*", "fsync .tmp/*", "mkdir a", "mkdir a/b", "fsync .", "fsync a", "rename .tmp/* a/b/c", "fsync a/b",
			"write .tmp/*", "fsync .tmp/*", "rename .tmp/* a/b/d", "fsync a/b",
		}},
		{"delete", []string{
			"remove .tmp", "mkdir .tmp",
			"remove a/b/c", "remove a/b/d", "remove a/b", "remove a", "fsync .",
		}},
		{"append", []string{
			"remove .tmp", "mkdir .tmp",
			"mkdir a", "write a/b", "fdatasync a/b", "fsync a", "fsync .", // a/b is the blob
			"write a/b", "fdatasync a/b",
		}},
	} {
		if diff := cmp.Diff(step.want, trace(t, dir, step.role)); diff != "" {
			t.Errorf("system calls of %s (-want +got):\n%s", step.role, diff)
		}
	}
}

// trace runs a helper under strace and returns its calls as "call path path".
func trace(t *testing.T, dir, role string) []string {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	cmd := helper(t, dir, role, "strace", "-f", "-y", "-qq", "-s", "0", "-o", log,
		"-e", "signal=none", "-e", "trace=pwrite64,fsync,fdatasync,renameat,renameat2,mkdirat,unlinkat")
	if out, err := cmd.Output(); err != nil {
		t.Fatalf("helper %s: %v\n%s", role, err, out)
	}
	raw, err := os.ReadFile(log)
	check(t, err)
	var calls []string
	begun := map[string]string{} // by thread, a call that another thread's line cut in two
	for line := range strings.Lines(string(raw)) {
		thread, text, _ := strings.Cut(line, " ")
		if start, cut := strings.CutSuffix(text, " <unfinished ...>\n"); cut {
			begun[thread] = start
			continue
		}
		if m := resumedPattern.FindStringSubmatch(text); m != nil {
			text = begun[thread] + m[1]
		}
		if call := parseCall(dir, text); call != "" {
			calls = append(calls, call)
		}
	}
	return calls
}

var (
	resumedPattern = regexp.MustCompile(`^ *<\.\.\. \w+ resumed>(.*)`)

	callPattern = regexp.MustCompile(`^ *(\w+)\((.*)\) += (\d+|-1)`)
	pathPattern = regexp.MustCompile(`\d+<([^>]*)>(?:, "([^"]*)")?`)
	tempPattern = regexp.MustCompile(`\.tmp/\w+`)
)

// parseCall reads a line such as
//
//	renameat(9</d/.tmp>, "X", 10</d/a/b>, "c") = 0
//
// It returns "" for calls that failed, as a mkdir of what is there, and for those elsewhere.
func parseCall(dir, line string) string {
	m := callPattern.FindStringSubmatch(line)
	if m == nil || m[3] == "-1" {
		return ""
	}
	call := map[string]string{"pwrite64": "write", "renameat": "rename", "renameat2": "rename", "mkdirat": "mkdir",
		"unlinkat": "remove", "fsync": "fsync", "fdatasync": "fdatasync"}[m[1]]
	for _, p := range pathPattern.FindAllStringSubmatch(m[2], -1) {
		name, err := filepath.Rel(dir, filepath.Join(p[1], p[2]))
		if err != nil || strings.HasPrefix(name, "..") {
			return ""
		}
		call += " " + tempPattern.ReplaceAllString(name, ".tmp/*")
	}
	return call
}
