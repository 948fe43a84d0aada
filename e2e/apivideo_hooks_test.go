package e2e

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// webhooks subscribes to encodes, and is told of each quality once, signed.
func (c *sdk) webhooks(t *testing.T) {
	r := startReceiver(t, 1) // the first attempt is refused
	var made struct {
		WebhookID, URL, SignatureSecret string
		Events                          []string
	}
	const event = "video.encoding.quality.completed"
	c.call(t, &made, "webhooks.create", map[string]any{"url": r.URL + "/hook", "events": []string{event}})
	c.call(t, nil, "webhooks.get", made.WebhookID)
	var list struct{ Data []struct{ WebhookID string } }
	if c.call(t, &list, "webhooks.list", map[string]any{"events": event}); len(list.Data) != 1 {
		t.Errorf("webhooks %+v", list)
	}
	v := c.film(t, "to be told of")
	c.call(t, nil, "videos.upload", v.VideoID, video(t, 1_000_000).path)
	want := c.encoded(t, v.VideoID).Encoding.Qualities
	told := c.told(t, r, v.VideoID, len(want))
	if len(told) != len(want) {
		t.Errorf("told of %v, want each of %v once", told, want)
	}
	for _, q := range want {
		if name := q.Type + " " + q.Quality; !slices.Contains(told, name) {
			t.Errorf("told of %v, not of %s", told, name)
		}
	}
	for _, d := range r.deliveries() {
		mac := hmac.New(sha256.New, []byte(made.SignatureSecret))
		mac.Write(d.body)
		if got := d.header.Get("X-Api-Video-Signature"); got != hex.EncodeToString(mac.Sum(nil)) || d.header.Get("X-Api-Video-WebhookID") != made.WebhookID {
			t.Errorf("message of %q, signature %q", d.header.Get("X-Api-Video-WebhookID"), got)
		}
	}
	c.call(t, nil, "webhooks.delete", made.WebhookID)
	c.refused(t, 404, "resource-not-found", "webhooks.get", made.WebhookID)
}

// told waits for n messages about a video, and returns what they say. One that was refused comes
// again, the same.
func (c *sdk) told(t *testing.T, r *receiver, id string, n int) (told []string) {
	t.Helper()
	eventually(t, readyTime, "every quality is told of", func(context.Context) error {
		told = nil
		var bodies []string
		for _, d := range r.deliveries() {
			var m struct{ Type, EmittedAt, VideoID, Encoding, Quality string }
			if err := json.Unmarshal(d.body, &m); err != nil {
				return final(err)
			}
			// Videos of the tests before may be on their way yet.
			if m.VideoID == id && m.EmittedAt != "" && !slices.Contains(bodies, string(d.body)) {
				bodies, told = append(bodies, string(d.body)), append(told, m.Encoding+" "+m.Quality)
			}
		}
		if len(told) < n {
			return fmt.Errorf("told of %v", told)
		}
		return nil
	})
	return told
}
