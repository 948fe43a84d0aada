package webhook

import (
	"net/http"
	"strconv"
	"time"
)

const (
	maxAttempts   = 10
	maxRetryAfter = 24 * time.Hour

	// throttlePause is the least an endpoint that says it is overloaded is left
	// alone when it does not say for how long.
	throttlePause = time.Minute
)

// Answer is how one attempt ended.
type Answer struct {
	Status     int           // 0 = no answer
	Text       string        // first bytes of the body, or why there was no answer; safe to show to the owner
	RetryAfter time.Duration // asked for by the receiver; 0 = not

	// Hopeless: the message cannot be sent as it is, by rule and not by chance.
	// Trying again would only repeat the question.
	Hopeless bool
}

// Delivered reports a 2xx. Everything else is a failure, a redirect too.
func (a Answer) Delivered() bool { return a.Status/100 == 2 }

// throttled reports that the receiver, or what stands before it, has too much to do.
func (a Answer) throttled() bool {
	return a.Status == http.StatusTooManyRequests || a.Status == http.StatusBadGateway || a.Status == http.StatusGatewayTimeout
}

// Next says when to try again after the attempt-th attempt (counted from 1)
// failed with a, or that trying is over. The table is
//
//	after attempt  1    2      3       4    5    6     7     8     9
//	wait           5 s  5 min  30 min  2 h  5 h  10 h  14 h  20 h  24 h
//
// which sums up to 75 h 35 min: longer than a weekend's outage. roll, from [0, 1), shifts a wait
// by up to a tenth either way, so that what failed together does not return
// together. An overloaded receiver is left alone for at least a minute, and
// for what it asks in Retry-After, up to a day.
func Next(attempt int, a Answer, roll float64) (after time.Duration, giveUp bool) {
	waits := [maxAttempts - 1]time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
	if attempt >= maxAttempts || a.Hopeless || a.Status == http.StatusGone {
		return 0, true
	}
	wait := spread(waits[max(attempt, 1)-1], roll)
	if a.throttled() {
		wait = max(wait, throttlePause)
	}
	return max(wait, min(a.RetryAfter, maxRetryAfter)), false
}

// pause is how long other messages to the endpoint wait after a: their own
// attempts are not worth spending on a receiver that just said it is overloaded.
func (a Answer) pause() time.Duration {
	switch {
	case a.Delivered():
		return 0
	case a.RetryAfter > 0:
		return min(a.RetryAfter, maxRetryAfter)
	case a.throttled():
		return throttlePause
	}
	return 0
}

// spread shifts d by up to ±10 %.
func spread(d time.Duration, roll float64) time.Duration {
	return d + time.Duration((roll-0.5)*0.2*float64(d))
}

// queued is how long a message waits for an earlier one of its video before it
// looks again. That one may be three days from its last attempt, so
// patience grows with age.
func queued(age time.Duration) time.Duration {
	return min(max(age/8, time.Second), 10*time.Minute)
}

// retryAfter reads the Retry-After header: seconds, or a date (RFC 9110 section
// 10.2.3). Nonsense and the past are 0, anything above a day is a day.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}
