package media

import "time"

// Project is a tenant. Its ID is the integer that starts every key.
type Project struct {
	ID        int64
	Name      string
	Code      string // 16 hex digits, random, fixed for life; shows in playback URLs
	Settings  Settings
	CreatedAt time.Time
}

// Settings are what an operator holds one project to, beside what holds for the whole
// server. Zero means no rule of its own. They apply to uploads that begin after
// they are set; those that run go on under the rules they began with.
type Settings struct {
	MaxUploadSize int64  `json:"max_upload_size,omitempty"` // bytes of any one upload
	MaxUploads    int    `json:"max_uploads,omitempty"`     // that are open at once
	MaxStored     int64  `json:"max_stored,omitempty"`      // bytes, counted as in [Usage]
	Digest        string `json:"digest,omitempty"`          // of uploads: inline, background or off
	// DuplicateCheck refuses a file whose bytes the project has already, where an API checks for that and
	// the client has no word on it.
	DuplicateCheck bool `json:"duplicate_check,omitempty"`
}

// Usage is what a project has of that which its settings limit.
type Usage struct {
	// Uploads are open: they may still bring bytes.
	Uploads int
	// Bytes are those of originals until they are purged, shared ones for every video
	// that has them, and those of uploads on their way: what one has declared, or what it
	// has when it has declared nothing. What is made of originals does not count: a
	// project has no say in how much that is.
	Bytes int64
}
