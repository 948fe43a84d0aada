package streamdiver

import (
	"encoding/json"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// The vendor's events.
const (
	eventPing     = "ping"
	eventCreated  = "media.created"
	eventUpdated  = "media.updated"
	eventDeleted  = "media.deleted"
	eventRestored = "media.restored"
)

// mediaEvents are the events that an endpoint gets unless it asks for less.
func mediaEvents() []string { return []string{eventCreated, eventUpdated, eventDeleted, eventRestored} }

// topicsOf pairs an event of the vendor's with what happens here, none if there is no such event.
// Every endpoint is pinged, whether it asks for it or not.
func topicsOf(name string) []media.Topic {
	var events []media.EventType
	switch name {
	case eventPing:
		events = []media.EventType{media.Ping}
	case eventCreated:
		events = []media.EventType{media.VideoUploaded}
	case eventUpdated:
		events = []media.EventType{media.VideoUpdated, media.VideoPlanned, media.VideoViewable, media.VideoReady, media.VideoFailed}
	case eventDeleted:
		events = []media.EventType{media.VideoDeleted, media.VideoPurged}
	case eventRestored:
		events = []media.EventType{media.VideoRestored}
	}
	topics := make([]media.Topic, len(events))
	for i, e := range events {
		topics[i] = media.Topic{Event: e, Name: name}
	}
	return topics
}

// webhookBody is an endpoint on the wire (contract section 3.6).
type webhookBody struct {
	ID      string   `json:"id"`
	URL     string   `json:"url"`
	Name    *string  `json:"name"`
	Active  bool     `json:"active"`
	Events  []string `json:"events"`
	Secret  string   `json:"secret,omitempty"` // told once, to whoever creates the endpoint
	Created string   `json:"created"`
	Updated string   `json:"updated"`
}

func showWebhook(e media.Endpoint) webhookBody {
	body := webhookBody{
		ID: e.ID, URL: e.URL, Name: e.Description, Active: e.Active, Events: []string{},
		Created: formatTime(e.CreatedAt), Updated: formatTime(e.UpdatedAt),
	}
	for _, t := range e.Topics {
		if !slices.Contains(body.Events, t.Name) {
			body.Events = append(body.Events, t.Name)
		}
	}
	return body
}

// logBody is a message in the log of an endpoint.
type logBody struct {
	ID         string          `json:"id"` // that of the message itself, and its header Webhook-Id
	WebhookID  string          `json:"webhookId"`
	Event      string          `json:"event"`
	Status     string          `json:"status"`
	Attempts   int             `json:"attempts"`
	StatusCode *int            `json:"statusCode"` // of the last answer; null when there was none
	Response   *string         `json:"response"`   // first bytes of the last answer, or why there was none
	Created    string          `json:"created"`
	Ended      *string         `json:"ended"`             // when it was delivered or given up
	Payload    json.RawMessage `json:"payload,omitempty"` // the message; not in lists
}

func showLog(m media.Delivery) logBody {
	body := logBody{
		ID: m.ID, WebhookID: m.EndpointID, Event: m.Name, Status: logPending, Attempts: m.Attempts,
		Response: orNull(m.Answer), Created: formatTime(m.CreatedAt),
	}
	if m.StatusCode != 0 {
		body.StatusCode = &m.StatusCode
	}
	switch {
	case m.DeliveredAt != nil:
		body.Status, body.Ended = logDelivered, new(formatTime(*m.DeliveredAt))
	case m.ParkedAt != nil:
		body.Status, body.Ended = logFailed, new(formatTime(*m.ParkedAt))
	}
	return body
}
