package main

import (
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	upTo := func(n int) (samples []int) {
		for i := n; i > 0; i-- {
			samples = append(samples, i)
		}
		return samples
	}
	for _, c := range []struct {
		n           int
		median, p95 int
	}{{1, 1, 1}, {2, 1, 2}, {3, 2, 3}, {15, 8, 15}, {20, 10, 19}, {300, 150, 285}} {
		if got := median(upTo(c.n)); got != c.median {
			t.Errorf("median of 1…%d is %d, want %d", c.n, got, c.median)
		}
		if got := p95(upTo(c.n)); got != c.p95 {
			t.Errorf("p95 of 1…%d is %d, want %d", c.n, got, c.p95)
		}
	}
}

func TestMillis(t *testing.T) {
	for d, want := range map[time.Duration]string{
		217 * time.Microsecond:   "0.22 ms",
		9994 * time.Microsecond:  "9.99 ms",
		10400 * time.Microsecond: "10 ms",
		2 * time.Second:          "2000 ms",
	} {
		if got := millis(d); got != want {
			t.Errorf("millis(%s) = %q, want %q", d, got, want)
		}
	}
}
