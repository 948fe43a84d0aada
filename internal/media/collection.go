package media

import "time"

// Collection groups videos of a project.
type Collection struct {
	ID        string // ObjectID
	Seq       int64  // increasing integer id, unique over all projects
	ProjectID int64
	ParentID  string // the collection that it lies in; "" = none
	Name      string
	CreatedAt time.Time
	UpdatedAt time.Time
}
