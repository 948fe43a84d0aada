package streamdiver

import (
	"errors"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

func (d *Dialect) pingWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	if !e.Active {
		return reply{}, conflict("webhook", "inactive")
	}
	m, err := d.cfg.Webhooks.Deliveries.PingEndpoint(c.Context(), e, eventPing)
	return ok(showLog(m)), err
}

// listLogs shows the messages to an endpoint, newest first.
func (d *Dialect) listLogs(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	found, total, err := d.cfg.Webhooks.Deliveries.DeliveryLog(c.Context(), e.ID, p.offset(), p.size)
	if err != nil {
		return reply{}, err
	}
	shown := make([]logBody, len(found))
	for i, m := range found {
		shown[i] = showLog(m)
	}
	return listed(p, shown, total), nil
}

// getLog also shows the message itself.
func (d *Dialect) getLog(c call) (reply, error) {
	m, e, err := d.delivery(c)
	if err != nil {
		return reply{}, err
	}
	body := showLog(m)
	body.Payload, err = d.cfg.Webhooks.Renderer.Render(m, e)
	if errors.Is(err, webhook.ErrNothing) {
		err = nil
	}
	return ok(body), err
}

// retryLog sends a message that has ended once more, whichever way it ended.
func (d *Dialect) retryLog(c call) (reply, error) {
	m, e, err := d.delivery(c)
	switch {
	case err != nil:
		return reply{}, err
	case !e.Active:
		return reply{}, conflict("webhook", "inactive")
	}
	m, err = d.cfg.Webhooks.Deliveries.Redeliver(c.Context(), m.ID)
	if media.KindOf(err) == media.Conflict {
		err = conflict("log", logPending)
	}
	return ok(showLog(m)), absent(err, "log")
}

// delivery loads the message that the path names, if it went to the endpoint that the path names.
func (d *Dialect) delivery(c call) (media.Delivery, media.Endpoint, error) {
	e, err := d.webhook(c)
	if err != nil {
		return media.Delivery{}, e, err
	}
	id := c.PathValue("logId")
	if !media.IsObjectID(id) {
		return media.Delivery{}, e, notFound("log")
	}
	m, _, err := d.cfg.Webhooks.Deliveries.Delivery(c.Context(), id)
	if err == nil && m.EndpointID != e.ID {
		err = notFound("log")
	}
	return m, e, absent(err, "log")
}
