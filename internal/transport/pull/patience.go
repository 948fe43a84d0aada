package pull

import (
	"math/rand/v2"
	"time"
)

const (
	maxAttempts = 3  // that count
	maxFetches  = 20 // in all
	// plenty is how much an attempt has to bring so that it does not count.
	plenty = 8 << 20

	// maxRetryAfter is how long an origin may ask to be left alone (the number of Gcore's
	// contract), and with it how long a single copy bears with one that asks again and again:
	// whoever waits for the video shall learn within that time that it does not come.
	maxRetryAfter = 15 * time.Minute
	// firstWait and longestWait are how long an origin that does not say for how long is left
	// alone, doubling from one to the other (section 6 of the same contract).
	firstWait   = time.Second
	longestWait = 5 * time.Minute
)

// next says how long the origin is left alone after a failed attempt, which it counts, and false
// when it is not asked again.
func (im *Importer) next(imp *Import, f failure, brought int64) (wait time.Duration, again bool) {
	if f.busy {
		return im.bear(imp, f.wait)
	}
	imp.Throttled = nil
	imp.Fetches++
	if brought < plenty {
		imp.Attempts++
	}
	return pause(imp.Attempts), imp.Attempts < maxAttempts && imp.Fetches < maxFetches
}

// bear is next for an origin that asks for patience: that is no attempt. Its patience is counted
// from the first such answer in a row, so that one which breaks off and puts off in turns
// comes to an end by its attempts.
func (im *Importer) bear(imp *Import, asked time.Duration) (wait time.Duration, again bool) {
	now := im.cfg.Now()
	if imp.Throttled == nil {
		imp.Throttled = &now
	}
	waited := now.Sub(*imp.Throttled)
	if asked > 0 {
		return asked, waited < imp.Patience
	}
	wait = min(firstWait+waited, longestWait)
	// Up to a tenth longer, so that what was put off together does not come back together.
	return wait + rand.N(wait/10), waited < imp.Patience //nolint:gosec // no secret
}

// pause is how long an origin is left alone after so many attempts that count.
func pause(attempts int) time.Duration {
	if attempts < 2 {
		return time.Second
	}
	return 5 * time.Second
}
