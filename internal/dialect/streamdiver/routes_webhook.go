package streamdiver

import (
	"context"
	"net/http"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// Endpoints keeps webhook endpoints of every dialect. Absence is media.NotFound.
type Endpoints interface {
	Endpoints(ctx context.Context, projectID int64) ([]media.Endpoint, error)
	Endpoint(ctx context.Context, projectID int64, id string) (media.Endpoint, error)
	SaveEndpoint(ctx context.Context, e media.Endpoint) error
	DeleteEndpoint(ctx context.Context, projectID int64, id string) error
}

// Deliveries keeps the messages to endpoints and what became of them. Absence is media.NotFound.
type Deliveries interface {
	// DeliveryLog returns a page of the messages of an endpoint, newest first, and how many there are.
	DeliveryLog(ctx context.Context, endpointID string, offset, limit int) ([]media.Delivery, int, error)
	Delivery(ctx context.Context, id string) (media.Delivery, media.Endpoint, error)
	// PingEndpoint sends a message about nothing.
	PingEndpoint(ctx context.Context, e media.Endpoint, name string) (media.Delivery, error)
	// Redeliver sends a message that was delivered or given up once more. One that is still being
	// tried is media.Conflict.
	Redeliver(ctx context.Context, id string) (media.Delivery, error)
}

// Guard refuses addresses that webhooks may never go to: media.Invalid.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
}

// WebhookConfig is what webhooks need.
type WebhookConfig struct {
	Endpoints  Endpoints
	Deliveries Deliveries
	Guard      Guard
	Renderer   *Renderer // the one that renders what is sent
}

func (d *Dialect) webhookRoutes(mux *http.ServeMux) {
	const all, one = "/v2/webhooks", "/v2/webhooks/{id}"
	mux.HandleFunc("GET "+all, d.rest(d.listWebhooks))
	mux.HandleFunc("POST "+all, d.rest(d.createWebhook))
	mux.HandleFunc("GET "+one, d.rest(d.getWebhook))
	mux.HandleFunc("PUT "+one, d.rest(d.updateWebhook))
	mux.HandleFunc("PATCH "+one, d.rest(d.updateWebhook))
	mux.HandleFunc("DELETE "+one, d.rest(d.deleteWebhook))
	mux.HandleFunc("POST "+one+"/ping", d.rest(d.pingWebhook))
	mux.HandleFunc("GET "+one+"/logs", d.rest(d.listLogs))
	mux.HandleFunc("GET "+one+"/logs/{logId}", d.rest(d.getLog))
	mux.HandleFunc("POST "+one+"/logs/{logId}/retry", d.rest(d.retryLog))
}
