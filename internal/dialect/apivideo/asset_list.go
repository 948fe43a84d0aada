package apivideo

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// listing is how the documents of a kind are listed: T is what is stored, B what is shown.
type listing[T, B any] struct {
	kind  string
	sorts []string // what sortBy may be; the first is the time of creation
	name  func(T) string
	keep  func(T) bool // nil = all
	show  func(media.Document, T) B
}

type stored[T any] struct {
	media.Document

	value T
}

func listDocuments[T, B any](d *Dialect, c call, l listing[T, B]) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order(l.sorts...)
	if err != nil {
		return reply{}, err
	}
	docs, err := d.cfg.Catalog.Documents(c.Context(), c.project, l.kind)
	if err != nil {
		return reply{}, err
	}
	var kept []stored[T]
	for _, doc := range docs {
		s := stored[T]{Document: doc}
		if err := json.Unmarshal(doc.Body, &s.value); err != nil {
			return reply{}, fmt.Errorf("read %s %s: %w", doc.Kind, doc.ID, err)
		}
		if l.keep == nil || l.keep(s.value) {
			kept = append(kept, s)
		}
	}
	l.sort(kept, o)
	shown := make([]B, len(kept))
	for i, s := range kept {
		shown[i] = l.show(s.Document, s.value)
	}
	return reply{http.StatusOK, listOf(c, p, shown)}, nil
}

// sort orders what comes newest first. Equal ones are ordered by id.
func (l listing[T, B]) sort(all []stored[T], o order) {
	if o.by == "" {
		return
	}
	slices.SortFunc(all, func(a, b stored[T]) int {
		by := a.CreatedAt.Compare(b.CreatedAt)
		switch o.by {
		case "name":
			by = cmp.Compare(l.name(a.value), l.name(b.value))
		case "updatedAt":
			by = a.UpdatedAt.Compare(b.UpdatedAt)
		}
		if o.descending {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(a.ID, b.ID))
	})
}

// deleteDocument removes the document of a kind whose id the path has under name.
func (d *Dialect) deleteDocument(c call, kind, name string) (reply, error) {
	if err := d.cfg.Catalog.DeleteDocument(c.Context(), c.project, kind, c.PathValue(name)); err != nil {
		return reply{}, absent(err, name)
	}
	return reply{status: http.StatusNoContent}, nil
}
