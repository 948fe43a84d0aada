package gcore

import "time"

// directoryBody is a directory on the wire (contract section 3.4).
type directoryBody struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	ParentID   *int64 `json:"parent_id"`
	ItemsCount int    `json:"items_count"` // one level
	CreatedAt  string `json:"created_at"`
	UpdatedAt  string `json:"updated_at"`
}

// directoryItem is a directory in a directory.
type directoryItem struct {
	directoryBody

	ItemType string `json:"item_type"`
}

// videoItem is a video in a directory.
type videoItem struct {
	listedVideo

	ItemType string `json:"item_type"`
}

// fullDirectory is a directory with what lies in it: directories, then videos.
type fullDirectory struct {
	directoryBody

	Items []any `json:"items"`
}

// directoryBranch is a directory with all that lie below it.
type directoryBranch struct {
	directoryBody

	Descendants []directoryBranch `json:"descendants"`
}

// show is a directory in another one, parent; nil = none.
func (dir *directory) show(parent *int64) directoryBody {
	return directoryBody{
		ID: dir.Seq, Name: dir.Name, ParentID: parent, ItemsCount: dir.count,
		CreatedAt: formatSeconds(dir.CreatedAt), UpdatedAt: formatSeconds(dir.UpdatedAt),
	}
}

// formatSeconds writes a time as the API has it for everything but videos.
func formatSeconds(t time.Time) string { return t.UTC().Format(time.RFC3339) }
