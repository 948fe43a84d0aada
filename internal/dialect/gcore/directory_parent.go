package gcore

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// parent is the directory that another is to lie in.
type parent struct {
	given  bool
	id     string // "" = in none
	number *int64
}

// readParent reads parent_id. What is wrong with it is in a's faults.
func (d *Dialect) readParent(c call, a *attributes) (parent, error) {
	const name = "parent_id"
	if a.isNull(name) {
		return parent{given: true}, nil
	}
	number, given := a.id(name)
	if !given {
		return parent{}, nil
	}
	id, err := d.directoryByNumber(c, number)
	if isStatus(err, http.StatusNotFound) {
		a.fault(name, unknown)
		err = nil
	}
	return parent{true, id, &number}, err
}

// absentParent says of a move that cannot be what is wrong with it: the directory to move to
// is gone, or lies in the one that moves.
func absentParent(err error) error {
	switch media.KindOf(err) {
	case media.NotFound:
		return faults{"parent_id": {unknown}}.err()
	case media.Conflict:
		return faults{"parent_id": {isInvalid}}.err()
	}
	return err
}

// parentNumber is the number of the directory that dir lies in, nil for none.
func parentNumber(dir *directory, byNumber map[int64]*directory) *int64 {
	for number, other := range byNumber {
		if other.ID == dir.ParentID {
			return &number
		}
	}
	return nil
}
