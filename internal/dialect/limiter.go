package dialect

import (
	"sync"
	"time"
)

// Limiter lets each project make so many requests a minute, and as many at once
// after a minute of silence: a token bucket each. It is a matter of one process;
// several nodes allow several times as much. It is safe for concurrent use.
type Limiter struct {
	perMinute float64
	now       func() time.Time

	mu      sync.Mutex
	buckets map[int64]bucket // by project; only projects with a valid key get here, so it stays small
}

type bucket struct {
	tokens float64
	at     time.Time // when tokens was right
}

// NewLimiter makes a Limiter. perMinute 0 is no limit.
func NewLimiter(perMinute int, now func() time.Time) *Limiter {
	return &Limiter{perMinute: float64(perMinute), now: now, buckets: map[int64]bucket{}}
}

// Take counts a request of a project. With wait > 0 it is one too many; the next
// one is welcome after that long.
func (l *Limiter) Take(projectID int64) (wait time.Duration) {
	if l.perMinute <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[projectID]
	if !known {
		b.tokens = l.perMinute
	} else {
		b.tokens = min(l.perMinute, b.tokens+now.Sub(b.at).Minutes()*l.perMinute)
	}
	b.at = now
	if b.tokens < 1 {
		wait = time.Duration((1 - b.tokens) / l.perMinute * float64(time.Minute))
	} else {
		b.tokens--
	}
	l.buckets[projectID] = b
	return wait
}
