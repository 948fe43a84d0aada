package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tributary-video/tributary/internal/media"
)

// The test binary plays the hijacked decoder: this environment is not passed to
// children, so the name it is started under tells it apart.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == stubTool {
		stub(os.Args[1:])
		return
	}
	os.Exit(m.Run())
}

const stubTool = "stub-decoder"

// stub does what its argument says and prints what came of it.
func stub(args []string) {
	say := func(what string, err error) { fmt.Println(what, err == nil) }
	switch args[0] {
	case "hang":
		time.Sleep(time.Hour)
	case "fork":
		for range 3 {
			cmd := exec.Command("/proc/self/exe") //nolint:noctx // meant to outlive everything
			cmd.Args = []string{stubTool, "sleep"}
			if err := cmd.Start(); err != nil {
				os.Exit(9)
			}
			fmt.Println(cmd.Process.Pid)
		}
		time.Sleep(time.Hour)
	case "sleep":
		time.Sleep(time.Minute)
	case "fill":
		for i := range 50 {
			f, err := os.Create("junk" + strconv.Itoa(i))
			if err != nil {
				os.Exit(8)
			}
			for range 16 {
				if _, err := f.Write(make([]byte, mib)); err != nil {
					os.Exit(7)
				}
			}
		}
		time.Sleep(time.Minute)
	case "one-file":
		f, _ := os.Create("junk")
		for {
			if _, err := f.Write(make([]byte, mib)); err != nil {
				os.Exit(7)
			}
		}
	case "allocate":
		_, err := syscall.Mmap(-1, 0, 64*gib, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		say("allocated", err)
	case "burn":
		for n := 0; n >= 0; n ^= 1 {
			_ = n
		}
	case "shout":
		for range 200_000 {
			fmt.Fprint(os.Stderr, "\x1b[31mred\x07\x00 ")
		}
		os.Exit(3)
	case "pour":
		for {
			if _, err := os.Stdout.Write(make([]byte, 64<<10)); err != nil {
				os.Exit(7)
			}
		}
	case "escape":
		escape(say, args[1])
	}
}

func escape(say func(string, error), outside string) {
	_, err := os.ReadFile("/etc/passwd")
	say("passwd", err)
	_, err = os.ReadFile(outside)
	say("outside", err)
	say("write outside", os.WriteFile(outside+".new", nil, 0o600))
	say("write usr", os.WriteFile("/usr/x", nil, 0o600))
	say("write root", os.WriteFile("/x", nil, 0o600))
	say("write dev", os.WriteFile("/dev/x", nil, 0o600))
	say("write source", os.WriteFile("/in/source", nil, 0o600))
	_, err = net.DialTimeout("tcp", "127.0.0.1:"+strings.TrimSpace(os.Args[3]), time.Second)
	say("socket", err)
	_, err = os.Stat("/sys/kernel")
	say("sys", err)
	cmd := exec.Command("/proc/self/exe") //nolint:noctx // fails at once
	cmd.Args = []string{stubTool, "sleep"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}
	say("nested namespace", cmd.Start())
	processes, _ := filepath.Glob("/proc/[0-9]*")
	fmt.Println("processes", len(processes))
	fmt.Println("environment", strings.Join(os.Environ(), " "))
	say("write out", os.WriteFile("result", []byte("x"), 0o600))
}

// stubRunner makes a Runner whose ffmpeg is the stub.
func stubRunner(t *testing.T, mode Mode) *Runner {
	t.Helper()
	r := newRunner(t, Config{Sandbox: mode})
	if mode == Auto && r.box == nil {
		t.Skip("the sandbox does not work here: " + r.boxFail)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), stubTool)
	if err := os.Link(self, link); err != nil {
		b, err := os.ReadFile(self)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(link, b, 0o700); err != nil { //nolint:gosec // executable
			t.Fatal(err)
		}
	}
	r.tools[stubTool] = link
	return r
}

// A tool gone wrong runs into a limit, dies with all it started, and leaves nothing.
func TestLimitsHold(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds; left out by -short")
	}
	for _, mode := range []Mode{Auto, Off} {
		for name, change := range map[string]func(*limits){
			"hang":     func(l *limits) { l.wall = 500 * time.Millisecond },
			"fork":     func(l *limits) { l.wall = 500 * time.Millisecond },
			"fill":     func(l *limits) { l.output = 32 * mib },
			"one-file": func(l *limits) { l.output = 8 * mib },
			"burn":     func(l *limits) { l.cpu = time.Second },
			"pour":     func(l *limits) { l.output = mib },
		} {
			t.Run(string(mode)+" "+name, func(t *testing.T) {
				r := stubRunner(t, mode)
				l := limits{memory: 4 * gib, cpu: 20 * time.Second, wall: 20 * time.Second, output: 64 * mib}
				change(&l)
				task, err := r.newTask()
				if err != nil {
					t.Fatal(err)
				}
				var out bytes.Buffer
				err = r.run(t.Context(), child{tool: stubTool, args: []string{name}, task: task, stdout: &out, limits: l})
				// A Go program ignores the file size signal and sees the write fail.
				if e, ok := errors.AsType[*exitError](err); ok && name == "one-file" && e.code == 7 {
					err = errLimit("file size")
				}
				if v, _ := media.RefusalOf(err); v.Code != media.ProcessingLimit {
					t.Errorf("got %v", err)
				}
				if size := task.size(); size >= 50*16*mib { // all that "fill" would write
					t.Errorf("%d bytes on disk", size)
				}
				if mode == Off && name == "fork" { // inside the sandbox they have other ids
					gone(t, out.String())
				}
				if err := task.Close(); err != nil {
					t.Error(err)
				}
				leftover(t, r)
			})
		}
	}
}

// gone waits until the processes whose ids are listed have ended.
func gone(t *testing.T, pids string) {
	t.Helper()
	for pid := range strings.FieldsSeq(pids) {
		n, err := strconv.Atoi(pid)
		if err != nil {
			t.Fatal(err)
		}
		fd, err := unix.PidfdOpen(n, 0)
		if err != nil {
			continue // ended and reaped
		}
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 10_000)
		if ready != 1 {
			t.Errorf("process %d lives (%v)", n, err)
		}
		_ = unix.Close(fd)
	}
}

func TestMemoryLimitHolds(t *testing.T) {
	for _, mode := range []Mode{Auto, Off} {
		r := stubRunner(t, mode)
		var out bytes.Buffer
		l := limits{memory: 4 * gib, cpu: 20 * time.Second, wall: 20 * time.Second, output: mib}
		if err := r.run(t.Context(), child{tool: stubTool, args: []string{"allocate"}, stdout: &out, limits: l}); err != nil {
			t.Fatal(err)
		}
		if out.String() != "allocated false\n" {
			t.Errorf("%s: %s", mode, out.String())
		}
	}
}

func TestCancelKills(t *testing.T) {
	for _, mode := range []Mode{Auto, Off} {
		r := stubRunner(t, mode)
		ctx, cancel := context.WithCancel(t.Context())
		started := &signalWriter{seen: cancel}
		err := r.run(ctx, child{tool: stubTool, args: []string{"fork"}, stdout: started, limits: limits{memory: 4 * gib, cpu: time.Minute, wall: time.Minute, output: mib}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

// signalWriter calls seen at the first output.
type signalWriter struct{ seen func() }

func (w *signalWriter) Write(p []byte) (int, error) { w.seen(); return len(p), nil }

func TestMessagesAreCleaned(t *testing.T) {
	r := stubRunner(t, Off)
	err := r.run(t.Context(), child{tool: stubTool, args: []string{"shout"}, limits: limits{memory: 4 * gib, cpu: time.Minute, wall: time.Minute, output: mib}})
	e, ok := errors.AsType[*exitError](err)
	if !ok || e.code != 3 {
		t.Fatalf("got %v", err)
	}
	if len(e.stderr) > maxStderr || strings.ContainsAny(e.stderr, "\x1b\x07\x00") || !strings.Contains(e.stderr, "red") {
		t.Errorf("%d bytes: %.100q", len(e.stderr), e.stderr)
	}
}

func TestSandboxHolds(t *testing.T) {
	r := stubRunner(t, Auto)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	task, err := r.newTask()
	if err != nil {
		t.Fatal(err)
	}
	defer task.Close()
	t.Setenv("TRIBUTARY_MASTER_KEY", "secret")
	var out bytes.Buffer
	l := limits{memory: 4 * gib, cpu: 20 * time.Second, wall: 20 * time.Second, output: mib}
	if err := r.run(t.Context(), child{tool: stubTool, args: []string{"escape", outside, port}, source: outside, task: task, stdout: &out, limits: l}); err != nil {
		t.Fatal(err, out.String())
	}
	for line := range strings.Lines(out.String()) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case strings.HasPrefix(line, "processes "):
			if n, _ := strconv.Atoi(value); n > 3 {
				t.Errorf("sees %d processes", n)
			}
		case strings.HasPrefix(line, "environment "):
			if strings.Contains(value, "TRIBUTARY") {
				t.Errorf("environment %s", value)
			}
		case strings.HasPrefix(line, "write out "):
			if !strings.HasSuffix(value, "true") {
				t.Error("cannot write to its own directory")
			}
		case strings.HasSuffix(value, "true"):
			t.Errorf("could: %s %s", name, value)
		}
	}
	if _, err := task.file("result"); err != nil {
		t.Error(err)
	}
}

// Where bubblewrap is missing, auto says so and required refuses.
func TestSandboxMissing(t *testing.T) {
	bin := t.TempDir()
	for _, tool := range []string{ffmpegTool, ffprobeTool, prlimitTool} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(bin, tool)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	checkWithout(t)
	// Forbidden rather than missing.
	if err := os.WriteFile(filepath.Join(bin, bwrapTool), []byte("#!/bin/sh\necho no permissions >&2\nexit 1\n"), 0o700); err != nil { //nolint:gosec // executable
		t.Fatal(err)
	}
	checkWithout(t)
}

func checkWithout(t *testing.T) {
	t.Helper()
	r := newRunner(t, Config{Sandbox: Auto})
	rep := r.Report(t.Context())
	if rep.Sandbox || rep.Reason == "" || len(rep.Findings) != 1 || !strings.Contains(rep.Findings[0].Remedy, "bubblewrap") {
		t.Errorf("report %+v", rep)
	}
	if _, err := New(t.Context(), Config{Sandbox: Required, WorkDir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "install bubblewrap") {
		t.Errorf("required: %v", err)
	}
}

func TestReport(t *testing.T) {
	r := newRunner(t, Config{})
	rep := r.Report(t.Context())
	if rep.FFmpeg == "" || rep.FFprobe == "" || !rep.Encoders["libx264"] || !rep.Encoders["aac"] || !rep.Encoders["mjpeg"] {
		t.Errorf("report %+v", rep)
	}
	if r.Sandboxed() && len(rep.Findings) != 0 {
		t.Errorf("findings %+v", rep.Findings)
	}
}

func TestNewClearsWorkDir(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, taskPrefix+"old", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	leftover(t, newRunner(t, Config{Sandbox: Off, WorkDir: dir}))
}
