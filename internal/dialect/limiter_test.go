package dialect_test

import (
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
)

func TestLimiter(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	l := dialect.NewLimiter(1, 60, func() time.Time { return now })
	for range 60 {
		if wait := l.Take(1); wait != 0 {
			t.Fatalf("refused within the burst: %s", wait)
		}
	}
	if wait := l.Take(1); wait != time.Second {
		t.Errorf("the 61st waits %s, want 1s", wait)
	}
	if wait := l.Take(2); wait != 0 {
		t.Errorf("another project waits %s", wait)
	}
	now = now.Add(time.Second)
	if wait := l.Take(1); wait != 0 {
		t.Errorf("after a second it waits %s", wait)
	}
	if wait := dialect.NewLimiter(0, 0, time.Now).Take(1); wait != 0 {
		t.Errorf("no limit waits %s", wait)
	}
}
