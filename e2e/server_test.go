package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const (
	// testKey is the key of the contract's signature vectors.
	testKey = "1$000102030405060708090a0b0c0d0e0f1011121314151617"

	startTime = 30 * time.Second // to answer /readyz
	stopTime  = 20 * time.Second // to end after SIGTERM; the drain time below and what follows it
)

// options are how a test wants its server.
type options struct {
	args     []string // of serve, after those of the harness
	env      []string // NAME=value
	database string   // "" = SQLite
	secure   bool     // --tls-self-signed
	beside   *server  // whose stored bytes it shares; both need the same database and master key
	noKey    bool     // without a bootstrap key: the server makes one
}

// server is the program, running.
type server struct {
	URL  string
	Key  string
	Data string

	t      *testing.T
	opts   options
	addr   string
	http   *http.Client
	stdout *syncBuffer
	stderr *syncBuffer   // of all its lives
	cmd    *exec.Cmd     // nil while it is down
	ended  chan struct{} // closed when it has ended
}

// start runs a server until the test ends. It must then end in good order.
func start(t *testing.T, opts options) *server {
	t.Helper()
	s := &server{
		Key: testKey, Data: t.TempDir(), t: t, opts: opts, addr: freeAddr(t), http: &http.Client{Timeout: time.Minute},
		stdout: &syncBuffer{}, stderr: &syncBuffer{},
	}
	s.URL = "http://" + s.addr
	if opts.noKey {
		s.Key = ""
	}
	if opts.secure {
		s.URL = "https://" + s.addr
	}
	if opts.beside != nil {
		if err := os.Symlink(filepath.Join(opts.beside.Data, "blobs"), filepath.Join(s.Data, "blobs")); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if s.cmd != nil {
			if code := s.Stop(); code != 0 {
				t.Errorf("the server ended with code %d", code)
			}
		}
		if t.Failed() {
			t.Logf("the server's log:\n%s", tail(quiet(s.stderr.String()), 60))
		}
	})
	s.Restart()
	return s
}

// Restart starts the server on the same port and folder, and waits until it answers.
func (s *server) Restart() {
	s.t.Helper()
	if err := s.launch(); err != nil {
		s.t.Fatal(err)
	}
}

// crash kills the server and starts it again. Any goroutine of the test may call it.
func (s *server) crash() {
	s.Kill()
	if err := s.launch(); err != nil {
		s.t.Error(err)
	}
}

func (s *server) launch() error {
	path, err := built()
	if err != nil {
		return err
	}
	args := append([]string{"serve", "--data", s.Data, "--listen", s.addr, "--drain-time", "10s"}, s.opts.args...)
	if s.opts.database != "" {
		args = append(args, "--database", s.opts.database)
	}
	if s.opts.secure {
		args = append(args, "--tls-self-signed")
	}
	// Its life is the server's own, not that of t.Context, which ends before cleanups run.
	cmd := exec.CommandContext(context.Background(), path, args...)
	cmd.Env = append(cleanEnv(), s.opts.env...)
	if s.Key != "" {
		cmd.Env = append(cmd.Env, "TRIBUTARY_BOOTSTRAP_KEY="+s.Key)
	}
	cmd.Stdout, cmd.Stderr = s.stdout, s.stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its state
		close(ended)
	}()
	s.cmd, s.ended = cmd, ended
	return s.awaitReady()
}

func (s *server) awaitReady() error {
	return poll(context.Background(), startTime, func(ctx context.Context) error {
		select {
		case <-s.ended:
			state := s.cmd.ProcessState
			s.cmd = nil
			return final(fmt.Errorf("the server ended: %s\n%s", state, tail(s.stderr.String(), 20)))
		default:
		}
		if err := s.trust(); err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		res, err := s.http.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("/readyz answers %s", res.Status)
		}
		return nil
	})
}

// Kill ends the server as a power cut would, for the process.
func (s *server) Kill() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Errorf("kill the server: %v", err)
	}
	s.wait(stopTime)
}

// Stop ends the server as a service manager would and returns its exit code.
func (s *server) Stop() int {
	s.t.Helper()
	s.Terminate()
	return s.wait(stopTime)
}

// Terminate sends SIGTERM and does not wait.
func (s *server) Terminate() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Errorf("stop the server: %v", err)
	}
}

func (s *server) wait(patience time.Duration) int {
	s.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-s.ended:
	case <-timer.C:
		s.t.Errorf("the server did not end within %s", patience)
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
	code := s.cmd.ProcessState.ExitCode()
	s.cmd = nil
	s.http.CloseIdleConnections()
	return code
}
