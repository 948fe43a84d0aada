package omegastream_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

const hooks = "/company/client/webhooks"

const allEvents = `["video.uploaded","video.ready_for_processing","video.in_progress","video.ready_to_watch",` +
	`"video.completed_processing","video.process_succeeded","video.process_failed","video.deleted","video.failed_to_delete","video.deletion_reverted"]`

func (f *fixture) endpoint(t *testing.T, events string) string {
	t.Helper()
	return f.api(t, 200, "POST", hooks, `{"url":"https://app.example.com/hook","events":`+events+`}`).decode(t)["id"].(string)
}

func TestEndpoints(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 200, "POST", hooks+"/", `{"url":"https://app.example.com/hook","events":["video.process_succeeded","video.process_failed","video.process_failed"]}`)
	id := a.decode(t)["id"].(string)
	now := f.clock.now().UTC().Format("2006-01-02T15:04:05.000Z")
	want := `{"id":"` + id + `","created_at":"` + now + `","updated_at":"` + now + `","coid":"omega-cop-` + f.project.Code[8:] +
		`","url":"https://app.example.com/hook","description":null,"events":["video.process_succeeded","video.process_failed"],"active":true}`
	secret, told := a.decode(t)["secret"].(string)
	if once := strings.TrimSuffix(want, "}") + `,"secret":"` + secret + `"}`; !told || !strings.HasPrefix(secret, "whsec_") || a.body != once {
		t.Errorf("created: %s\nwant %s", a.body, once)
	}
	for _, path := range []string{hooks, hooks + "/all"} {
		if got := f.api(t, 200, "GET", path, "").body; got != "["+want+"]" {
			t.Errorf("%s: %s", path, got)
		}
	}
	asGet := f.api(t, 200, "GET", hooks, `{"url":"https://app.example.com/two","description":"two","events":["video.deleted"]}`).decode(t)
	if asGet["description"] != "two" {
		t.Errorf("created by GET: %v", asGet)
	}
	if got := f.api(t, 200, "GET", hooks, `{"page":1}`).body; !strings.HasPrefix(got, "[") {
		t.Errorf("GET with another body: %s", got)
	}
	for _, base := range []string{hooks, "/company/company/webhooks"} {
		got := f.api(t, 200, "PUT", base+"/"+id, `{"url":"https://app.example.com/new","events":["video.deleted"]}`).decode(t)
		if got["url"] != "https://app.example.com/new" || got["active"] != true {
			t.Errorf("changed: %v", got)
		}
		if got := f.api(t, 200, "POST", base+"/"+id+"/status", `{"active":false}`).decode(t)["active"]; got != false {
			t.Errorf("active %v", got)
		}
		f.api(t, 200, "POST", base+"/"+id+"/status", `{"active":true}`)
	}
	f.api(t, 400, "POST", hooks+"/"+id+"/status", `{}`)
	f.do(t, "DELETE", "/company/company/webhooks/"+id, "", bearer).want(t, 200, "webhook endpoint deleted")
	f.do(t, "DELETE", hooks+"/"+id, "", bearer).want(t, 404, "webhook endpoint not found")
}

func TestRefusedEndpoints(t *testing.T) {
	f := newFixture(t, nil)
	for _, body := range []string{
		`{"url":"https://app.example.com/hook"}`, `{"url":"https://app.example.com/hook","events":[]}`,
		`{"url":"https://app.example.com/hook","events":["video.viewed"]}`, `{"events":["video.deleted"]}`,
		`{"url":"http://app.example.com/hook","events":["video.deleted"]}`, `{"url":"https://127.0.0.1/hook","events":["video.deleted"]}`,
		`{"url":"https://2130706433/","events":["video.deleted"]}`, `{"url":"file:///etc/passwd","events":["video.deleted"]}`,
	} {
		f.api(t, 400, "POST", hooks, body)
	}
	// One of another API is not there, though the project is the same.
	now := time.Now().UTC()
	other := media.Endpoint{ID: media.NewObjectID(now), ProjectID: f.project.ID, Dialect: "gcore", URL: "https://x.test/", Secret: "whsec_x", CreatedAt: now, UpdatedAt: now}
	must(t, f.SaveEndpoint(t.Context(), other))
	f.api(t, 404, "GET", hooks+"/"+other.ID, "")
	f.api(t, 404, "DELETE", hooks+"/"+other.ID, "")
	if got := f.api(t, 200, "GET", hooks, "").body; got != "[]" {
		t.Errorf("list %s", got)
	}
}

// All ten names go out, in the order things happen.
func TestEventsOfALife(t *testing.T) {
	f := newFixture(t, nil)
	hook := f.endpoint(t, allEvents)
	id := f.uploadedVideo(t)
	f.do(t, "DELETE", videos+"/"+id, "", bearer).want(t, 409, "")
	f.bring(t, id, media.Ready)
	f.api(t, 204, "DELETE", videos+"/"+id, "")
	f.api(t, 204, "POST", videos+"/revert_deletion/"+id, "")
	f.bring(t, f.uploadedVideo(t), media.Failed)
	var log []map[string]any
	must(t, json.Unmarshal([]byte(f.api(t, 200, "GET", hooks+"/"+hook, "").body), &log))
	var told []string
	for _, e := range slices.Backward(log) {
		told = append(told, e["type"].(string))
		if e["data"] != nil || e["response"] != nil {
			t.Errorf("list item %v", e)
		}
	}
	want := []string{"video.uploaded", "video.ready_for_processing", "video.failed_to_delete", "video.in_progress", "video.ready_to_watch",
		"video.completed_processing", "video.process_succeeded", "video.deleted", "video.deletion_reverted",
		"video.uploaded", "video.ready_for_processing", "video.in_progress", "video.process_failed"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}

// A receiver finds the video in both places; the log shows the same and the answer.
func TestEvent(t *testing.T) {
	f := newFixture(t, nil)
	hook := f.endpoint(t, `["video.process_succeeded"]`)
	id := f.uploadedVideo(t)
	f.bring(t, id, media.Ready)
	log, err := f.Deliveries(t.Context(), hook, 10)
	must(t, err)
	if len(log) != 1 {
		t.Fatalf("%d messages", len(log))
	}
	_, endpoint, err := f.Delivery(t.Context(), log[0].ID)
	must(t, err)
	renderer := omegastream.NewRenderer(omegastream.RendererConfig{Projects: f, Master: f.master, PublicURL: f.server.URL})
	f.api(t, 200, "PUT", videos+"/"+id, `{"title":"renamed since"}`)
	raw, err := renderer.Render(log[0], endpoint)
	must(t, err)
	if again, _ := renderer.Render(log[0], endpoint); string(again) != string(raw) {
		t.Error("another attempt has other bytes")
	}
	sent := answer{body: string(raw)}.decode(t)
	data := sent["data"].(map[string]any)
	inner := data["video"].(map[string]any)
	delete(data, "video")
	if diff := cmp.Diff(inner, data); diff != "" {
		t.Errorf("data and data.video differ:\n%s", diff)
	}
	if data["title"] != "Harbour walk" || data["status"] != "process-completed" || data["uuid"] != id {
		t.Errorf("data %v", data)
	}
	delete(sent, "data")
	created := log[0].CreatedAt.UTC()
	want := map[string]any{"id": log[0].ID, "created_at": created.Format(time.RFC3339), "coid": "omega-cop-" + f.project.Code[8:],
		"ocid": "omega-cop-" + f.project.Code[8:], "api_version": "v1", "created": float64(created.Unix()),
		"type": "video.process_succeeded", "endpoint_id": hook, "response": nil}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Error(diff)
	}

	must(t, f.RecordAttempt(t.Context(), log[0].ID, webhook.Attempt{At: time.Now(), StatusCode: 200, Answer: "ok", Delivered: true}))
	shown := f.api(t, 200, "GET", hooks+"/"+hook+"/events/"+log[0].ID, "").decode(t)
	wantAnswer := map[string]any{"status_code": 200.0, "status": "200 OK", "body": "ok",
		"message": "webhook event with type video.process_succeeded succeeded"}
	if diff := cmp.Diff(wantAnswer, shown["response"]); diff != "" {
		t.Error(diff)
	}
	f.api(t, 404, "GET", hooks+"/"+hook+"/events/6a1f0f77889900aabbccddee", "")
	f.api(t, 404, "GET", hooks+"/6a1f0f77889900aabbccddee/events/"+log[0].ID, "")
}
