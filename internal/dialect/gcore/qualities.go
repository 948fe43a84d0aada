package gcore

import (
	"context"
	"slices"
	"strconv"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// kindQualitySet is the document of the set that a project chose; its id is the project's.
const kindQualitySet = "gcore.quality_set"

// chosenSet is the body of that document.
type chosenSet struct {
	ID int64 `json:"id"`
}

// Qualities are the sets of qualities that an operator offers, and what projects have chosen of them. It
// is safe for concurrent use.
type Qualities struct {
	sets      []QualitySet
	documents *catalog.Catalog
}

// NewQualities is of the sets in [Settings.QualitySets], for whoever makes videos for this API without it.
func NewQualities(sets []QualitySet, documents *catalog.Catalog) Qualities {
	return Qualities{sets, documents}
}

// ChooseQualities makes the wishes of a new video those of a set, 0 for the usual one of its project. A
// set that is not offered is media.Invalid.
func (q Qualities) ChooseQualities(ctx context.Context, projectID, set int64, w *media.Wishes) error {
	choice, err := q.wish(set), error(nil)
	switch {
	case set == 0:
		choice, err = q.usual(ctx, projectID)
	case !q.has(set):
		err = media.Errorf(media.Invalid, "unknown quality set")
	}
	if err != nil {
		return err
	}
	edited([]edit{choice})(w)
	return nil
}

// usualID is the number of the set that a project's videos have: its own choice, or the server's. 0 = none.
func (q Qualities) usualID(ctx context.Context, projectID int64) (int64, error) {
	var chosen chosenSet
	_, err := q.documents.Document(ctx, projectID, kindQualitySet, strconv.FormatInt(projectID, 10), &chosen)
	if err != nil && media.KindOf(err) != media.NotFound {
		return 0, err
	}
	if q.has(chosen.ID) {
		return chosen.ID, nil
	}
	for _, set := range q.sets {
		if set.Default {
			return set.ID, nil
		}
	}
	return 0, nil
}

func (q Qualities) has(id int64) bool {
	return slices.ContainsFunc(q.sets, func(s QualitySet) bool { return s.ID == id })
}

// wish is for a video that names a set.
func (q Qualities) wish(id int64) edit {
	return func(w *media.Wishes, k *kept) { k.QualitySetID, w.Sizes = &id, q.sizes(id) }
}

// usual is for a video that names none.
func (q Qualities) usual(ctx context.Context, projectID int64) (edit, error) {
	id, err := q.usualID(ctx, projectID)
	return func(w *media.Wishes, k *kept) { k.QualitySetID, w.Sizes = nil, q.sizes(id) }, err
}

// sizes are the qualities of a set; none for no set.
func (q Qualities) sizes(id int64) []int {
	for _, set := range q.sets {
		if set.ID == id {
			return set.Qualities
		}
	}
	return nil
}
