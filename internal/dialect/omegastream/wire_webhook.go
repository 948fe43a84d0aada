package omegastream

import (
	"fmt"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// endpoint is a URL that wants to be told.
type endpoint struct {
	ID          string   `json:"id"`
	CreatedAt   string   `json:"created_at"`
	UpdatedAt   string   `json:"updated_at"`
	COID        string   `json:"coid"`
	URL         string   `json:"url"`
	Description *string  `json:"description"`
	Events      []string `json:"events"`
	Active      bool     `json:"active"`

	// Secret is not the vendor's: it verifies the Standard Webhooks signature that
	// goes out beside the vendor's message. It is told once, to whoever creates the endpoint.
	Secret string `json:"secret,omitempty"`
}

func (w view) endpoint(e media.Endpoint) endpoint {
	out := endpoint{
		ID: e.ID, CreatedAt: stamp(e.CreatedAt), UpdatedAt: stamp(e.UpdatedAt), COID: w.coid(),
		URL: e.URL, Description: e.Description, Events: []string{}, Active: e.Active,
	}
	for _, t := range e.Topics {
		out.Events = append(out.Events, t.Name)
	}
	return out
}

// event is a message and, in the log, what became of it. The vendor's pages call
// the company coid and ocid; both are sent.
type event struct {
	ID         string     `json:"id"`
	CreatedAt  string     `json:"created_at"`
	COID       string     `json:"coid"`
	OCID       string     `json:"ocid"`
	APIVersion string     `json:"api_version"`
	Created    int64      `json:"created"` // Unix seconds
	Type       string     `json:"type"`
	Data       *eventData `json:"data"` // null in lists
	EndpointID string     `json:"endpoint_id"`
	Response   *response  `json:"response"` // null in lists, in the message itself and before the first attempt
}

// eventData has both forms the vendor documents: the video itself, and the video
// under its name.
type eventData struct {
	video

	Video video `json:"video"`
}

// response is the last answer of the receiver.
type response struct {
	StatusCode int    `json:"status_code"` // 0 = no answer
	Status     string `json:"status"`
	Body       string `json:"body"`
	Message    string `json:"message"`
}

// head is an event as lists show it.
func (w view) head(m media.Delivery) event {
	return event{
		ID: m.ID, CreatedAt: m.CreatedAt.UTC().Format(time.RFC3339), COID: w.coid(), OCID: w.coid(), APIVersion: "v1",
		Created: m.CreatedAt.Unix(), Type: m.Name, EndpointID: m.EndpointID,
	}
}

// message is an event as it is delivered.
func (w view) message(m media.Delivery) event {
	out, v := w.head(m), w.video(m.Video)
	out.Data = &eventData{video: v, Video: v}
	return out
}

func (w view) event(m media.Delivery) event {
	out := w.message(m)
	if m.Attempts > 0 {
		out.Response = outcome(m)
	}
	return out
}

func outcome(m media.Delivery) *response {
	r := &response{StatusCode: m.StatusCode, Body: m.Answer, Message: "webhook event with type " + m.Name + " failed"}
	if m.StatusCode != 0 {
		r.Status = fmt.Sprintf("%d %s", m.StatusCode, http.StatusText(m.StatusCode))
	}
	if m.DeliveredAt != nil {
		r.Message = "webhook event with type " + m.Name + " succeeded"
	}
	return r
}
