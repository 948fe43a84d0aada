package streamdiver_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

func (f *fixture) newWebhook(t *testing.T, body string) map[string]any {
	t.Helper()
	return f.api(t, 201, "POST", "/v2/webhooks", body).data(t)
}

func TestWebhooks(t *testing.T) {
	f := newFixture(t, withWebhooks)
	got := f.newWebhook(t, `{"url":"https://app.example.com/hook"}`)
	id, secret := text(t, got, "id"), text(t, got, "secret")
	if _, ok := media.ParseUUID(id); !ok || !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("id %q, secret %q", id, secret)
	}
	want := map[string]any{
		"id": id, "url": "https://app.example.com/hook", "name": nil, "active": true,
		"events":  []any{"media.created", "media.updated", "media.deleted", "media.restored"},
		"created": got["created"], "updated": got["created"],
	}
	delete(got, "secret")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, f.api(t, 200, "GET", "/v2/webhooks/"+id, "").data(t)); diff != "" {
		t.Errorf("read, without its secret (-want +got):\n%s", diff)
	}
	changed := f.api(t, 200, "PATCH", "/v2/webhooks/"+id, `{"name":"App","active":false,"events":["ping","media.deleted"]}`).data(t)
	want["name"], want["active"], want["events"], want["updated"] = "App", false, []any{"ping", "media.deleted"}, changed["updated"]
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if list := f.api(t, 200, "GET", "/v2/webhooks", "").list(t); len(list) != 1 || list[0]["secret"] != nil {
		t.Errorf("listed %v", list)
	}
	for _, call := range []string{"GET ", "PATCH ", "DELETE ", "POST /ping", "GET /logs", "GET /logs/x", "POST /logs/x/retry"} {
		method, rest, _ := strings.Cut(call, " ")
		if a := f.as(t, f.foreign, method, "/v2/webhooks/"+id+rest, ""); a.status != 404 {
			t.Errorf("%s by another project: %d %s", call, a.status, a.body)
		}
	}
	f.as(t, f.key, "POST", "/v2/webhooks/"+id+"/ping", "").wantBody(t, 409,
		`{"status":"fail","message":"webhook is inactive","data":{"status":"inactive"}}`)
	f.api(t, 200, "DELETE", "/v2/webhooks/"+id, "")
	f.api(t, 404, "GET", "/v2/webhooks/"+id, "")
}

func TestRefusedWebhooks(t *testing.T) {
	f := newFixture(t, func(cfg *streamdiver.Config) {
		withWebhooks(cfg)
		cfg.Webhooks.Guard = egress.New(egress.Config{})
	})
	const where = `"url":"https://app.example.com/"`
	for body, field := range map[string]string{
		`{}`:                             "url",
		`{"url":5}`:                      "url",
		`{"url":"https://127.0.0.1/"}`:   "url",
		`{"url":"file:///etc/passwd"}`:   "url",
		`{"url":"http://example.com/"}`:  "url",
		`{` + where + `,"events":[]}`:    "events",
		`{` + where + `,"events":["x"]}`: "events",
		`{` + where + `,"active":"yes"}`: "active",
	} {
		a := f.api(t, 400, "POST", "/v2/webhooks", body)
		if at(a.decode(t), "data", field) == nil {
			t.Errorf("%s: %s, want a word on %s", body, a.body, field)
		}
	}
	// One of another API is not there, though the project is the same, and takes no place.
	now := time.Now().UTC()
	other := media.Endpoint{ID: media.NewUUID(), ProjectID: f.project.ID, Dialect: "gcore", URL: "https://x.test/", Secret: "whsec_x", CreatedAt: now, UpdatedAt: now}
	must(t, f.SaveEndpoint(t.Context(), other))
	f.api(t, 404, "GET", "/v2/webhooks/"+other.ID, "")
	f.cfg.Webhooks.Guard = lenient{}
	f.start(t)
	for range 10 {
		f.newWebhook(t, `{`+where+`}`)
	}
	f.as(t, f.key, "POST", "/v2/webhooks", `{`+where+`}`).wantBody(t, 400,
		`{"status":"fail","message":"invalid request","data":{"webhooks":"there are 10 already"}}`)
}

// receiver is a customer's server that checks who speaks.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	secret string
	status int // what it answers
	got    []map[string]any
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		raw, _ := io.ReadAll(req.Body)
		if err := webhook.Verify(req.Header, r.secret, raw, time.Now()); err != nil {
			t.Errorf("message without a good signature: %v", err)
		}
		var body map[string]any
		if err := json.Unmarshal(raw, &body); err != nil || body["id"] != req.Header.Get("Webhook-Id") {
			t.Errorf("message %s, %v, id %s", raw, err, req.Header.Get("Webhook-Id"))
		}
		r.got = append(r.got, body)
		w.WriteHeader(r.status)
		_, _ = w.Write([]byte("heard"))
	}))
	t.Cleanup(r.Close)
	return r
}

// deliver sends all messages that are open, oldest first.
func (f *fixture) deliver(t *testing.T, r *receiver, endpointID string) {
	t.Helper()
	d := webhook.New(webhook.Config{
		Store: f, Client: r.Client(), Renderers: map[string]webhook.Renderer{streamdiver.Name: f.cfg.Webhooks.Renderer}, Log: f.cfg.Log,
	})
	log, err := f.Deliveries(t.Context(), endpointID, 100)
	must(t, err)
	for i := len(log) - 1; i >= 0; i-- {
		_ = d.Deliver(t.Context(), log[i].ID) // that it has to be tried again shows in the log
	}
}

// told is what a message said, in short.
func told(m map[string]any) string {
	words := []string{m["event"].(string)}
	if status, ok := at(m, "data", "media", "status").(string); ok {
		words = append(words, status)
	}
	for _, property := range []string{"changedProperties", "permanent"} {
		if value, ok := m["data"].(map[string]any)[property]; ok {
			words = append(words, strings.Trim(fmt.Sprint(value), "[]"))
		}
	}
	return strings.Join(words, " ")
}

// From the first ping to the last deletion a real receiver hears what happened, and of each change
// what it was.
func TestMessagesOfALife(t *testing.T) {
	f := newFixture(t, withWebhooks)
	r := newReceiver(t)
	hook := f.newWebhook(t, `{"url":"`+r.URL+`"}`)
	id, path := text(t, hook, "id"), ""
	r.secret = text(t, hook, "secret")

	channel := f.newChannel(t, `{"name":"Seen","visibility":"public"}`)
	m := f.newMedia(t, "")
	path = "/v2/media/" + m
	f.bring(t, m, media.Viewable)
	f.chunk(t, m, "720p")
	f.api(t, 200, "PATCH", path, `{"name":"Pier","tags":["sea"]}`)
	f.api(t, 200, "PATCH", path, `{"name":"Pier"}`) // changes nothing
	f.api(t, 200, "PATCH", path, `{"channelIds":["`+channel+`"]}`)
	f.api(t, 200, "DELETE", "/v2/channels/"+channel, "")
	f.api(t, 200, "PUT", path+"/thumbnail", pictureOf(t, 9))
	f.api(t, 200, "DELETE", path, "")
	f.api(t, 200, "POST", path+"/recover", "")
	f.api(t, 200, "DELETE", path, "")
	f.api(t, 200, "DELETE", path+"?hardDelete=true", "")
	other := f.newMedia(t, "")
	f.bring(t, other, media.Failed)
	f.api(t, 200, "DELETE", "/v2/media/"+other+"?hardDelete=true", "")
	unborn := f.newUpload(t, "")
	f.api(t, 200, "POST", uploadPath(t, unborn)+"/cancel", "") // never was a media
	f.deliver(t, r, id)

	var got []string
	for _, message := range r.got {
		got = append(got, told(message))
		if message["webhookId"] != id {
			t.Errorf("message %v", message)
		}
	}
	want := []string{
		"ping",
		"media.created processing",
		"media.updated processing duration width height",
		"media.updated processing playable playlistUrl",
		"media.updated ready status",
		"media.updated ready name tags",
		"media.updated ready thumbnailUrl embedUrl playlistUrl channelIds",
		"media.updated ready thumbnailUrl embedUrl playlistUrl channelIds",
		"media.updated ready thumbnailUrl",
		"media.deleted false",
		"media.restored ready",
		"media.deleted false",
		"media.deleted true",
		"media.created processing",
		"media.updated failed status failure",
		"media.deleted true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if data := r.got[0]["data"].(map[string]any); len(data) != 0 {
		t.Errorf("a ping says %v", data)
	}
	created := r.got[1]["data"].(map[string]any)["media"].(map[string]any)
	if created["id"] != m || created["fileName"] != "harbour.mp4" || !strings.HasPrefix(created["embedUrl"].(string), publicURL) {
		t.Errorf("created %v", created)
	}
	if gone := at(r.got[len(r.got)-1], "data", "media"); !cmp.Equal(gone, map[string]any{"id": other}) {
		t.Errorf("deleted %v", gone)
	}
}

func TestDeliveryLog(t *testing.T) {
	f := newFixture(t, withWebhooks)
	r := newReceiver(t)
	r.status = http.StatusGone // for good
	hook := f.newWebhook(t, `{"url":"`+r.URL+`"}`)
	path := "/v2/webhooks/" + text(t, hook, "id")
	r.secret = text(t, hook, "secret")
	first := f.api(t, 200, "GET", path+"/logs", "").list(t)[0]
	log := path + "/logs/" + text(t, first, "id")
	f.as(t, f.key, "POST", log+"/retry", "").wantBody(t, 409, `{"status":"fail","message":"log is pending","data":{"status":"pending"}}`)
	f.deliver(t, r, text(t, hook, "id"))
	is := func(status string, attempts, code float64) {
		t.Helper()
		want := map[string]any{"event": "ping", "status": status, "attempts": attempts, "statusCode": code, "response": "heard", "webhookId": hook["id"]}
		got := f.api(t, 200, "GET", log, "").data(t)
		if diff := cmp.Diff(want, pick(got, "event", "status", "attempts", "statusCode", "response", "webhookId")); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		if payload := at(got, "payload", "event"); payload != "ping" || (status == "pending") != (got["ended"] == nil) {
			t.Errorf("log %v", got)
		}
	}
	is("failed", 1, 410)
	f.api(t, 409, "POST", log+"/retry", "") // who said to be gone is asked no more
	f.api(t, 200, "PATCH", path, `{"active":true}`)
	r.status = http.StatusOK
	if got := f.api(t, 200, "POST", log+"/retry", "").data(t); got["status"] != "pending" {
		t.Errorf("retried: %v", got)
	}
	f.deliver(t, r, text(t, hook, "id"))
	is("delivered", 2, 200)

	f.api(t, 200, "POST", path+"/ping", "")
	a := f.api(t, 200, "GET", path+"/logs?perpage=2", "")
	var states []any
	for _, item := range a.list(t) {
		states = append(states, item["status"])
	}
	if diff := cmp.Diff([]any{"pending", "delivered"}, states); diff != "" || a.header.Get("X-Total-Count") != "3" {
		t.Errorf("%s in all (-want +got):\n%s", a.header.Get("X-Total-Count"), diff)
	}
	// A message to one endpoint is not in the log of another.
	other := f.newWebhook(t, `{"url":"`+r.URL+`"}`)
	f.api(t, 404, "GET", "/v2/webhooks/"+text(t, other, "id")+"/logs/"+text(t, first, "id"), "")
	f.api(t, 404, "GET", path+"/logs/"+media.NewObjectID(time.Now()), "")
}
