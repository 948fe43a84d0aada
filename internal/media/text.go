package media

import "time"

// TextKind says what a text track of a video is for.
type TextKind string

const (
	// Captions are shown over the pictures.
	Captions TextKind = "captions"
	// Chapters divide the video.
	Chapters TextKind = "chapters"
)

// Text is a WebVTT track of a video.
type Text struct {
	ID        int64 // increasing, unique over all videos
	Kind      TextKind
	Language  string // RFC 5646, as the client spelled it
	Name      string // what viewers choose it by; "" = the name of its language
	Default   bool   // shown unless the viewer chooses; at most one of each kind
	Generated bool   // from speech
	Key       string // of its blob; a replaced one has another
	Size      int64  // bytes
	UpdatedAt time.Time
}
