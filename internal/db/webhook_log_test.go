package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// Pings wait for nothing, not even for each other.
func TestPingEndpoint(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		e := f.listening(t)
		f.jobs.Take()
		first, err := f.PingEndpoint(t.Context(), e, "ping")
		must(t, err)
		second, err := f.PingEndpoint(t.Context(), e, "ping")
		must(t, err)
		if jobs := f.jobs.Take(); len(jobs) != 2 || jobs[1] != (media.Job{Kind: media.DeliverJob, Subject: second.ID}) {
			t.Errorf("jobs %v", jobs)
		}
		if blocked, err := f.Blocked(t.Context(), second.ID); err != nil || blocked {
			t.Errorf("blocked %v, %v", blocked, err)
		}
		stored, _, err := f.Delivery(t.Context(), first.ID)
		if diff := cmp.Diff(first, stored); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		must(t, f.RecordAttempt(t.Context(), first.ID, webhook.Attempt{At: time.Now(), StatusCode: 200, Delivered: true}))
		if jobs := f.jobs.Take(); len(jobs) != 0 {
			t.Errorf("the end of one woke %v", jobs)
		}
	})
}

func TestRedeliver(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		e := f.listening(t)
		f.video(t)
		log, total, err := f.DeliveryLog(t.Context(), e.ID, 0, 1)
		if must(t, err); len(log) != 1 || total != 1 {
			t.Fatalf("%d messages, %d in all", len(log), total)
		}
		id := log[0].ID
		_, err = f.Redeliver(t.Context(), id)
		wantKind(t, err, media.Conflict)
		_, err = f.Redeliver(t.Context(), media.NewObjectID(time.Now()))
		wantKind(t, err, media.NotFound)
		for _, end := range []webhook.Attempt{{Delivered: true}, {Parked: true}} {
			end.At = time.Now()
			must(t, f.RecordAttempt(t.Context(), id, end))
			f.jobs.Take()
			m, err := f.Redeliver(t.Context(), id)
			if must(t, err); m.DeliveredAt != nil || m.ParkedAt != nil || m.Attempts == 0 {
				t.Errorf("open again: %+v", m)
			}
			if diff := cmp.Diff([]media.Job{{Kind: media.DeliverJob, Subject: id}}, f.jobs.Take()); diff != "" {
				t.Errorf("jobs (-want +got):\n%s", diff)
			}
		}
		page, total, err := f.DeliveryLog(t.Context(), e.ID, 1, 10)
		if err != nil || len(page) != 0 || total != 1 {
			t.Errorf("second page: %v of %d, %v", page, total, err)
		}
	})
}
