package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// startListener is a receiver of messages in the words of Streamdiver, whose times are texts.
func startListener(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			http.Error(w, "not whole", http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, delivery{header: req.Header.Clone(), body: body, event: event{ID: req.Header.Get("Webhook-Id")}})
	}))
	t.Cleanup(r.Close)
	return r
}

// hears waits for an event about a media and checks who sent it.
func (r *receiver) hears(t *testing.T, secret, event, id string) {
	t.Helper()
	eventually(t, readyTime, event+" of "+id+" is received", func(context.Context) error {
		for _, d := range r.deliveries() {
			var got struct {
				Event string
				Data  struct{ Media s3Media }
			}
			if json.Unmarshal(d.body, &got) == nil && got.Event == event && got.Data.Media.ID == id {
				signedBy(t, secret, d)
				return nil
			}
		}
		return fmt.Errorf("among %d messages it is not", len(r.deliveries()))
	})
}
