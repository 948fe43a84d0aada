package ffmpeg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const taskPrefix = "task-"

// Task is the directory of one run and the files in it. Whoever is given a Task
// closes it when the files have been used.
type Task struct{ dir string }

func (r *Runner) newTask() (*Task, error) {
	dir, err := os.MkdirTemp(r.cfg.WorkDir, taskPrefix)
	if err != nil {
		return nil, fmt.Errorf("make task directory: %w", err)
	}
	return &Task{dir: dir}, nil
}

// Close removes the directory with everything in it. Twice is fine.
func (t *Task) Close() error { return os.RemoveAll(t.dir) }

// file returns the path of an output, if the tool left a regular file there
// that is not empty. A link would be followed out of the directory.
func (t *Task) file(name string) (string, error) {
	path := filepath.Join(t.dir, name)
	info, err := os.Lstat(path)
	if err != nil {
		return "", fmt.Errorf("missing output: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return "", fmt.Errorf("empty output %s: %w", name, errNoOutput)
	}
	return path, nil
}

// write puts a file into the directory for the tool to read; nothing when there are no bytes.
func (t *Task) write(name string, content []byte) error {
	if len(content) == 0 {
		return nil
	}
	if err := os.WriteFile(filepath.Join(t.dir, name), content, 0o600); err != nil {
		return fmt.Errorf("write task file: %w", err)
	}
	return nil
}

// errNoOutput: the tool was content and there is nothing to show for it.
var errNoOutput = errors.New("no output")

// watchEvery is how often the size of a task's directory is looked at. The limit of
// file size holds in between; only a tool gone wrong writes many files.
const watchEvery = 250 * time.Millisecond

// watch calls full once when the directory holds more than limit bytes. The
// returned function ends the watch.
func (t *Task) watch(limit int64, full func()) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if t.size() > limit {
				full()
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// size counts what it can see: files come and go while it looks.
func (t *Task) size() (sum int64) {
	_ = filepath.WalkDir(t.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // vanished
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
