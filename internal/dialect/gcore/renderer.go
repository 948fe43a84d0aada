package gcore

import (
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// The names of webhook messages (contract section 8).
const (
	eventVideo  = "video"        // its status has changed
	eventDelete = "video_delete" // it is gone
)

// Topics are what an endpoint of this dialect subscribes to by the vendor's names. No names are
// all of them; an unknown one is media.Invalid.
func Topics(names []string) ([]media.Topic, error) {
	if len(names) == 0 {
		names = []string{eventVideo, eventDelete}
	}
	var topics []media.Topic
	for _, name := range names {
		events, ok := eventsOf(name)
		if !ok {
			return nil, media.Errorf(media.Invalid, "unknown event")
		}
		for _, e := range events {
			if t := (media.Topic{Event: e, Name: name}); !slices.Contains(topics, t) {
				topics = append(topics, t)
			}
		}
	}
	return topics, nil
}

// eventsOf are the events that change the status of a video: created is empty, planned is
// pending, and a failure is empty again or error.
func eventsOf(name string) ([]media.EventType, bool) {
	switch name {
	case eventVideo:
		return []media.EventType{media.VideoCreated, media.VideoPlanned, media.VideoViewable, media.VideoReady,
			media.VideoFailed, media.VideoRestored}, true
	case eventDelete:
		return []media.EventType{media.VideoDeleted}, true
	}
	return nil, false
}

// Renderer writes webhook messages as the vendor does. The vendor signs nothing; the headers of
// Standard Webhooks, which every message has, do no harm.
type Renderer struct {
	PublicURL string // start of the links in a message; without it they are relative to the host
}

var _ webhook.Renderer = Renderer{}

// message is the envelope of both.
type message struct {
	Type    string `json:"type"`
	Message struct {
		Video any `json:"video"`
	} `json:"message"`
}

// changedVideo is a video whose status has changed.
type changedVideo struct {
	ID              int64           `json:"id"`
	Slug            string          `json:"slug"`
	Name            string          `json:"name"`
	Duration        *int64          `json:"duration"` // ms
	StreamID        *int64          `json:"stream_id"`
	Status          string          `json:"status"`
	Error           *string         `json:"error"`
	ConvertedVideos []changedResult `json:"converted_videos"`
}

type changedResult struct {
	Name   string  `json:"name"`
	Status string  `json:"status"`
	MP4URL *string `json:"mp4_url"`
}

// deletedVideo is a video that is gone, with the status it had.
type deletedVideo struct {
	ID        int64   `json:"id"`
	Slug      string  `json:"slug"`
	Name      string  `json:"name"`
	Status    string  `json:"status"`
	DeletedAt *string `json:"deleted_at"`
}

// Render implements webhook.Renderer. It shows the video as it was when the event happened.
func (r Renderer) Render(m media.Delivery, _ media.Endpoint) ([]byte, error) {
	out := message{Type: m.Name}
	switch m.Name {
	case eventVideo:
		out.Message.Video = r.changed(m.Video)
	case eventDelete:
		out.Message.Video = deleted(m.Video)
	default:
		return nil, fmt.Errorf("render %s of %s: %w", m.Name, m.VideoID, webhook.ErrNothing)
	}
	return dialect.Marshal(out)
}

func (r Renderer) changed(v media.Video) changedVideo {
	body := changedVideo{
		ID: v.Seq, Slug: v.Slug, Name: v.Title, Status: statusOf(v), Error: errorOf(v), ConvertedVideos: []changedResult{},
	}
	if ms := v.Picture.Duration.Milliseconds(); ms > 0 {
		body.Duration = &ms
	}
	for _, q := range convertedVideos(v, addressesOf(r.PublicURL, v)) {
		result := changedResult{Name: q.Name, Status: q.Status, MP4URL: q.MP4URL}
		if body.Status == statusPending { // what plays as it came is there at once; the vendor knows no such thing
			result.Status, result.MP4URL = "processing", nil
		}
		body.ConvertedVideos = append(body.ConvertedVideos, result)
	}
	return body
}

func deleted(v media.Video) deletedVideo {
	body := deletedVideo{ID: v.Seq, Slug: v.Slug, Name: v.Title}
	if v.DeletedAt != nil {
		body.DeletedAt = new(formatTime(*v.DeletedAt))
	}
	v.State = v.PriorState
	body.Status = statusOf(v)
	return body
}
