package omegastream

import (
	"fmt"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

const (
	maxDescription = 1024 // characters
	maxEvents      = 100  // newest messages of an endpoint that the log shows
)

// endpointBody is what a client may say about an endpoint.
type endpointBody struct {
	URL         string   `json:"url"`
	Description *string  `json:"description"`
	Events      []string `json:"events"`
}

// apply checks the body and writes it into e.
func (d *Dialect) apply(c call, b endpointBody, e *media.Endpoint) error {
	topics, err := parseEvents(b.Events)
	if err != nil {
		return err
	}
	if err := d.cfg.Guard.CheckURL(c.Context(), b.URL, egress.Webhook); err != nil {
		return err
	}
	e.URL, e.Topics, e.Description = b.URL, topics, nil
	if b.Description != nil {
		e.Description = new(dialect.CutText(dialect.CleanText(*b.Description), maxDescription))
	}
	e.UpdatedAt = d.cfg.Now().UTC().Truncate(time.Microsecond) // what the database keeps
	return nil
}

func parseEvents(names []string) ([]media.Topic, error) {
	if len(names) == 0 {
		return nil, media.Errorf(media.Invalid, "events is required")
	}
	var topics []media.Topic
	for _, name := range names {
		happened, ok := eventOf(name)
		if !ok {
			return nil, media.Errorf(media.Invalid, "unknown event")
		}
		if t := (media.Topic{Event: happened, Name: name}); !slices.Contains(topics, t) {
			topics = append(topics, t)
		}
	}
	return topics, nil
}

func (d *Dialect) createEndpoint(c call) (any, error) {
	var body endpointBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	return d.addEndpoint(c, body)
}

func (d *Dialect) addEndpoint(c call, body endpointBody) (any, error) {
	now := d.cfg.Now().UTC().Truncate(time.Microsecond)
	e := media.Endpoint{
		ID: media.NewObjectID(now), ProjectID: c.project, Dialect: Name, Secret: webhook.NewSecret(), Active: true, CreatedAt: now,
	}
	if err := d.apply(c, body, &e); err != nil {
		return nil, err
	}
	if err := d.cfg.Endpoints.SaveEndpoint(c.Context(), e); err != nil {
		return nil, err
	}
	out := c.view.endpoint(e)
	out.Secret = e.Secret
	return out, nil
}

func (d *Dialect) saveEndpoint(c call, e media.Endpoint) (any, error) {
	if err := d.cfg.Endpoints.SaveEndpoint(c.Context(), e); err != nil {
		return nil, err
	}
	return c.view.endpoint(e), nil
}

// createOrListEndpoints is GET: the manual shows it with a body that creates. One
// without a URL lists.
func (d *Dialect) createOrListEndpoints(c call) (any, error) {
	if c.ContentLength == 0 {
		return d.listEndpoints(c)
	}
	var body endpointBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.URL == "" {
		return d.listEndpoints(c)
	}
	return d.addEndpoint(c, body)
}

func (d *Dialect) listEndpoints(c call) (any, error) {
	found, err := d.cfg.Endpoints.Endpoints(c.Context(), c.project)
	if err != nil {
		return nil, fmt.Errorf("list endpoints: %w", err)
	}
	out := []endpoint{}
	for _, e := range found {
		if e.Dialect == Name {
			out = append(out, c.view.endpoint(e))
		}
	}
	return out, nil
}

// endpoint loads the endpoint in the path. Those of other dialects do not exist here.
func (d *Dialect) endpoint(c call) (media.Endpoint, error) {
	e, err := d.cfg.Endpoints.Endpoint(c.Context(), c.project, c.PathValue("id"))
	if err == nil && e.Dialect != Name {
		err = media.Errorf(media.NotFound, "webhook endpoint not found")
	}
	return e, err
}

func (d *Dialect) updateEndpoint(c call) (any, error) {
	var body endpointBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	e, err := d.endpoint(c)
	if err != nil {
		return nil, err
	}
	if err := d.apply(c, body, &e); err != nil {
		return nil, err
	}
	return d.saveEndpoint(c, e)
}

func (d *Dialect) switchEndpoint(c call) (any, error) {
	var body struct {
		Active *bool `json:"active"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.Active == nil {
		return nil, media.Errorf(media.Invalid, "active is required")
	}
	e, err := d.endpoint(c)
	if err != nil {
		return nil, err
	}
	e.Active, e.UpdatedAt = *body.Active, d.cfg.Now().UTC().Truncate(time.Microsecond)
	return d.saveEndpoint(c, e)
}

func (d *Dialect) deleteEndpoint(c call) (any, error) {
	e, err := d.endpoint(c)
	if err != nil {
		return nil, err
	}
	if err := d.cfg.Endpoints.DeleteEndpoint(c.Context(), c.project, e.ID); err != nil {
		return nil, err
	}
	return message{"webhook endpoint deleted"}, nil
}

// listEvents is GET of an endpoint, which the vendor answers with its log.
func (d *Dialect) listEvents(c call) (any, error) {
	e, err := d.endpoint(c)
	if err != nil {
		return nil, err
	}
	log, err := d.cfg.Endpoints.Deliveries(c.Context(), e.ID, maxEvents)
	if err != nil {
		return nil, fmt.Errorf("list events of %s: %w", e.ID, err)
	}
	out := make([]event, 0, len(log))
	for _, m := range log {
		out = append(out, c.view.head(m))
	}
	return out, nil
}

func (d *Dialect) getEvent(c call) (any, error) {
	m, e, err := d.cfg.Endpoints.Delivery(c.Context(), c.PathValue("event"))
	if err == nil && (m.ProjectID != c.project || m.EndpointID != c.PathValue("id") || e.Dialect != Name) {
		err = media.Errorf(media.NotFound, "delivery not found")
	}
	if err != nil {
		return nil, err
	}
	return c.view.event(m), nil
}
