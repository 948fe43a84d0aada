package native_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// vendorTopics is the format of a vendor with two events.
func vendorTopics(names []string) ([]media.Topic, error) {
	all := map[string]media.EventType{"up": media.VideoReady, "down": media.VideoDeleted}
	if len(names) == 0 {
		names = []string{"up", "down"}
	}
	var topics []media.Topic
	for _, name := range names {
		if all[name] == "" {
			return nil, media.Errorf(media.Invalid, "unknown event")
		}
		topics = append(topics, media.Topic{Event: all[name], Name: name})
	}
	return topics, nil
}

type shownWebhook struct {
	ID, URL, Format, Secret string
	Events                  []string
	Active                  bool
}

func decodeWebhook(t *testing.T, body string) shownWebhook {
	t.Helper()
	var w shownWebhook
	must(t, json.Unmarshal([]byte(body), &w))
	return w
}

func TestWebhooks(t *testing.T) {
	f := newFixture(t)
	key := "Authorization: Bearer " + testKey
	order := func(text string) answer {
		return f.do(t, "POST", "/v1/webhooks", text, key, "Content-Type: application/json")
	}

	made := order(`{"url":"https://93.184.216.34/hook","format":"vendor","events":["up"]}`)
	got := decodeWebhook(t, made.body)
	if made.status != 201 || !strings.HasPrefix(got.Secret, "whsec_") || made.header.Get("Location") != base+"/v1/webhooks/"+got.ID {
		t.Fatalf("made: %d %v %s", made.status, made.header, made.body)
	}
	stored, err := f.Endpoint(t.Context(), f.project.ID, got.ID)
	must(t, err)
	if diff := cmp.Diff([]media.Topic{{Event: media.VideoReady, Name: "up"}}, stored.Topics); diff != "" || stored.Secret != got.Secret || !stored.Active {
		t.Errorf("stored %+v\n%s", stored, diff)
	}
	want := got
	want.Secret = "" // told once
	one := f.do(t, "GET", "/v1/webhooks/"+got.ID, "", key)
	if diff := cmp.Diff(want, decodeWebhook(t, one.body)); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if all := order(`{"url":"https://93.184.216.34/hook","format":"vendor"}`); !cmp.Equal(decodeWebhook(t, all.body).Events, []string{"up", "down"}) {
		t.Errorf("without a choice: %s", all.body)
	}
	if list := f.do(t, "GET", "/v1/webhooks?limit=1", "", key); !strings.Contains(list.body, `"total":2`) || strings.Contains(list.body, "whsec_") {
		t.Errorf("list: %s", list.body)
	}
	if gone := f.do(t, "DELETE", "/v1/webhooks/"+got.ID, "", key); gone.status != 204 {
		t.Errorf("deleted: %d", gone.status)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if again := f.do(t, method, "/v1/webhooks/"+got.ID, "", key); again.status != 404 {
			t.Errorf("%s afterwards: %d", method, again.status)
		}
	}
}

func TestWebhooksRefuse(t *testing.T) {
	f := newFixture(t)
	foreign := media.Endpoint{ID: "650000009f000123456789ab", ProjectID: f.project.ID, Dialect: "another", URL: "https://example.org", Active: true}
	must(t, f.SaveEndpoint(t.Context(), foreign))
	key := "Authorization: Bearer " + testKey
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"no URL":          {`{"format":"vendor"}`, 422},
		"unknown format":  {`{"url":"https://93.184.216.34/","format":"another"}`, 422},
		"unknown event":   {`{"url":"https://93.184.216.34/","format":"vendor","events":["sideways"]}`, 422},
		"inside":          {`{"url":"https://169.254.169.254/","format":"vendor"}`, 422},
		"plain http":      {`{"url":"http://93.184.216.34/","format":"vendor"}`, 422},
		"no web address":  {`{"url":"ftp://93.184.216.34/","format":"vendor"}`, 422},
		"too many events": {fmt.Sprintf(`{"url":"https://93.184.216.34/","format":"vendor","events":[%s"up"]}`, strings.Repeat(`"up",`, 16)), 422},
	} {
		if got := f.do(t, "POST", "/v1/webhooks", tt.body, key, "Content-Type: application/json"); got.status != tt.status {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if got := f.do(t, "GET", "/v1/webhooks/"+foreign.ID, "", key); got.status != 404 {
		t.Errorf("another API's endpoint: %d", got.status)
	}
	if got := f.do(t, "GET", "/v1/webhooks", ""); got.status != 401 {
		t.Errorf("without a key: %d", got.status)
	}
}
