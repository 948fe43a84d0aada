package gcore

import (
	"github.com/tributary-video/tributary/internal/media"
)

// directoryNumbers knows the numbers of directories, each looked up once for a whole answer.
type directoryNumbers struct {
	numberOf func(id string) (int64, error)
	known    map[string]*int64
}

func (d *Dialect) directoryNumbers(c call) *directoryNumbers {
	return &directoryNumbers{known: map[string]*int64{}, numberOf: func(id string) (int64, error) {
		dir, err := d.cfg.Catalog.Collection(c.Context(), c.project, id)
		return dir.Seq, err
	}}
}

// of is the number of a directory, nil for none and for one that was removed meanwhile.
func (n *directoryNumbers) of(id string) (*int64, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // null on the wire
	}
	if number, ok := n.known[id]; ok {
		return number, nil
	}
	number, err := n.numberOf(id)
	switch {
	case err == nil:
		n.known[id] = &number
	case media.KindOf(err) == media.NotFound:
		n.known[id] = nil
	default:
		return nil, err
	}
	return n.known[id], nil
}

// directoryByNumber is the id of a directory of the project, 404 when it has none of that number.
func (d *Dialect) directoryByNumber(c call, number int64) (string, error) {
	dir, err := d.cfg.Records.CollectionBySeq(c.Context(), c.project, number)
	if media.KindOf(err) == media.NotFound {
		err = notFound()
	}
	return dir.ID, err
}
