package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// event is a message as the vendor sends it.
type event struct {
	ID         string
	Type       string
	Created    int64
	EndpointID string `json:"endpoint_id"`
	Data       map[string]any
}

// delivery is one attempt.
type delivery struct {
	header http.Header
	body   []byte
	event  event
}

// receiver takes messages on 127.0.0.1.
type receiver struct {
	*httptest.Server

	mu       sync.Mutex
	got      []delivery
	refusals int // attempts still to be answered 500
}

func startReceiver(t *testing.T, refusals int) *receiver {
	t.Helper()
	r := &receiver{refusals: refusals}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	d := delivery{header: req.Header.Clone(), body: body}
	if err != nil || json.Unmarshal(body, &d.event) != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, d)
	if r.refusals > 0 {
		r.refusals--
		http.Error(w, "not now", http.StatusInternalServerError)
	}
}

func (r *receiver) deliveries() []delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivery(nil), r.got...)
}

// await waits for n messages of a type and returns the last.
func (r *receiver) await(t *testing.T, kind string, n int) delivery {
	t.Helper()
	var last delivery
	eventually(t, readyTime, kind+" is received", func(context.Context) error {
		found := 0
		for _, d := range r.deliveries() {
			if d.event.Type == kind {
				found++
				last = d
			}
		}
		if found < n {
			return fmt.Errorf("received %d of %d", found, n)
		}
		return nil
	})
	return last
}
