package ffmpeg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// child describes one run of a tool.
type child struct {
	tool   string
	args   []string
	source string    // path of the input mounted at /in/source; "" = none
	task   *Task     // whose directory is current and writable; nil = none
	stdin  *os.File  // nil = nothing
	stdout io.Writer // nil discards
	limits limits
	urgent bool // a viewer waits

	program string   // path of what is no tool of ours; tool is then its name in messages
	mounts  []string // paths that it may read, beside the source
}

// Niceness of the children. Below the server in any case: a request must be
// answered while every processor encodes.
const (
	niceUrgent     = 5
	niceBackground = 15
)

// run runs c to its end. An error is ctx's when ctx ended first, a
// media.ProcessingLimit when a limit was hit, else an *exitError or what kept
// the child from starting.
func (r *Runner) run(ctx context.Context, c child) error {
	start := time.Now()
	err := r.start(ctx, c)
	r.log.DebugContext(ctx, "tool ran", "tool", c.tool, "took", time.Since(start).Round(time.Millisecond), "error", err)
	return err
}

func (r *Runner) start(ctx context.Context, c child) error {
	ctx2, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(c.limits.wall, func() { cancel(errLimit("wall time")) })
	defer timer.Stop()

	argv := r.argv(c)
	cmd := exec.CommandContext(ctx2, argv[0], argv[1:]...) //nolint:gosec // argv holds nothing a stranger chose
	cmd.Env = environment()
	cmd.Dir = r.cfg.WorkDir
	if c.task != nil {
		cmd.Dir = c.task.dir
		watch := c.task.watch(c.limits.output, func() { cancel(errLimit("output size")) })
		defer watch()
	}
	if c.stdin != nil { // a nil file in the interface would not be nil
		cmd.Stdin = c.stdin
	}
	stderr := &tail{}
	cmd.Stderr = stderr
	if c.stdout != nil {
		cmd.Stdout = &capped{w: c.stdout, left: c.limits.output, full: func() { cancel(errLimit("output size")) }}
	}
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = 5 * time.Second // a stray descendant may hold the pipes open

	// The child dies with the thread that started it (the kernel's parent-death
	// signal, which bubblewrap uses too), so that thread must stay.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", c.tool, err)
	}
	renice(cmd.Process.Pid, c.urgent)
	err := cmd.Wait()
	// What the child left running in its group. The group's number cannot have
	// been given away while anything is still in it.
	_ = killGroup(cmd.Process.Pid)
	return verdict(ctx2, c.tool, err, stderr)
}

// argv is the whole command line: limits, sandbox, tool, arguments.
func (r *Runner) argv(c child) []string {
	argv := append([]string{r.tools[prlimitTool]}, c.limits.prlimitArgs()...)
	tool := cmp.Or(c.program, r.tools[c.tool])
	if r.box == nil {
		argv = append(argv, tool)
	} else {
		out := ""
		if c.task != nil {
			out = c.task.dir
		}
		argv = append(argv, r.box.wrap(tool, c.source, out, c.mounts)...)
	}
	return append(argv, c.args...)
}

// verdict turns the end of a child into an error.
func verdict(ctx context.Context, tool string, err error, stderr *tail) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%s: %w", tool, cause)
	}
	if err == nil {
		return nil
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return fmt.Errorf("%s: %w", tool, err)
	}
	code := exitCode(exit)
	if slices.Contains(limitCodes(), code) {
		return fmt.Errorf("%s: %w", tool, errLimit(fmt.Sprintf("exit status %d", code)))
	}
	return &exitError{tool: tool, code: code, stderr: stderr.String()}
}

// exitError is a tool that ended with a status other than 0. Its text is for
// the operator's log.
type exitError struct {
	tool   string
	code   int
	stderr string
}

func (e *exitError) Error() string {
	text := fmt.Sprintf("%s: exit status %d", e.tool, e.code)
	if s := strings.TrimSpace(e.stderr); s != "" {
		text += ": " + s
	}
	return text
}
