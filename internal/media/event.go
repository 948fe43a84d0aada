package media

import "time"

// EventType says what happened to a video, in Tributary's own words. Dialects
// subscribe to these and send their vendor's.
type EventType string

// Everything that happens to a video and may be told to a webhook.
const (
	VideoCreated         EventType = "video.created"          // the record exists
	VideoUploaded        EventType = "video.uploaded"         // last byte durable
	VideoQueued          EventType = "video.queued"           // waits for a worker
	VideoProcessing      EventType = "video.processing"       // a worker began
	VideoPlanned         EventType = "video.planned"          // the source is media, and what is made of it is known
	VideoViewable        EventType = "video.viewable"         // first quality plays
	VideoReady           EventType = "video.ready"            // every quality plays
	VideoFailed          EventType = "video.failed"           // it will never play
	VideoUpdated         EventType = "video.updated"          // its owner changed it; Detail: what of it, see [Changes]
	VideoDeleted         EventType = "video.deleted"          // put in the bin; Detail: [ForGood] if it was not
	VideoDeletionRefused EventType = "video.deletion_refused" // busy; not deleted
	VideoRestored        EventType = "video.restored"         // taken out of the bin
	VideoPurged          EventType = "video.purged"           // in the bin, and now nothing brings it back
	RenditionReady       EventType = "rendition.ready"        // one quality plays from start to end; Detail: its name
	TextGenerated        EventType = "text.generated"         // captions made from speech; Detail: their language
)

// EventTypes lists every type.
func EventTypes() []EventType {
	return []EventType{VideoCreated, VideoUploaded, VideoQueued, VideoProcessing, VideoPlanned, VideoViewable, VideoReady,
		VideoFailed, VideoUpdated, VideoDeleted, VideoDeletionRefused, VideoRestored, VideoPurged, RenditionReady, TextGenerated}
}

// ForGood is the Detail of a deletion that nothing undoes.
const ForGood = "for good"

// Ping is the type of a message that tells nothing: whether an endpoint answers is what its owner
// wants to know. Nobody subscribes to it.
const Ping EventType = "ping"

// ImportFinished: an import of many has no row left. It is about no video, so it is none of
// [EventTypes]; Detail: the import's id.
const ImportFinished EventType = "import.finished"

// Event is one thing that happened to a video.
type Event struct {
	Type   EventType
	Detail string // which part of the video it is about, where the type has one
}

// Endpoint is a URL that wants to be told. Topics pairs our event types with
// the names its dialect sends them under; one event may go out under two names.
type Endpoint struct {
	ID          string // ObjectID
	ProjectID   int64
	Dialect     string // whose wire form its deliveries take
	URL         string
	Description *string
	Topics      []Topic
	Secret      string // "whsec_…"
	Active      bool
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Topic is one subscription of an endpoint.
type Topic struct {
	Event EventType
	Name  string // the vendor's name of it
}

// Delivery is one message to one endpoint: the outbox row and, once attempted, the log of it.
type Delivery struct {
	ID         string // ObjectID; the webhook-id, the same on every attempt
	EndpointID string
	ProjectID  int64
	VideoID    string // "" of a [Ping]
	Name       string // the vendor's name of the event
	Event      EventType
	Detail     string // which part of the video it is about, see the event types
	Video      Video  // as it was when the event happened
	CreatedAt  time.Time

	Attempts    int
	DeliveredAt *time.Time
	ParkedAt    *time.Time // given up after the last attempt
	StatusCode  int        // of the last answer; 0 = none
	Answer      string     // first bytes of the last answer's body, or why there was none
}
