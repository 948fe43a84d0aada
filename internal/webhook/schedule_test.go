package webhook

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSchedule(t *testing.T) {
	var got []time.Duration
	var sum time.Duration
	for attempt := 1; ; attempt++ {
		after, giveUp := Next(attempt, Answer{Status: 500}, 0.5)
		if giveUp {
			break
		}
		got = append(got, after)
		sum += after
	}
	want := []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	if want := 75*time.Hour + 35*time.Minute + 5*time.Second; sum != want {
		t.Errorf("in all %s, want %s", sum, want)
	}
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		name    string
		attempt int
		answer  Answer
		roll    float64
		after   time.Duration
		giveUp  bool
	}{
		{"earliest", 2, Answer{Status: 500}, 0, 270 * time.Second, false},
		{"latest", 2, Answer{}, 1, 330 * time.Second, false},
		{"redirect", 1, Answer{Status: 302}, 0.5, 5 * time.Second, false},
		{"asked to wait", 1, Answer{Status: 503, RetryAfter: 2 * time.Hour}, 0, 2 * time.Hour, false},
		{"asked to wait less than the table", 3, Answer{Status: 503, RetryAfter: time.Second}, 0.5, 30 * time.Minute, false},
		{"asked to wait for a year", 1, Answer{Status: 429, RetryAfter: 8760 * time.Hour}, 0.5, 24 * time.Hour, false},
		{"too many", 1, Answer{Status: 429}, 0.5, time.Minute, false},
		{"bad gateway", 1, Answer{Status: 502}, 0.5, time.Minute, false},
		{"gateway timeout", 1, Answer{Status: 504}, 0.5, time.Minute, false},
		{"too many, later", 4, Answer{Status: 429}, 0.5, 2 * time.Hour, false},
		{"gone", 1, Answer{Status: 410}, 0.5, 0, true},
		{"not allowed", 1, Answer{Hopeless: true}, 0.5, 0, true},
		{"the last one", 10, Answer{Status: 500, RetryAfter: time.Hour}, 0.5, 0, true},
		{"before the first", 0, Answer{Status: 500}, 0.5, 5 * time.Second, false},
	} {
		after, giveUp := Next(c.attempt, c.answer, c.roll)
		if after.Round(time.Microsecond) != c.after || giveUp != c.giveUp {
			t.Errorf("%s: after %s, give up %v; want %s, %v", c.name, after, giveUp, c.after, c.giveUp)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, "86401": 24 * time.Hour, "4294967295": 24 * time.Hour, "99999999999999999999": 0,
		"-1": 0, "1.5": 0, "soon": 0,
		"Mon, 02 Mar 2026 09:01:00 GMT": time.Minute, "Mon, 02 Mar 2026 08:00:00 GMT": 0, "Tue, 02 Mar 2027 09:00:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestQueuedGrowsWithAge(t *testing.T) {
	for age, want := range map[time.Duration]time.Duration{
		-time.Second: time.Second, 0: time.Second, time.Minute: 7500 * time.Millisecond, 75 * time.Hour: 10 * time.Minute,
	} {
		if got := queued(age); got != want {
			t.Errorf("%s old: %s, want %s", age, got, want)
		}
	}
}
