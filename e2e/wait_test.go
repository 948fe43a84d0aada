package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// cleanEnv is this environment without settings of Tributary.
func cleanEnv() []string {
	var env []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "TRIBUTARY_") {
			env = append(env, pair)
		}
	}
	return env
}

// freeAddr finds a port below the range that outgoing connections take theirs
// from: a server that is down for a moment must find its port free again.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", addr)
		if err == nil {
			_ = ln.Close()
			return addr
		}
	}
	t.Fatal("no free port")
	return ""
}

// eventually asks until what is wanted is so. The error of ask says what is not.
func eventually(t *testing.T, patience time.Duration, what string, ask func(ctx context.Context) error) {
	t.Helper()
	if err := poll(t.Context(), patience, ask); err != nil {
		t.Fatalf("waited until %s: %v", what, err)
	}
}

// poll asks until there is no error, patience or ctx ends, or an error is final.
func poll(ctx context.Context, patience time.Duration, ask func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		err := ask(ctx)
		if _, isFinal := errors.AsType[*finalError](err); err == nil || isFinal {
			return err
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("still not after %s: %w", patience, last)
		}
	}
}

// finalError is one that waiting does not heal.
type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

func final(err error) error { return &finalError{err} }

// syncBuffer takes the output of a process while a test reads it.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// quiet leaves out what a waiting test asks over and over.
func quiet(log string) string {
	var kept []string
	for line := range strings.Lines(log) {
		if !strings.Contains(line, " method=GET ") || !strings.Contains(line, " status=200 ") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
