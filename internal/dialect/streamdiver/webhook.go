package streamdiver

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// maxWebhooks is how many endpoints a project may have by this API.
const maxWebhooks = 10

func (d *Dialect) createWebhook(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	e := media.Endpoint{ID: media.NewUUID(), ProjectID: c.project, Dialect: Name, Secret: webhook.NewSecret(), Active: true}
	if !a.has("url") {
		a.faults.add("url", "is required")
	}
	if err := d.readWebhook(c, a, &e); err != nil {
		return reply{}, err
	}
	have, err := d.webhooks(c)
	if err != nil {
		return reply{}, err
	}
	if len(have) >= maxWebhooks {
		return reply{}, invalid("webhooks", "there are 10 already")
	}
	if len(e.Topics) == 0 {
		for _, name := range mediaEvents() {
			e.Topics = append(e.Topics, topicsOf(name)...)
		}
	}
	e.CreatedAt = e.UpdatedAt
	body, err := d.saveWebhook(c.Context(), e)
	body.Secret = e.Secret
	return created(body), err
}

// readWebhook reads what may be said of an endpoint; what is absent stays.
func (d *Dialect) readWebhook(c call, a *attributes, e *media.Endpoint) error {
	if url, given := a.text("url", 2048); given {
		switch err := d.cfg.Webhooks.Guard.CheckURL(c.Context(), url, egress.Webhook); media.KindOf(err) {
		case media.Invalid:
			a.faults.add("url", media.PublicText(err))
		default:
			if err != nil {
				return err
			}
		}
		e.URL = url
	}
	if name, given := a.text("name", maxName); given {
		e.Description = orNull(name)
	}
	if active, given := a.flag("active"); given {
		e.Active = active
	}
	if topics, given := a.topics(); given {
		e.Topics = topics
	}
	e.UpdatedAt = d.cfg.Now().UTC().Truncate(time.Microsecond) // what the database keeps
	return a.err()
}

func (a *attributes) topics() ([]media.Topic, bool) {
	var names []string
	if !a.read("events", "an array of texts", &names) {
		return nil, false
	}
	if len(names) == 0 {
		a.faults.add("events", "must not be empty")
	}
	var all []media.Topic
	for _, name := range names {
		topics := topicsOf(name)
		if len(topics) == 0 {
			a.faults.add("events", "must be among "+strings.Join(append([]string{eventPing}, mediaEvents()...), ", "))
			return nil, false
		}
		if !slices.Contains(all, topics[0]) {
			all = append(all, topics...)
		}
	}
	return all, true
}

// saveWebhook stores an endpoint and pings it. A ping that cannot be sent undoes nothing.
func (d *Dialect) saveWebhook(ctx context.Context, e media.Endpoint) (webhookBody, error) {
	if err := d.cfg.Webhooks.Endpoints.SaveEndpoint(ctx, e); err != nil {
		return webhookBody{}, err
	}
	if e.Active {
		if _, err := d.cfg.Webhooks.Deliveries.PingEndpoint(ctx, e, eventPing); err != nil {
			d.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "endpoint is not pinged", slog.String("endpoint", e.ID), slog.Any("error", err))
		}
	}
	return showWebhook(e), nil
}

func (d *Dialect) getWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	return ok(showWebhook(e)), err
}

func (d *Dialect) updateWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	if err := d.readWebhook(c, a, &e); err != nil {
		return reply{}, err
	}
	body, err := d.saveWebhook(c.Context(), e)
	return ok(body), err
}

func (d *Dialect) deleteWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	return ok(nil), absent(d.cfg.Webhooks.Endpoints.DeleteEndpoint(c.Context(), c.project, e.ID), "webhook")
}

// listWebhooks shows the newest first. There are never more than ten, so only pages are offered.
func (d *Dialect) listWebhooks(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	if _, err := c.order(); err != nil {
		return reply{}, err
	}
	found, err := d.webhooks(c)
	if err != nil {
		return reply{}, err
	}
	shown := make([]webhookBody, 0, len(found))
	for _, e := range slices.Backward(found) {
		shown = append(shown, showWebhook(e))
	}
	return listed(p, part(p, shown), len(shown)), nil
}

// webhook loads the endpoint in the path. Those of other dialects do not exist here.
func (d *Dialect) webhook(c call) (media.Endpoint, error) {
	id, ok := media.ParseUUID(c.PathValue("id"))
	if !ok {
		return media.Endpoint{}, notFound("webhook")
	}
	e, err := d.cfg.Webhooks.Endpoints.Endpoint(c.Context(), c.project, id)
	if err == nil && e.Dialect != Name {
		err = notFound("webhook")
	}
	return e, absent(err, "webhook")
}

// webhooks are this dialect's endpoints of the project, oldest first.
func (d *Dialect) webhooks(c call) ([]media.Endpoint, error) {
	all, err := d.cfg.Webhooks.Endpoints.Endpoints(c.Context(), c.project)
	return slices.DeleteFunc(all, func(e media.Endpoint) bool { return e.Dialect != Name }), err
}
