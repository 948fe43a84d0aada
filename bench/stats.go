package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// quantile returns the smallest sample that at least the share q of all samples
// does not exceed (nearest rank): 0.5 is the median, 0.95 of 15 samples the
// largest. No samples is a mistake of the caller.
func quantile[T cmp.Ordered](samples []T, q float64) T {
	sorted := slices.Sorted(slices.Values(samples))
	rank := int(math.Ceil(q * float64(len(sorted))))
	return sorted[max(0, rank-1)]
}

func median[T cmp.Ordered](samples []T) T { return quantile(samples, 0.5) }

// p95 is too coarse to mean more than "the worst" below 20 samples.
func p95[T cmp.Ordered](samples []T) T { return quantile(samples, 0.95) }

// millis prints a duration in milliseconds, with two digits where they can matter.
func millis(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 10 {
		return fmt.Sprintf("%.2f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// mebibytes prints a size to the nearest MiB.
func mebibytes(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }
