package apivideo

import "net/http"

func (d *Dialect) webhookRoutes(mux *http.ServeMux) {
	mux.Handle("GET /webhooks", d.rest(d.listWebhooks))
	mux.Handle("POST /webhooks", d.rest(d.createWebhook))
	mux.Handle("GET /webhooks/{webhookId}", d.rest(d.getWebhook))
	mux.Handle("DELETE /webhooks/{webhookId}", d.rest(d.deleteWebhook))
}
