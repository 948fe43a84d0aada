package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hook subscribes a receiver and returns the endpoint's secret, which is told once.
func (s *server) hook(t *testing.T, r *receiver, events ...string) (id, secret string) {
	t.Helper()
	var made struct{ ID, Secret string }
	s.must(t, http.MethodPost, "/company/client/webhooks", map[string]any{"url": r.URL + "/hook", "events": events}, http.StatusOK, &made)
	return made.ID, made.Secret
}

func hookable() options { return options{args: []string{"--allow-net", "127.0.0.1/32"}} }

// A video's whole life is told, in order, in both forms that the vendor documents.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	s, r := start(t, hookable()), startReceiver(t, 0)
	life := []string{"video.uploaded", "video.ready_for_processing", "video.in_progress", "video.ready_to_watch",
		"video.completed_processing", "video.process_succeeded"}
	endpoint, secret := s.hook(t, r, life...)
	id := samples()[0].upload(t, s.URL, s.bearer(), video(t, 3_000_000)).MediaID
	for _, kind := range life {
		r.await(t, kind, 1)
	}
	rank := map[string]int{}
	for i, kind := range life {
		rank[kind] = i
	}
	for _, d := range r.deliveries() {
		t.Logf("%s %s", d.event.Type, d.header.Get("Webhook-Id"))
		if d.event.EndpointID != endpoint || d.event.Data["uuid"] != id || d.event.ID != d.header.Get("Webhook-Id") {
			t.Errorf("message %s of endpoint %s about %v", d.event.ID, d.event.EndpointID, d.event.Data["uuid"])
		}
		bothForms(t, d.event.Data)
		signedBy(t, secret, d)
	}
	if got := len(r.deliveries()); got != len(life) {
		t.Errorf("%d messages, want %d", got, len(life))
	}
	inOrder(t, r.deliveries(), rank)
}

// inOrder checks that no message arrived before one of an earlier second. Those
// of one second are of one transaction or close to it, and travel side by side.
func inOrder(t *testing.T, got []delivery, rank map[string]int) {
	t.Helper()
	for i := 1; i < len(got); i++ {
		a, b := got[i-1].event, got[i].event
		if rank[a.Type] > rank[b.Type] && a.Created > b.Created {
			t.Errorf("%s of %d came before %s of %d", a.Type, a.Created, b.Type, b.Created)
		}
	}
}

// bothForms checks that data is the video and holds it, too.
func bothForms(t *testing.T, data map[string]any) {
	t.Helper()
	inner, ok := data["video"].(map[string]any)
	if !ok {
		t.Fatalf("data holds no video: %v", data)
	}
	outer := map[string]any{}
	for key, value := range data {
		if key != "video" {
			outer[key] = value
		}
	}
	if !reflect.DeepEqual(inner, outer) {
		t.Errorf("data is %v, its video %v", outer, inner)
	}
}

// signedBy is what a receiver does by the rules of Standard Webhooks.
func signedBy(t *testing.T, secret string, d delivery) {
	t.Helper()
	seconds, err := strconv.ParseInt(d.header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		t.Errorf("webhook-timestamp %q", d.header.Get("Webhook-Timestamp"))
	}
	sum, found := strings.CutPrefix(d.header.Get("Webhook-Signature"), "v1,")
	given, err := base64.StdEncoding.DecodeString(sum)
	if !found || err != nil || len(given) != sha256.Size {
		t.Errorf("webhook-signature %q", d.header.Get("Webhook-Signature"))
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatalf("secret: %v", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", d.header.Get("Webhook-Id"), seconds, d.body)
	if !hmac.Equal(given, mac.Sum(nil)) {
		t.Errorf("the signature of %s is not of its secret", d.event.ID)
	}
}

// A message that is refused comes again, the same one, also when the server died in
// between.
func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	for _, crash := range []bool{false, true} {
		t.Run(fmt.Sprintf("crash=%v", crash), func(t *testing.T) {
			t.Parallel()
			s, r := start(t, hookable()), startReceiver(t, 1)
			s.hook(t, r, "video.uploaded")
			samples()[0].upload(t, s.URL, s.bearer(), video(t, 1))
			first := r.await(t, "video.uploaded", 1)
			if crash {
				s.crash()
			}
			again := r.await(t, "video.uploaded", 2)
			if first.event.ID != again.event.ID || string(first.body) != string(again.body) {
				t.Errorf("after %s came %s", first.body, again.body)
			}
		})
	}
}

// Without --allow-net an address of this machine is refused when it is subscribed.
func TestWebhooksStayOutside(t *testing.T) {
	t.Parallel()
	s := start(t, options{})
	body := map[string]any{"url": "http://" + s.addr + "/", "events": []string{"video.uploaded"}}
	s.must(t, http.MethodPost, "/company/client/webhooks", body, http.StatusBadRequest, nil)
}
