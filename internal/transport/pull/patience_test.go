package pull_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

func asking(status int, retryAfter string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", retryAfter)
		answers(status)(w, r)
	}
}

// TestBusyOrigin: an origin that asks for patience again and again does not use up the attempts, which
// are there for what goes wrong.
func TestBusyOrigin(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		file := movie(1, 2*half)
		busy := []step{answers(503), asking(429, "30"), answers(429), answers(503), asking(503, "3"), answers(429)}
		steps := slices.Concat(busy, []step{broken(file[:half], 2*half, `"a"`)}, busy, []step{answers(500)}, busy, []step{whole(file, `"a"`)})
		imp := r.order(newOrigin(t, steps...).URL, nil)
		waits := r.finish(imp.ID)
		r.wantDone(imp, file)
		if got := r.record(imp.ID); got.Attempts != 2 || got.Fetches != 2 {
			t.Errorf("%d attempts count, of %d", got.Attempts, got.Fetches)
		}
		if waits[1] != 30*time.Second || waits[4] != 3*time.Second {
			t.Errorf("Retry-After of 30 s and 3 s became %v", waits)
		}
	})
}

// TestBusyForGood: patience ends, and the video says why it has no source.
func TestBusyForGood(t *testing.T) {
	r := newRig(t)
	began := r.clock.now()
	imp := r.order(newOrigin(t, answers(503)).URL, nil)
	waits := r.finish(imp.ID)
	r.wantFailed(imp, "origin_status")
	if code, _ := pull.StatusOf(*r.record(imp.ID).Failure); code != 503 {
		t.Errorf("status %d", code)
	}
	for i, least := 0, time.Second; i < len(waits); i, least = i+1, min(2*least, 5*time.Minute) {
		if most := least * 6 / 5; waits[i] < least || i < 8 && waits[i] > most*2 {
			t.Errorf("wait %d is %s, want about %s", i, waits[i], least)
		}
	}
	if took := r.clock.now().Sub(began); took < 15*time.Minute || took > 21*time.Minute {
		t.Errorf("gave up after %s and %d requests", took, len(waits)+1)
	}

	patient := r.order(newOrigin(t, answers(429)).URL, func(o *pull.Order) { o.Patience = time.Minute })
	if waits := r.finish(patient.ID); len(waits) > 7 {
		t.Errorf("a minute's patience is %v", waits)
	}
}

// TestPauseGivesTurnBack: copies that wait between two attempts keep no other one of the same
// host waiting, and line up again.
func TestPauseGivesTurnBack(t *testing.T) {
	onEach(t, func(t *testing.T, r *rig) {
		file := movie(1, 1000)
		host := newOrigin(t, answers(500), answers(500), answers(500), answers(500), whole(file, ""))
		var imps []pull.Import
		for range pull.PerHost + 1 {
			imps = append(imps, r.order(host.URL, nil))
		}
		last := imps[pull.PerHost]
		if got := r.record(last.ID); got.State != pull.Waiting {
			t.Fatalf("the fifth is %s", got.State)
		}
		r.jobs.Take()
		for _, imp := range imps[:pull.PerHost] {
			if later := r.run(imp.ID); later == 0 || r.record(imp.ID).State != pull.Paused {
				t.Fatalf("after a failed attempt: %s", r.record(imp.ID).State)
			}
		}
		if jobs := r.jobs.Take(); len(jobs) != 1 || jobs[0].Subject != last.ID {
			t.Fatalf("while four pause, jobs are %v", jobs)
		}
		r.run(last.ID)
		r.wantDone(last, file)
		r.clock.advance(time.Second)
		r.run(imps[0].ID)
		if got := r.record(imps[0].ID); got.State != pull.Done {
			t.Errorf("the first is %s", got.State)
		}
	})
}

// TestPausedWaitsInLine: one whose pause is over has no turn while the others have them all, and
// gets a job when one ends. A job that is left over disturbs nobody.
func TestPausedWaitsInLine(t *testing.T) {
	r := newRig(t)
	file := movie(1, 1000)
	host := newOrigin(t, answers(500), whole(file, ""))
	first := r.order(host.URL, nil)
	r.run(first.ID)
	var others []pull.Import
	for range pull.PerHost {
		others = append(others, r.order(host.URL, nil))
	}
	r.clock.advance(time.Second)
	r.jobs.Take()
	for range 2 {
		if later := r.run(first.ID); later != 0 || r.record(first.ID).State != pull.Waiting || len(r.jobs.Take()) != 0 {
			t.Fatalf("without a turn the first is %s", r.record(first.ID).State)
		}
	}
	if n := len(host.ranges()); n != 1 {
		t.Errorf("the origin was asked %d times", n)
	}
	r.run(others[0].ID)
	got := slices.DeleteFunc(r.jobs.Take(), func(j media.Job) bool { return j.Kind != media.ImportJob })
	if len(got) != 1 || got[0].Subject != first.ID {
		t.Errorf("jobs %v", got)
	}
}

// run does a job once and says when it wants to be called again, 0 = not.
func (r *rig) run(id string) time.Duration {
	r.t.Helper()
	err := r.Run(r.t.Context(), media.Job{Kind: media.ImportJob, Subject: id}, false)
	if later, ok := asLater(err); ok {
		return later
	}
	must(r.t, err)
	return 0
}
