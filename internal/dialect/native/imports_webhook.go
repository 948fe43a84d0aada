package native

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// Name is the format of messages in this API's own words.
const Name = "tributary"

// Topics implements Format: events go by the names that package media has for them, import.finished
// among them.
func Topics(names []string) ([]media.Topic, error) {
	known := append(media.EventTypes(), media.ImportFinished)
	if len(names) == 0 {
		for _, event := range known {
			names = append(names, string(event))
		}
	}
	var topics []media.Topic
	for _, name := range names {
		t := media.Topic{Event: media.EventType(name), Name: name}
		if !slices.Contains(known, t.Event) {
			return nil, media.Errorf(media.Invalid, "unknown event")
		}
		if !slices.Contains(topics, t) {
			topics = append(topics, t)
		}
	}
	return topics, nil
}

// Renderer writes messages as Standard Webhooks suggests: what happened, when, and the id of what it
// happened to. The rest is asked for by this API.
type Renderer struct{}

var _ webhook.Renderer = Renderer{}

type message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // of the event
	Data      subject   `json:"data"`
}

// subject has one of the two ids.
type subject struct {
	Import string      `json:"import,omitempty"`
	Video  string      `json:"video,omitempty"`
	State  media.State `json:"state,omitempty"`  // of the video, then
	Detail string      `json:"detail,omitempty"` // the part of the video: a quality, a language
}

// Render implements webhook.Renderer.
func (Renderer) Render(d media.Delivery, _ media.Endpoint) ([]byte, error) {
	m := message{Type: d.Name, Timestamp: d.CreatedAt, Data: subject{Video: d.VideoID, State: d.Video.State, Detail: d.Detail}}
	if d.Event == media.ImportFinished {
		m.Data = subject{Import: d.Detail}
	}
	return json.Marshal(m)
}
