package apivideo

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	webhookPrefix = "webhook_"
	secretPrefix  = "sig_sec_"
	maxWebhooks   = 50 // of a project
)

// createWebhook makes an endpoint. Its id is the endpoint's, prefix and all: receivers find it
// in a header of every message.
func (d *Dialect) createWebhook(c call) (reply, error) {
	var body struct {
		Events *[]string `json:"events"`
		URL    *string   `json:"url"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	topics, err := d.checkWebhook(c, body.Events, body.URL)
	if err != nil {
		return reply{}, err
	}
	have, err := d.webhooks(c)
	if err != nil {
		return reply{}, err
	}
	if len(have) >= maxWebhooks {
		return reply{}, fault{status: http.StatusBadRequest, slug: webhookLimitReached, detail: "Delete one of the 50 first."}
	}
	now := d.cfg.Now().UTC().Truncate(time.Microsecond) // what the database keeps
	e := media.Endpoint{
		ID: webhookPrefix + media.RandomID(), ProjectID: c.project, Dialect: Name, URL: *body.URL, Topics: topics,
		Secret: sealSecret(secretPrefix + media.RandomID()), Active: true, CreatedAt: now, UpdatedAt: now,
	}
	if err := d.cfg.Endpoints.SaveEndpoint(c.Context(), e); err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, showWebhook(e)}, nil
}

// checkWebhook tells every problem at once.
func (d *Dialect) checkWebhook(c call, events *[]string, address *string) ([]media.Topic, error) {
	var f faults
	var topics []media.Topic
	switch {
	case events == nil:
		f.add(fault{status: http.StatusBadRequest, slug: attributeRequired, name: "events"})
	case len(*events) == 0:
		f.refuse("events", "Must have at least one event.")
	default:
		topics = f.topics(*events)
	}
	if address == nil {
		f.add(fault{status: http.StatusBadRequest, slug: attributeRequired, name: "url"})
		return nil, f.err()
	}
	if err := d.cfg.Guard.CheckURL(c.Context(), *address, egress.Webhook); err != nil {
		if media.KindOf(err) != media.Invalid {
			return nil, err
		}
		f.refuse("url", media.PublicText(err))
	}
	return topics, f.err()
}

func (f *faults) topics(events []string) []media.Topic {
	var all []media.Topic
	for _, name := range events {
		found := topicsOf(name)
		if len(found) == 0 {
			f.refuse("events", "Must be among "+strings.Join(eventNames(), ", ")+".")
			return nil
		}
		if !slices.Contains(all, found[0]) {
			all = append(all, found...)
		}
	}
	return all
}

func (d *Dialect) getWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, showWebhook(e)}, nil
}

// listWebhooks shows the newest first. The filter "events" names one event or, with commas
// or repeated, several; endpoints of any of them are shown.
func (d *Dialect) listWebhooks(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	found, err := d.webhooks(c)
	if err != nil {
		return reply{}, err
	}
	query := c.URL.Query()
	wanted := strings.FieldsFunc(strings.Join(append(query["events"], query["events[]"]...), ","), func(r rune) bool { return r == ',' })
	all := []webhookBody{}
	for _, e := range slices.Backward(found) {
		shown := showWebhook(e)
		if len(wanted) == 0 || slices.ContainsFunc(wanted, func(name string) bool { return slices.Contains(shown.Events, name) }) {
			all = append(all, shown)
		}
	}
	return reply{http.StatusOK, listOf(c, p, all)}, nil
}

func (d *Dialect) deleteWebhook(c call) (reply, error) {
	e, err := d.webhook(c)
	if err != nil {
		return reply{}, err
	}
	if err := d.cfg.Endpoints.DeleteEndpoint(c.Context(), c.project, e.ID); err != nil {
		return reply{}, absent(err, "webhookId")
	}
	return reply{status: http.StatusNoContent}, nil
}

// webhook loads the endpoint in the path. Those of other dialects do not exist here.
func (d *Dialect) webhook(c call) (media.Endpoint, error) {
	e, err := d.cfg.Endpoints.Endpoint(c.Context(), c.project, c.PathValue("webhookId"))
	if err == nil && e.Dialect != Name {
		err = notFound("webhookId")
	}
	return e, absent(err, "webhookId")
}

// webhooks are this dialect's endpoints of the project, oldest first.
func (d *Dialect) webhooks(c call) ([]media.Endpoint, error) {
	all, err := d.cfg.Endpoints.Endpoints(c.Context(), c.project)
	return slices.DeleteFunc(all, func(e media.Endpoint) bool { return e.Dialect != Name }), err
}

// sealSecret makes the endpoint's secret of the vendor's. Both signatures of a message
// are keyed by the same bytes: the vendor's by its whole text, prefix and all, the one of
// Standard Webhooks by that text in base64, so that a receiver who was told one can
// check either.
func sealSecret(vendors string) string {
	return standardPrefix + base64.StdEncoding.EncodeToString([]byte(vendors))
}

const standardPrefix = "whsec_"

// vendorSecret is the vendor's form of an endpoint's secret, "" if it has none. During a
// rotation the newest, which comes first, counts.
func vendorSecret(secret string) string {
	newest, _, _ := strings.Cut(secret, " ")
	encoded, _ := strings.CutPrefix(newest, standardPrefix)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return ""
	}
	return string(raw)
}
