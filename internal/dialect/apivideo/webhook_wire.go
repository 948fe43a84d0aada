package apivideo

import (
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// The vendor's events.
const (
	qualityCompleted = "video.encoding.quality.completed"
	captionGenerated = "video.caption.generated"
)

// eventNames are the events that a webhook may ask for.
func eventNames() []string {
	return []string{
		qualityCompleted, captionGenerated, "video.source.recorded", "video.summary.generated",
		"live-stream.broadcast.started", "live-stream.broadcast.ended",
	}
}

// topicsOf pairs an event of the vendor's with what happens here, none if there is no such
// event. What never happens here is kept under its name without an event of ours, so
// that the endpoint shows it.
func topicsOf(name string) []media.Topic {
	switch name {
	case qualityCompleted: // the MP4 is there when everything is
		return []media.Topic{{Event: media.RenditionReady, Name: name}, {Event: media.VideoReady, Name: name}}
	case captionGenerated:
		return []media.Topic{{Event: media.TextGenerated, Name: name}}
	}
	if slices.Contains(eventNames(), name) {
		return []media.Topic{{Name: name}}
	}
	return nil
}

// webhookBody is an endpoint on the wire (contract section 7).
type webhookBody struct {
	WebhookID       string   `json:"webhookId"`
	CreatedAt       string   `json:"createdAt"`
	Events          []string `json:"events"`
	URL             string   `json:"url"`
	SignatureSecret string   `json:"signatureSecret"`
}

func showWebhook(e media.Endpoint) webhookBody {
	body := webhookBody{
		WebhookID: e.ID, CreatedAt: formatTime(e.CreatedAt), Events: []string{}, URL: e.URL, SignatureSecret: vendorSecret(e.Secret),
	}
	for _, t := range e.Topics {
		if !slices.Contains(body.Events, t.Name) {
			body.Events = append(body.Events, t.Name)
		}
	}
	return body
}
