package dialect

import (
	"sync"
	"time"
)

// Limiter lets each caller make so many requests a second, and more at once after a
// silence: a token bucket each. It is a matter of one process; several nodes allow
// several times as much. It is safe for concurrent use.
type Limiter struct {
	rate, burst float64
	now         func() time.Time

	mu      sync.Mutex
	buckets map[int64]bucket // by caller; only those with a valid key get here, so it stays small
}

type bucket struct {
	tokens float64
	at     time.Time // when tokens was right
}

// NewLimiter makes a Limiter of requests a second, and of burst at once. A rate of 0 is no limit.
func NewLimiter(perSecond float64, burst int, now func() time.Time) *Limiter {
	return &Limiter{rate: perSecond, burst: float64(burst), now: now, buckets: map[int64]bucket{}}
}

// Take counts a request of a caller, a project or a key. With wait > 0 it is one too many;
// the next one is welcome after that long.
func (l *Limiter) Take(caller int64) (wait time.Duration) {
	if l.rate <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[caller]
	if !known {
		b.tokens = l.burst
	} else {
		silence := max(0, now.Sub(b.at)) // clocks are set back at times
		b.tokens = min(l.burst, b.tokens+silence.Seconds()*l.rate)
	}
	b.at = now
	if b.tokens < 1 {
		wait = time.Duration((1 - b.tokens) / l.rate * float64(time.Second))
	} else {
		b.tokens--
	}
	l.buckets[caller] = b
	return wait
}
