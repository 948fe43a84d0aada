package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// listening is an endpoint that hears of everything.
func (f fixture) listening(t *testing.T) media.Endpoint {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	e := media.Endpoint{ID: media.NewUUID(), ProjectID: f.project.ID, Dialect: "streamdiver", URL: "https://x.test/", Secret: "whsec_x",
		Active: true, CreatedAt: now, UpdatedAt: now}
	for _, event := range media.EventTypes() {
		e.Topics = append(e.Topics, media.Topic{Event: event, Name: string(event)})
	}
	must(t, f.SaveEndpoint(t.Context(), e))
	return e
}

// heard are the newest messages to an endpoint, newest first, as "event detail".
func (f fixture) heard(t *testing.T, e media.Endpoint, n int) []string {
	t.Helper()
	log, total, err := f.DeliveryLog(t.Context(), e.ID, 0, n)
	must(t, err)
	if total < len(log) {
		t.Errorf("%d messages of %d", len(log), total)
	}
	var all []string
	for _, m := range log {
		all = append(all, string(m.Event)+" "+m.Detail)
	}
	return all
}

// What is erased is found by nobody, but for the sweep, which finds it at once.
func TestEraseVideo(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		e := f.listening(t)
		for _, binned := range []bool{false, true} {
			v := f.uploaded(t)
			wantKind(t, f.EraseVideo(t.Context(), f.project.ID+1, v.ID), media.NotFound)
			want := "video.deleted for good"
			if binned {
				must(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, func(media.Video) error { return nil }))
				want = "video.purged "
			}
			must(t, f.EraseVideo(t.Context(), f.project.ID, v.ID))
			if diff := cmp.Diff([]string{want}, f.heard(t, e, 1)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			_, byID := f.Video(t.Context(), v.ID)
			_, bySeq := f.VideoBySeq(t.Context(), v.Seq)
			_, bySlug := f.VideoBySlug(t.Context(), v.Slug)
			for _, err := range []error{byID, bySeq, bySlug, f.RestoreVideo(t.Context(), f.project.ID, v.ID), f.EraseVideo(t.Context(), f.project.ID, v.ID)} {
				wantKind(t, err, media.NotFound)
			}
			for _, deleted := range []bool{false, true} {
				if _, n, err := f.Videos(t.Context(), catalog.Filter{ProjectID: f.project.ID, Deleted: deleted}); err != nil || n != 0 {
					t.Errorf("%d videos are listed, %v", n, err)
				}
			}
			longAgo := time.Now().Add(-24 * time.Hour)
			due, err := f.Purgeable(t.Context(), longAgo, 10)
			if must(t, err); len(due) != 1 || due[0].ID != v.ID {
				t.Fatalf("purgeable: %v", due)
			}
			if ok, err := f.BeginPurge(t.Context(), v.ID); err != nil || !ok {
				t.Fatalf("begin purge: %v, %v", ok, err)
			}
			if diff := cmp.Diff([]string{want}, f.heard(t, e, 1)); diff != "" {
				t.Errorf("told again (-want +got):\n%s", diff)
			}
			must(t, f.EndPurge(t.Context(), v.ID))
			if due, err = f.Purgeable(t.Context(), time.Now(), 10); err != nil || len(due) != 0 {
				t.Fatalf("purgeable afterwards: %v, %v", due, err)
			}
			if _, used, err := f.ProjectUsage(t.Context(), f.project.ID); err != nil || used.Bytes != 0 {
				t.Errorf("still counted: %d bytes, %v", used.Bytes, err)
			}
		}
	})
}

// The end of the bin is told, too, once.
func TestPurgeIsTold(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		e, v := f.listening(t), f.uploaded(t)
		must(t, f.DeleteVideo(t.Context(), f.project.ID, v.ID, func(media.Video) error { return nil }))
		for range 2 {
			_, err := f.BeginPurge(t.Context(), v.ID)
			must(t, err)
		}
		if diff := cmp.Diff([]string{"video.purged ", "video.deleted "}, f.heard(t, e, 2)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}
