package apivideo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/webhook"
)

// webhook makes an endpoint by the API.
func (f *fixture) webhook(t *testing.T, url, events string) (id, secret string) {
	t.Helper()
	body := f.api(t, 201, "POST", "/webhooks", `{"url":"`+url+`","events":`+events+`}`).decode(t)
	return body["webhookId"].(string), body["signatureSecret"].(string)
}

func TestWebhooks(t *testing.T) {
	f := newFixture(t, nil)
	a := f.api(t, 201, "POST", "/webhooks", `{"events":["live-stream.broadcast.ended","video.encoding.quality.completed",`+
		`"video.encoding.quality.completed","video.source.recorded"],"url":"https:\/\/app.example.org\/hook"}`)
	body := a.decode(t)
	id, secret := body["webhookId"].(string), body["signatureSecret"].(string)
	created, _ := times(t, a)
	f.want(t, a, 201, `{"webhookId":"`+id+`","createdAt":"`+created+`","events":["live-stream.broadcast.ended","video.encoding.quality.completed",`+
		`"video.source.recorded"],"url":"https://app.example.org/hook","signatureSecret":"`+secret+`"}`)
	if len(id) != 30 || !strings.HasPrefix(id, "webhook_") || len(secret) != 30 || !strings.HasPrefix(secret, "sig_sec_") {
		t.Errorf("id %q, secret %q", id, secret)
	}
	f.want(t, f.api(t, 200, "GET", "/webhooks/"+id, ""), 200, a.body)
	second, _ := f.webhook(t, "https://app.example.org/two", `["video.caption.generated"]`)
	for query, want := range map[string][]any{
		"":                                  {second, id},
		"?events=video.caption.generated":   {second},
		"?events=video.source.recorded":     {id},
		"?events[]=video.summary.generated": {},
		"?events=video.source.recorded,video.caption.generated": {second, id},
		"?pageSize=1": {second},
	} {
		ids := []any{}
		for _, w := range f.api(t, 200, "GET", "/webhooks"+query, "").decode(t)["data"].([]any) {
			ids = append(ids, testkit.At(w, "webhookId"))
		}
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	f.as(t, f.foreign, "GET", "/webhooks/"+id, "").problem(t, 404, "resource-not-found", "webhookId")
	f.as(t, f.foreign, "DELETE", "/webhooks/"+id, "").problem(t, 404, "resource-not-found", "webhookId")
	f.as(t, f.key, "PATCH", "/webhooks/"+id, `{}`).problem(t, 405, "method-not-allowed", "")
	f.api(t, 204, "DELETE", "/webhooks/"+id, "")
	f.as(t, f.key, "DELETE", "/webhooks/"+id, "").problem(t, 404, "resource-not-found", "webhookId")
}

func TestRefusedWebhooks(t *testing.T) {
	f := newFixture(t, nil)
	const events = `"events":["video.caption.generated"]`
	for body, want := range map[string][2]string{
		`{"url":"https://app.example.org/"}`:                           {"attribute-required", "events"},
		`{` + events + `}`:                                             {"attribute-required", "url"},
		`{"url":"https://app.example.org/","events":[]}`:               {"invalid-attribute", "events"},
		`{"url":"https://app.example.org/","events":["video.viewed"]}`: {"invalid-attribute", "events"},
		`{"url":"https://app.example.org/","events":"x"}`:              {"invalid-attribute", "events"},
		`{"url":5,` + events + `}`:                                     {"invalid-attribute", "url"},
		`{"url":"http://app.example.org/",` + events + `}`:             {"invalid-attribute", "url"},
		`{"url":"https://127.0.0.1/",` + events + `}`:                  {"invalid-attribute", "url"},
		`{"url":"file:///etc/passwd",` + events + `}`:                  {"invalid-attribute", "url"},
	} {
		f.as(t, f.key, "POST", "/webhooks", body).problem(t, 400, want[0], want[1])
	}
	// One of another API is not there, though the project is the same, and takes no place.
	now := time.Now().UTC()
	other := media.Endpoint{ID: media.NewObjectID(now), ProjectID: f.project.ID, Dialect: "gcore", URL: "https://x.test/", Secret: "whsec_x", CreatedAt: now, UpdatedAt: now}
	must(t, f.SaveEndpoint(t.Context(), other))
	f.as(t, f.key, "GET", "/webhooks/"+other.ID, "").problem(t, 404, "resource-not-found", "webhookId")
	f.as(t, f.key, "DELETE", "/webhooks/"+other.ID, "").problem(t, 404, "resource-not-found", "webhookId")
	for range 50 {
		f.webhook(t, "https://app.example.org/", `["video.caption.generated"]`)
	}
	f.as(t, f.key, "POST", "/webhooks", `{"url":"https://app.example.org/",`+events+`}`).problem(t, 400, "webhook-limit-reached", "")
}

// lenient lets endpoints be anywhere.
type lenient struct{}

func (lenient) CheckURL(context.Context, string, egress.Use) error { return nil }

// sent is a message that arrived.
type sent struct{ body, id, signature string }

// A video becomes ready; a real receiver hears of every quality, once, and can check who said so.
func TestMessagesOfALife(t *testing.T) {
	f := newFixture(t, func(cfg *apivideo.Config) { cfg.Guard = lenient{} })
	receiver := newReceiver(t)
	id, secret := f.webhook(t, receiver.url, `["video.encoding.quality.completed","live-stream.broadcast.started"]`)
	videoID := f.newVideo(t, "")
	f.sourced(t, videoID, "not really a video")
	f.bring(t, videoID, media.Ready)
	log, err := f.Deliveries(t.Context(), id, 10)
	must(t, err)
	deliverer := webhook.New(webhook.Config{
		Store: f, Client: receiver.client, Renderers: map[string]webhook.Renderer{apivideo.Name: apivideo.Renderer{}}, Log: f.cfg.Log,
	})
	var want []sent
	for i, quality := range []string{`"hls","quality":"360p"`, `"hls","quality":"720p"`, `"mp4","quality":"720p"`} {
		m := log[len(log)-1-i] // the newest comes first
		must(t, deliverer.Deliver(t.Context(), m.ID))
		body := `{"type":"video.encoding.quality.completed","emittedAt":"` + m.CreatedAt.UTC().Format("2006-01-02T15:04:05.000Z") +
			`","videoId":"` + videoID + `","encoding":` + quality + `}`
		want = append(want, sent{body, id, signature(secret, body)})
	}
	if diff := cmp.Diff(want, receiver.got, cmp.AllowUnexported(sent{})); diff != "" {
		t.Error(diff)
	}
	if len(log) != 3 {
		t.Errorf("%d messages, want 3", len(log))
	}
}
