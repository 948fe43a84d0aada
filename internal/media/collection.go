package media

import "time"

// Collection groups videos of a project.
type Collection struct {
	ID        string // ObjectID
	ProjectID int64
	Name      string
	CreatedAt time.Time
	UpdatedAt time.Time
}
