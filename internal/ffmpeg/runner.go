package ffmpeg

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Names of the tools, which are also their keys in Runner.tools.
const (
	ffmpegTool  = "ffmpeg"
	ffprobeTool = "ffprobe"
	prlimitTool = "prlimit"
	bwrapTool   = "bwrap"
)

// Runner starts tools. Its methods may be called concurrently; how many at a
// time is the caller's choice. Every method returns after its child has ended
// and what the child started in its group has been killed.
type Runner struct {
	cfg     Config
	tools   map[string]string // absolute paths by name
	box     *sandbox          // nil: plain exec
	boxFail string            // why box is nil, for the operator
	log     *slog.Logger
}

// New finds the tools and tries the sandbox. It fails with a sentence that
// says what to install or allow when ffmpeg, ffprobe or prlimit is missing,
// or when the sandbox is required and does not work. Task directories that a killed
// process left in WorkDir are removed.
func New(ctx context.Context, cfg Config) (*Runner, error) {
	cfg = cfg.withDefaults()
	r := &Runner{cfg: cfg, log: cfg.Log, tools: make(map[string]string)}
	for _, tool := range []string{ffmpegTool, ffprobeTool, prlimitTool} {
		path, err := find(tool, cfg.Path)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w; %s", tool, err, remedy(tool))
		}
		r.tools[tool] = path
	}
	if err := r.prepareWorkDir(); err != nil {
		return nil, fmt.Errorf("prepare work directory: %w", err)
	}
	if err := r.chooseSandbox(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// find looks a tool up in dir when it is there, else in PATH.
func find(tool, dir string) (string, error) {
	if dir != "" {
		path, err := filepath.Abs(filepath.Join(dir, tool))
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(tool)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

func (r *Runner) prepareWorkDir() error {
	if r.cfg.WorkDir == "" {
		dir, err := os.MkdirTemp("", "tributary-work-")
		r.cfg.WorkDir = dir
		return err
	}
	dir, err := filepath.Abs(r.cfg.WorkDir)
	if err != nil {
		return err
	}
	r.cfg.WorkDir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(dir, taskPrefix+"*"))
	for _, task := range left {
		if err := os.RemoveAll(task); err != nil {
			return err
		}
	}
	return err
}

// chooseSandbox fills r.box, or r.boxFail where the mode permits going without.
func (r *Runner) chooseSandbox(ctx context.Context) error {
	if r.cfg.Sandbox == Off {
		r.boxFail = "switched off by the configuration"
		return nil
	}
	err := r.trySandbox(ctx)
	if err == nil {
		return nil
	}
	r.box = nil
	if ctx.Err() != nil {
		return fmt.Errorf("try sandbox: %w", ctx.Err())
	}
	if r.cfg.Sandbox == Required {
		return fmt.Errorf("sandbox required: %w; %s", err, remedy(bwrapTool))
	}
	r.boxFail = err.Error()
	r.log.WarnContext(ctx, "media tools run without a sandbox", "reason", err, "remedy", remedy(bwrapTool))
	return nil
}

// trySandbox runs the real tool in the real sandbox: whether user namespaces are
// allowed, and whether the tool finds its libraries inside, shows in nothing less.
func (r *Runner) trySandbox(ctx context.Context) error {
	path, err := find(bwrapTool, "")
	if err != nil {
		return err
	}
	r.box = newSandbox(path)
	l := probeLimits()
	l.wall = 10 * time.Second
	return r.run(ctx, child{tool: ffmpegTool, args: []string{"-v", "error", "-version"}, limits: l})
}

// remedy is one sentence on what the operator can do about a tool.
func remedy(tool string) string {
	switch tool {
	case prlimitTool:
		return "install util-linux, which has prlimit"
	case bwrapTool:
		return "install bubblewrap 0.8 or later and allow unprivileged user namespaces " +
			"(sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces; in a container, a seccomp profile that permits them)"
	}
	return "install ffmpeg 5.1 or later with libx264"
}
