package native

// Paging is the part of a list that is asked for. It is exported because huma looks
// into exported fields only, also where they are embedded.
type Paging struct {
	Page  int `query:"page" minimum:"1" maximum:"1000000" default:"1" doc:"Counted from 1"`
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Entries of a page"`
}

func (p Paging) offset() int { return (p.Page - 1) * p.Limit }

// page is a part of a list.
type page[T any] struct {
	Data     []T `json:"data" nullable:"false" doc:"Newest first"`
	Total    int `json:"total" doc:"Entries of the whole list"`
	Page     int `json:"page"`
	Limit    int `json:"limit"`
	NextPage int `json:"next_page,omitempty" doc:"Number of the next page, if there is one"`
}

// newPage shows each of the records found.
func newPage[R, T any](p Paging, found []R, total int, show func(R) T) page[T] {
	out := page[T]{Data: make([]T, 0, len(found)), Total: total, Page: p.Page, Limit: p.Limit}
	for _, f := range found {
		out.Data = append(out.Data, show(f))
	}
	if p.offset()+len(found) < total && len(found) > 0 {
		out.NextPage = p.Page + 1
	}
	return out
}
