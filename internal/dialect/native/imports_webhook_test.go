package native_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/native"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/webhook"
)

// Whoever asks to be told of imports is told by one message when one has finished, and its
// delivery is kept like any other.
func TestImportFinishedIsTold(t *testing.T) {
	f := newFixture(t)
	made := f.do(t, "POST", "/v1/webhooks", `{"url":"https://93.184.216.34/hook","format":"tributary","events":["import.finished"]}`,
		bearer, "Content-Type: application/json")
	if made.status != 201 {
		t.Fatalf("%d %s", made.status, made.body)
	}
	now := time.Now().UTC()
	j := migration.Job{ID: "imp_1", ProjectID: f.project.ID, Source: "old", State: migration.Planning, CreatedAt: now, UpdatedAt: now}
	must(t, f.CreateImportJob(t.Context(), j, migration.Input{}, true))
	must(t, f.EndImportPlan(t.Context(), j.ID, nil))
	f.jobs.Take()
	must(t, f.FinishImport(t.Context(), j.ID))
	jobs := f.jobs.Take()
	if len(jobs) != 1 || jobs[0].Kind != media.DeliverJob {
		t.Fatalf("jobs %v", jobs)
	}
	must(t, f.FinishImport(t.Context(), j.ID)) // a second feeder
	if again := f.jobs.Take(); len(again) != 0 {
		t.Errorf("told again: %v", again)
	}

	sent, endpoint, err := f.Delivery(t.Context(), jobs[0].Subject)
	must(t, err)
	raw, err := native.Renderer{}.Render(sent, endpoint)
	must(t, err)
	var got map[string]any
	must(t, json.Unmarshal(raw, &got))
	want := map[string]any{
		"type": "import.finished", "timestamp": sent.CreatedAt.Format(time.RFC3339Nano), "data": map[string]any{"import": "imp_1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	must(t, f.RecordAttempt(t.Context(), sent.ID, webhook.Attempt{At: now, StatusCode: 500, After: time.Second}))
	must(t, f.RecordAttempt(t.Context(), sent.ID, webhook.Attempt{At: now, StatusCode: 204, Delivered: true}))
	if sent, _, err = f.Delivery(t.Context(), sent.ID); err != nil || sent.Attempts != 2 || sent.DeliveredAt == nil {
		t.Errorf("delivery %+v, %v", sent, err)
	}
}

func TestTopics(t *testing.T) {
	all, err := native.Topics(nil)
	must(t, err)
	if want := len(media.EventTypes()) + 1; len(all) != want {
		t.Errorf("%d topics, want %d", len(all), want)
	}
	if _, err := native.Topics([]string{"video.ready", "video"}); media.KindOf(err) != media.Invalid {
		t.Errorf("unknown event: %v", err)
	}
	twice, err := native.Topics([]string{"video.ready", "video.ready"})
	must(t, err)
	if diff := cmp.Diff([]media.Topic{{Event: media.VideoReady, Name: "video.ready"}}, twice); diff != "" {
		t.Error(diff)
	}
}

func TestVideoMessage(t *testing.T) {
	at := time.Date(2026, 2, 3, 10, 0, 0, 0, time.UTC)
	raw, err := native.Renderer{}.Render(media.Delivery{
		VideoID: "v", Name: "rendition.ready", Event: media.RenditionReady, Detail: "360p", Video: media.Video{State: media.Viewable}, CreatedAt: at,
	}, media.Endpoint{})
	must(t, err)
	want := `{"type":"rendition.ready","timestamp":"2026-02-03T10:00:00Z","data":{"video":"v","state":"viewable","detail":"360p"}}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Error(diff)
	}
}
