package differential

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	key       = "1$000102030405060708090a0b0c0d0e0f1011121314151617" // of the first project
	buildTime = 10 * time.Minute                                     // a cold build on two busy cores
	startTime = 30 * time.Second
	stopTime  = 20 * time.Second
)

// server is one of the two under comparison.
type server struct {
	url           string // of the collection of uploads
	authorization string
}

// startTributary runs the server and returns its endpoint at each path.
func startTributary(t *testing.T, paths ...string) map[string]server {
	t.Helper()
	program := os.Getenv("E2E_BINARY")
	if program == "" {
		program = build(t, "../..", "./cmd/tributary")
	}
	addr := freeAddr(t)
	run(t, addr, []string{"TRIBUTARY_BOOTSTRAP_KEY=" + key}, program, "serve", "--data", t.TempDir(), "--listen", addr,
		"--omegastream-v1-chunk-rules", "off", "--drain-time", "1s")
	servers := map[string]server{}
	for _, path := range paths {
		servers[path] = server{"http://" + addr + path, "Bearer " + key}
	}
	return servers
}

// startTusd runs tusd, built from the module of the peers.
func startTusd(t *testing.T) server {
	t.Helper()
	addr := freeAddr(t)
	run(t, addr, nil, build(t, "../../bench/peers", "./cmd/tusd-peer"), "-listen", addr, "-dir", t.TempDir())
	return server{"http://" + addr + "/files", "Basic " + base64.StdEncoding.EncodeToString([]byte("anyone:"))}
}

func build(t *testing.T, dir, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), buildTime)
	defer cancel()
	path := filepath.Join(t.TempDir(), filepath.Base(command))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", command, err, out)
	}
	return path
}

// run starts a server and stops it when the test ends. It returns when the server is ready.
func run(t *testing.T, addr string, env []string, program string, args ...string) {
	t.Helper()
	// Its life is the server's own, not that of t.Context, which ends before cleanups run.
	cmd := exec.CommandContext(context.Background(), program, args...)
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "TRIBUTARY_") {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		kill := time.AfterFunc(stopTime, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
		_ = cmd.Wait()
		if t.Failed() {
			text := log.String()
			t.Logf("the end of the log of %s:\n%s", filepath.Base(program), text[max(0, len(text)-2000):])
		}
	})
	if err := awaitReady(t.Context(), "http://"+addr+"/readyz"); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
}

func awaitReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	last := fmt.Errorf("never asked")
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return last
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			last = err
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Errorf("not ready: %s", answer.Status)
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}
