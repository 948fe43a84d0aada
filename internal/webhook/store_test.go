package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// outbox is a Store in memory.
type outbox struct {
	mu         sync.Mutex
	deliveries []media.Delivery // oldest first
	endpoints  map[string]media.Endpoint
	log        map[string][]Attempt
	broken     error
}

func (o *outbox) Delivery(_ context.Context, id string) (media.Delivery, media.Endpoint, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken != nil {
		return media.Delivery{}, media.Endpoint{}, o.broken
	}
	for _, d := range o.deliveries {
		if d.ID == id {
			return d, o.endpoints[d.EndpointID], nil
		}
	}
	return media.Delivery{}, media.Endpoint{}, media.Errorf(media.NotFound, "No such delivery.")
}

func (o *outbox) Blocked(_ context.Context, id string) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	open := make(map[string]bool)
	for _, d := range o.deliveries {
		key := d.EndpointID + " " + d.VideoID
		if d.ID == id {
			return open[key], nil
		}
		if d.DeliveredAt == nil && d.ParkedAt == nil {
			open[key] = true
		}
	}
	return false, nil
}

func (o *outbox) RecordAttempt(ctx context.Context, id string, a Attempt) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	o.log[id] = append(o.log[id], a)
	for i := range o.deliveries {
		d := &o.deliveries[i]
		if d.ID != id || d.DeliveredAt != nil || d.ParkedAt != nil {
			continue
		}
		d.Attempts++
		d.StatusCode, d.Answer = a.StatusCode, a.Answer
		switch {
		case a.Delivered:
			d.DeliveredAt = &a.At
		case a.Parked:
			d.ParkedAt = &a.At
		}
		if a.DisableEndpoint {
			e := o.endpoints[d.EndpointID]
			e.Active = false
			o.endpoints[d.EndpointID] = e
		}
	}
	return nil
}

// last returns the newest attempt at a message.
func (o *outbox) last(t *testing.T, id string) Attempt {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.log[id]) == 0 {
		t.Fatalf("no attempt at %s", id)
	}
	return o.log[id][len(o.log[id])-1]
}

// jsonForm renders the way a dialect does: from the delivery alone.
type jsonForm struct{}

func (jsonForm) Render(d media.Delivery, _ media.Endpoint) ([]byte, error) {
	switch d.Name {
	case "unspeakable":
		return nil, errors.New("no such event")
	case "unsaid":
		return nil, fmt.Errorf("render: %w", ErrNothing)
	}
	return json.Marshal(map[string]any{"type": d.Name, "timestamp": d.CreatedAt, "data": map[string]string{"uuid": d.VideoID}})
}

func (jsonForm) SignVendor(h http.Header, e media.Endpoint, body []byte) error {
	h.Set("X-Vendor", fmt.Sprintf("%s %d", e.ID, len(body)))
	return nil
}

// scene is a deliverer with everything around it real but the database and the clock.
type scene struct {
	*Deliverer

	box *outbox
	now time.Time
}

func newScene(t *testing.T, servers ...*httptest.Server) *scene {
	t.Helper()
	return newSceneWithin(t, 0, servers...)
}

// newSceneWithin bounds requests by timeout instead of the standard one.
func newSceneWithin(t *testing.T, timeout time.Duration, servers ...*httptest.Server) *scene {
	t.Helper()
	allow, err := egress.ParseAllow([]string{"127.0.0.1", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	for _, s := range servers {
		if s.Certificate() != nil {
			roots.AddCert(s.Certificate())
		}
	}
	guard := egress.New(egress.Config{Allow: allow, Roots: roots, WebhookTimeout: timeout})
	t.Cleanup(guard.Close)
	sc := &scene{
		box: &outbox{endpoints: make(map[string]media.Endpoint), log: make(map[string][]Attempt)},
		now: time.Date(2026, 3, 2, 9, 17, 40, 0, time.UTC),
	}
	sc.Deliverer = New(Config{
		Store:     sc.box,
		Client:    guard.Client(egress.Webhook),
		Renderers: map[string]Renderer{"native": jsonForm{}},
		Log:       slog.New(slog.DiscardHandler),
		Now:       func() time.Time { return sc.now },
	})
	return sc
}

// endpoint registers a receiver under an id.
func (sc *scene) endpoint(id, url string) {
	sc.box.endpoints[id] = media.Endpoint{ID: id, ProjectID: 1, Dialect: "native", URL: url, Secret: vectorSecret, Active: true}
}

// message queues one; its id is "endpoint-video-number".
func (sc *scene) message(endpoint, video string) string {
	id := fmt.Sprintf("%s-%s-%d", endpoint, video, len(sc.box.deliveries)+1)
	sc.box.deliveries = append(sc.box.deliveries, media.Delivery{
		ID: id, EndpointID: endpoint, ProjectID: 1, VideoID: video, Name: "video.ready", Event: media.VideoReady, CreatedAt: sc.now,
	})
	return id
}

// wantLater checks that err asks to be called again within ±10 % of after.
func wantLater(t *testing.T, err error, after time.Duration) {
	t.Helper()
	later, ok := errors.AsType[*media.Later](err)
	if !ok {
		t.Fatalf("got %v, want to be called again", err)
	}
	if later.After < after*9/10 || later.After > after*11/10 {
		t.Errorf("again after %s, want %s ±10 %%", later.After, after)
	}
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// stoppingAfter calls stop as soon as c has an answer.
func stoppingAfter(c *http.Client, stop context.CancelFunc) *http.Client {
	after := *c
	after.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := c.Transport.RoundTrip(r)
		stop()
		return resp, err
	})
	return &after
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
