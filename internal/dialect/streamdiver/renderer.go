package streamdiver

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// lookupTime bounds the queries that a message needs.
const lookupTime = 5 * time.Second

// Documents finds what only this API knows of a media. Absence is media.NotFound.
type Documents interface {
	FindDocument(ctx context.Context, kind, id string, body any) (media.Document, error)
}

// RendererConfig is what a Renderer needs. A process without HTTP has one, too.
type RendererConfig struct {
	Projects  Projects
	Documents Documents
	Master    *auth.Master
	PublicURL string // start of the links in a message; without it they are relative to the host
}

// Renderer writes webhook messages as this API has them (contract section 3.6).
type Renderer struct{ cfg RendererConfig }

var _ webhook.Renderer = (*Renderer)(nil)

// NewRenderer makes a Renderer.
func NewRenderer(cfg RendererConfig) *Renderer { return &Renderer{cfg: cfg} }

// message is an event on the wire.
type message struct {
	ID        string `json:"id"`
	Event     string `json:"event"`
	Created   string `json:"created"`
	WebhookID string `json:"webhookId"`
	Data      any    `json:"data"`
}

// aboutMedia is the data of a media that was made or restored; changes are those of media.updated.
type aboutMedia struct {
	Media   mediaBody `json:"media"`
	Changes []string  `json:"changedProperties,omitempty"`
}

// deletedMedia is the data of media.deleted.
type deletedMedia struct {
	Media struct {
		ID string `json:"id"`
	} `json:"media"`
	Permanent bool `json:"permanent"`
}

// Render implements webhook.Renderer. It shows the media as it was when the event happened; of
// what else it looks up, nothing changes. What happens to a video that is no media is
// webhook.ErrNothing.
func (r *Renderer) Render(m media.Delivery, _ media.Endpoint) ([]byte, error) {
	out := message{ID: m.ID, Event: m.Name, Created: formatTime(m.CreatedAt), WebhookID: m.EndpointID, Data: struct{}{}}
	if m.Event == media.Ping {
		return dialect.Marshal(out)
	}
	changes := changedBy(m)
	if !wasMedia(m.Video) || m.Name == eventUpdated && len(changes) == 0 {
		return nil, fmt.Errorf("render %s of %s: %w", m.Event, m.VideoID, webhook.ErrNothing)
	}
	if m.Name == eventDeleted {
		gone := deletedMedia{Permanent: m.Event == media.VideoPurged || m.Detail == media.ForGood}
		gone.Media.ID = m.VideoID
		out.Data = gone
		return dialect.Marshal(out)
	}
	shown, err := r.show(m)
	if err != nil {
		return nil, fmt.Errorf("render event %s: %w", m.ID, err)
	}
	out.Data = aboutMedia{shown, changes}
	return dialect.Marshal(out)
}

func (r *Renderer) show(m media.Delivery) (mediaBody, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	project, err := r.cfg.Projects.Project(ctx, m.ProjectID)
	if err != nil {
		return mediaBody{}, err
	}
	name, err := fileName(ctx, r.cfg.Documents, m.Video)
	w := view{base: r.cfg.PublicURL, project: project, sign: r.cfg.Master.PlaybackSignature}
	return w.media(m.Video, name), err
}

// wasMedia reports whether a video was a media when a message was written about it. Its purge is
// the end of one.
func wasMedia(v media.Video) bool {
	v.PurgedAt = nil
	return isMedia(v)
}

// changedBy names the properties of a media that changed with an event; for those of an
// owner's change the event itself knows.
func changedBy(m media.Delivery) []string {
	switch m.Event { //nolint:exhaustive // the others change none
	case media.VideoPlanned:
		if mediaType(m.Video) == mediaAudio {
			return []string{"type", "duration"}
		}
		return []string{"duration", "width", "height"}
	case media.VideoViewable:
		return []string{"playable", "playlistUrl"}
	case media.VideoReady:
		return []string{"status"}
	case media.VideoFailed:
		return []string{"status", "failure"}
	case media.VideoUpdated:
		return ownersChanges(m)
	}
	return nil
}

func ownersChanges(m media.Delivery) []string {
	var names []string
	for change := range strings.SplitSeq(m.Detail, ",") {
		switch change {
		case media.ChangedTitle:
			names = append(names, "name")
		case media.ChangedDescription, media.ChangedTags:
			names = append(names, change)
		case media.ChangedCollections:
			names = append(names, "channelIds")
		case media.ChangedThumbnail: // the picture behind the address
			names = append(names, "thumbnailUrl")
		case media.ChangedPrivacy: // addresses have a signature or lose it
			names = append(names, "thumbnailUrl", "embedUrl")
			if m.Video.State.Playable() {
				names = append(names, "playlistUrl")
			}
		}
	}
	return names
}
