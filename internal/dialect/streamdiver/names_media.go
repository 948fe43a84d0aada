package streamdiver

// This file goes on where names.go ends: words about media and messages.

// What a media's status may be.
const (
	mediaProcessing  = "processing"
	mediaReady       = "ready"
	mediaFailed      = "failed"
	mediaSoftDeleted = "softDeleted" // the one word that the vendor's texts have
)

// What a media's type may be. The last two are the vendor's: here nothing becomes one.
const (
	mediaVideo    = "video"
	mediaAudio    = "audio"
	mediaImage    = "image"
	mediaDocument = "document"
)

// What became of a message.
const (
	logPending   = "pending" // is tried, or will be again
	logDelivered = "delivered"
	logFailed    = "failed" // given up
)
