package gcore

import (
	"sync"
	"time"
)

// limiter lets each key ask so often a second, and more at once after a silence: a token bucket
// each. It is a matter of one process; several nodes allow several times as much.
type limiter struct {
	rate, burst float64
	now         func() time.Time

	mu      sync.Mutex
	buckets map[int64]bucket // by key; only keys that are in force get here, so it stays small
}

type bucket struct {
	tokens float64
	at     time.Time // when tokens was right
}

// newLimiter makes a limiter. A rate of 0 is no limit.
func newLimiter(rate, burst int, now func() time.Time) *limiter {
	return &limiter{rate: float64(rate), burst: float64(burst), now: now, buckets: map[int64]bucket{}}
}

// take counts a request. With wait > 0 it is one too many; the next one is welcome after that long.
func (l *limiter) take(keyID int64) (wait time.Duration) {
	if l.rate <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[keyID]
	if !known {
		b.tokens = l.burst
	} else {
		b.tokens = min(l.burst, b.tokens+now.Sub(b.at).Seconds()*l.rate)
	}
	b.at = now
	if b.tokens < 1 {
		wait = time.Duration((1 - b.tokens) / l.rate * float64(time.Second))
	} else {
		b.tokens--
	}
	l.buckets[keyID] = b
	return wait
}
