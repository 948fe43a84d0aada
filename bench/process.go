package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

const (
	// startTime is how long a server may take until it is ready; a slow disk
	// needs seconds for the first migration.
	startTime = 30 * time.Second
	// stopTime is how long it may take to end before it is killed.
	stopTime = 10 * time.Second
	// pollEvery is how often a server is asked whether it is ready.
	pollEvery = 10 * time.Millisecond
)

// process is a server that this program started and will stop.
type process struct {
	url string // without a slash at the end
	cmd *exec.Cmd
	log string // path of what it wrote to standard error
}

// command is what to start.
type command struct {
	path    string
	args    []string
	env     []string // nil = ours
	address string   // where it will listen
	log     string   // file for what it writes to standard error
}

// startProcess runs a server, which must answer /readyz with 200, and returns when it does.
func startProcess(ctx context.Context, c command) (*process, error) {
	logged, err := os.Create(c.log)
	if err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	defer logged.Close()
	p := &process{url: "http://" + c.address, log: c.log, cmd: exec.CommandContext(ctx, c.path, c.args...)}
	p.cmd.Env, p.cmd.Stderr = c.env, logged
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = stopTime
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	if err := p.await(ctx); err != nil {
		p.stop()
		return nil, fmt.Errorf("start %s: %w\n%s", c.path, err, p.lastWords())
	}
	return p, nil
}

// await returns when the server is ready.
func (p *process) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	return poll(ctx, pollEvery, func() (bool, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
		if err != nil {
			return false, err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return false, nil //nolint:nilerr // not listening yet
		}
		defer answer.Body.Close()
		return answer.StatusCode == http.StatusOK, nil
	})
}

// stop ends the process, politely and then not, and returns when it is gone. How
// it ended tells nothing about what was measured before.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(stopTime, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	_ = p.cmd.Wait()
}

// lastWords are the end of what the process wrote to standard error.
func (p *process) lastWords() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

// poll calls done at once and then at every tick until it says yes, fails, or ctx ends.
func poll(ctx context.Context, every time.Duration, done func() (bool, error)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if ok, err := done(); ok || err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// freeAddress finds a port that nobody listens on. Another process may take it
// before it is used; the run then fails and says so.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find free port: %w", err)
	}
	return ln.Addr().String(), ln.Close()
}

// runTool runs a media tool to its end. What it says goes into the error.
func runTool(ctx context.Context, name string, args ...string) error {
	_, err := exec.CommandContext(ctx, name, args...).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("run %s: %w: %s", name, err, exit.Stderr)
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", name, err)
	}
	return nil
}
