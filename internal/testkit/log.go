package testkit

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
)

// Log is what the parts of a test log, from any number of goroutines.
type Log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// NewLog makes a log that a test which failed shows when it has ended.
func NewLog(t testing.TB) *Log {
	t.Helper()
	l := &Log{}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("log:\n%s", l)
		}
	})
	return l
}

// Logger writes into the log, from the level info on.
func (l *Log) Logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is everything logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
