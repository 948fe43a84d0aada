package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// wavMark stands in a command line for where the input is.
const wavMark = "{wav}"

// Command is a program that the operator chose, for work on sound that we took from a source.
type Command struct {
	// Line is the program, by name or path, and its arguments. {wav} in an argument is the
	// path of the input; without it the input is on standard input.
	Line    []string
	Replace map[string]string // other marks in arguments
	Input   string            // path of a file
	Time    time.Duration     // it may take
}

// commandOutput is the most a command may print or write, in bytes.
const commandOutput = 16 * mib

// Command runs a program in the sandbox and returns what it prints. It sees /usr, the input and,
// where they are, the files and folders whose paths are arguments of it; nothing of that can
// be written, only the current directory, which is empty and goes afterwards. Its own
// path needs no mention. Models of the larger kind need memory: it gets 16 GiB of address space.
// A program that is not there is media.Unavailable.
func (r *Runner) Command(ctx context.Context, c Command) (output []byte, err error) {
	program, err := find(c.Line[0], "")
	if err != nil {
		return nil, fmt.Errorf("find program: %w", errors.Join(media.Errorf(media.Unavailable, "The program is not installed."), err))
	}
	task, err := r.newTask()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, task.Close()) }()
	run := child{
		tool: filepath.Base(program), program: program, mounts: mounts(append([]string{program}, c.Line[1:]...)),
		args: c.arguments(r.inputPath(c.Input)), source: c.Input, task: task, limits: commandLimits(c.Time),
	}
	if !slices.ContainsFunc(c.Line[1:], func(word string) bool { return strings.Contains(word, wavMark) }) {
		in, err := os.Open(c.Input)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		run.stdin = in
	}
	var out bytes.Buffer
	run.stdout = &out
	err = r.run(ctx, run)
	return out.Bytes(), err
}

// arguments has paths and marks filled in.
func (c Command) arguments(input string) []string {
	pairs := []string{wavMark, input}
	for mark, text := range c.Replace {
		pairs = append(pairs, mark, text)
	}
	fill := strings.NewReplacer(pairs...)
	args := make([]string, 0, len(c.Line))
	for _, word := range c.Line[1:] {
		args = append(args, fill.Replace(word))
	}
	return args
}

// inputPath is where a tool finds the file that is its source.
func (r *Runner) inputPath(path string) string {
	if r.box != nil {
		return sourceInside
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// mounts are the paths among words that a sandbox does not have by itself: "/x" and "--model=/x".
func mounts(words []string) []string {
	var found []string
	for _, word := range words {
		if strings.HasPrefix(word, "-") {
			_, word, _ = strings.Cut(word, "=")
		}
		path := filepath.Clean(word)
		if !filepath.IsAbs(path) || within(path, "/", "/usr", "/bin", "/lib", "/lib64", "/proc", "/dev", "/sys", "/tmp", "/in", "/out", "/tools") {
			continue
		}
		if _, err := os.Stat(path); err == nil && !slices.Contains(found, path) {
			found = append(found, path)
		}
	}
	return found
}

// within reports whether a path is one of some folders or in it; in "/" is only itself.
func within(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return path == folder || folder != "/" && strings.HasPrefix(path, folder+"/")
	})
}

func commandLimits(wall time.Duration) limits {
	return limits{memory: 16 * gib, cpu: wall * time.Duration(min(runtime.NumCPU(), 16)), wall: wall, output: commandOutput}
}
