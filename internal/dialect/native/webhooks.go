package native

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// maxWebhooks is how many endpoints a project may have by this API.
const maxWebhooks = 50

// Endpoints keeps webhook endpoints of every format. Absence is media.NotFound.
type Endpoints interface {
	Endpoints(ctx context.Context, projectID int64) ([]media.Endpoint, error)
	Endpoint(ctx context.Context, projectID int64, id string) (media.Endpoint, error)
	SaveEndpoint(ctx context.Context, e media.Endpoint) error
	DeleteEndpoint(ctx context.Context, projectID int64, id string) error
}

// Guard refuses addresses that webhooks may never go to.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
}

// Format is a form that messages can have: what an endpoint subscribes to by the format's own
// names of events. None are all; an unknown one is media.Invalid.
type Format func(names []string) ([]media.Topic, error)

type webhookOrder struct {
	URL    string   `json:"url" format:"uri" maxLength:"2048" doc:"https; plain http to addresses that the operator allows"`
	Format string   `json:"format" maxLength:"32" doc:"Whose messages: tributary for those of this API, or the name of a vendor whose API this server speaks and that has none for its webhooks"`
	Events []string `json:"events,omitempty" maxItems:"16" doc:"In the format's own words; all of them when left out"`
}

type webhookEndpoint struct {
	ID        string    `json:"id"`
	URL       string    `json:"url"`
	Format    string    `json:"format"`
	Events    []string  `json:"events" nullable:"false"`
	Active    bool      `json:"active" doc:"False once the receiver answered 410"`
	Secret    string    `json:"secret,omitempty" doc:"Signs the messages by Standard Webhooks; told once, when the endpoint is made"`
	CreatedAt time.Time `json:"created_at"`
}

func (a *API) webhookRoutes(api huma.API) {
	const all, one = "/v1/webhooks", "/v1/webhooks/{id}"
	register(a, api, get("list-webhooks", all, "Webhook endpoints, newest first"), a.listWebhooks)
	register(a, api, operation(http.MethodPost, "create-webhook", all, "Be told of what happens to videos", 201, 429), a.createWebhook)
	register(a, api, get("get-webhook", one, "A webhook endpoint", 404), a.getWebhook)
	register(a, api, operation(http.MethodDelete, "delete-webhook", one, "Be told no longer", 204, 404), a.deleteWebhook)
}

// webhooks are the endpoints of a project that this API shows: those of its formats.
func (a *API) webhooks(ctx context.Context, project int64) ([]media.Endpoint, error) {
	found, err := a.cfg.Endpoints.Endpoints(ctx, project)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(e media.Endpoint) bool { return a.cfg.Formats[e.Dialect] == nil }), nil
}

func (a *API) listWebhooks(ctx context.Context, c call, in *Paging) (*answer[page[webhookEndpoint]], error) {
	found, err := a.webhooks(ctx, c.project)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(x, y media.Endpoint) int { return y.CreatedAt.Compare(x.CreatedAt) })
	first := min(in.offset(), len(found))
	part := found[first:min(first+in.Limit, len(found))]
	return &answer[page[webhookEndpoint]]{newPage(*in, part, len(found), showWebhook)}, nil
}

func (a *API) createWebhook(ctx context.Context, c call, in *answer[webhookOrder]) (*made[webhookEndpoint], error) {
	format, ok := a.cfg.Formats[in.Body.Format]
	if !ok {
		return nil, media.Errorf(media.Invalid, "format is not known")
	}
	topics, err := format(in.Body.Events)
	if err != nil {
		return nil, err
	}
	if err := a.cfg.Guard.CheckURL(ctx, in.Body.URL, egress.Webhook); err != nil {
		return nil, err
	}
	found, err := a.webhooks(ctx, c.project)
	if err != nil {
		return nil, err
	}
	if len(found) >= maxWebhooks {
		return nil, media.Errorf(media.TooMany, "the project has %d webhook endpoints", maxWebhooks)
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	e := media.Endpoint{
		ID: media.NewObjectID(now), ProjectID: c.project, Dialect: in.Body.Format, URL: in.Body.URL, Topics: topics,
		Secret: webhook.NewSecret(), Active: true, CreatedAt: now, UpdatedAt: now,
	}
	if err := a.cfg.Endpoints.SaveEndpoint(ctx, e); err != nil {
		return nil, err
	}
	shown := showWebhook(e)
	shown.Secret = e.Secret
	return &made[webhookEndpoint]{Location: c.view.base + "/v1/webhooks/" + e.ID, Body: shown}, nil
}

func (a *API) findWebhook(ctx context.Context, c call, id string) (media.Endpoint, error) {
	e, err := a.cfg.Endpoints.Endpoint(ctx, c.project, id)
	if err == nil && a.cfg.Formats[e.Dialect] == nil {
		err = media.Errorf(media.NotFound, "webhook endpoint not found")
	}
	return e, err
}

func (a *API) getWebhook(ctx context.Context, c call, in *byID) (*answer[webhookEndpoint], error) {
	e, err := a.findWebhook(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[webhookEndpoint]{showWebhook(e)}, nil
}

func (a *API) deleteWebhook(ctx context.Context, c call, in *byID) (*empty, error) {
	if _, err := a.findWebhook(ctx, c, in.ID); err != nil {
		return nil, err
	}
	return nil, a.cfg.Endpoints.DeleteEndpoint(ctx, c.project, in.ID)
}

func showWebhook(e media.Endpoint) webhookEndpoint {
	names := []string{}
	for _, t := range e.Topics {
		if !slices.Contains(names, t.Name) {
			names = append(names, t.Name)
		}
	}
	return webhookEndpoint{ID: e.ID, URL: e.URL, Format: e.Dialect, Events: names, Active: e.Active, CreatedAt: e.CreatedAt}
}
