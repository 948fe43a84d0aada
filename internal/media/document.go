package media

import (
	"encoding/json"
	"time"
)

// Document is a record that only one vendor's API knows and the rest of the server
// carries along unread: a look of the player, a live stream's name.
type Document struct {
	ID        string // unique within its kind
	ProjectID int64
	Kind      string // the dialect and the noun, such as "apivideo.player"
	Body      json.RawMessage
	CreatedAt time.Time
	UpdatedAt time.Time
	ExpiresAt *time.Time // gone from then on
}
