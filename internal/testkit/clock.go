package testkit

import (
	"sync/atomic"
	"time"
)

// Clock is the time, moved by a test. The zero Clock is right.
type Clock struct{ ahead atomic.Int64 }

// Now is the real time and what the clock was moved by.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Advance moves the clock, back when d is negative.
func (c *Clock) Advance(d time.Duration) { c.ahead.Add(int64(d)) }
