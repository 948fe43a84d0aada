package gcore

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
)

// kindQualitySet is the document of the set that a project chose; its id is the project's.
const kindQualitySet = "gcore.quality_set"

// chosenSet is the body of that document.
type chosenSet struct {
	ID int64 `json:"id"`
}

// qualitySetsBody is all sets on the wire. There are none for live streams.
type qualitySetsBody struct {
	Live []qualitySetBody `json:"live"`
	VOD  []qualitySetBody `json:"vod"`
}

type qualitySetBody struct {
	ID        int64         `json:"id"`
	Name      string        `json:"name"`
	Default   bool          `json:"default"`
	Qualities []qualityBody `json:"qualities"`
}

type qualityBody struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// defaultSet is the number of the set that a project's videos have: its own choice, or the server's.
// 0 = none.
func (d *Dialect) defaultSet(c call) (int64, error) {
	var chosen chosenSet
	_, err := d.cfg.Catalog.Document(c.Context(), c.project, kindQualitySet, strconv.FormatInt(c.project, 10), &chosen)
	if err != nil && media.KindOf(err) != media.NotFound {
		return 0, err
	}
	if d.hasQualitySet(chosen.ID) {
		return chosen.ID, nil
	}
	for _, set := range d.cfg.Settings.QualitySets {
		if set.Default {
			return set.ID, nil
		}
	}
	return 0, nil
}

func (d *Dialect) hasQualitySet(id int64) bool {
	return slices.ContainsFunc(d.cfg.Settings.QualitySets, func(s QualitySet) bool { return s.ID == id })
}

func (d *Dialect) listQualitySets(c call) (reply, error) {
	chosen, err := d.defaultSet(c)
	if err != nil {
		return reply{}, err
	}
	body := qualitySetsBody{Live: []qualitySetBody{}, VOD: []qualitySetBody{}}
	for _, set := range d.cfg.Settings.QualitySets {
		shown := qualitySetBody{ID: set.ID, Name: set.Name, Default: set.ID == chosen, Qualities: []qualityBody{}}
		for _, side := range set.Qualities {
			shown.Qualities = append(shown.Qualities, qualityBody{side, fmt.Sprintf("vod%dn", side)})
		}
		body.VOD = append(body.VOD, shown)
	}
	return ok(body), nil
}

// setDefaultQualitySet takes {"vod":{"id":3}}; null is the server's default again.
func (d *Dialect) setDefaultQualitySet(c call) (reply, error) {
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	id, err := a.chosenSet("vod")
	if err != nil {
		return reply{}, err
	}
	if live, err := a.chosenSet("live"); err != nil || live != 0 {
		return reply{}, badRequest("unknown quality set")
	}
	name := strconv.FormatInt(c.project, 10)
	switch {
	case !a.has("vod"):
	case id == 0:
		err = d.cfg.Catalog.DeleteDocument(c.Context(), c.project, kindQualitySet, name)
		if media.KindOf(err) == media.NotFound {
			err = nil
		}
	case d.hasQualitySet(id):
		doc := media.Document{ID: name, ProjectID: c.project, Kind: kindQualitySet}
		_, err = d.cfg.Catalog.PutDocument(c.Context(), doc, chosenSet{id}, 0)
	default:
		err = badRequest("unknown quality set")
	}
	if err != nil {
		return reply{}, err
	}
	return d.listQualitySets(c)
}

// chosenSet reads the number of a set, 0 for null.
func (a *attributes) chosenSet(name string) (int64, error) {
	var chosen struct {
		ID *int64 `json:"id"`
	}
	a.read(name, &chosen)
	if len(a.faults) > 0 || chosen.ID != nil && *chosen.ID < 1 {
		return 0, badRequest("unknown quality set")
	}
	if chosen.ID == nil {
		return 0, nil
	}
	return *chosen.ID, nil
}

// qualitySet is the set that a video is to have, nil for no word on it; null takes that of
// its project.
func (d *Dialect) qualitySet(c call, a *attributes) (edit, error) {
	const name = "quality_set_id"
	if a.isNull(name) {
		return d.usualSet(c)
	}
	id, known := a.id(name)
	switch {
	case !known:
		return nil, nil //nolint:nilnil // absent, or a fault
	case !d.hasQualitySet(id):
		a.fault(name, unknown)
		return nil, nil //nolint:nilnil // likewise
	}
	return func(w *media.Wishes, k *kept) { k.QualitySetID, w.Sizes = &id, d.sizes(id) }, nil
}

// usualSet is for a video that names no set: it gets the qualities of its project's, and goes on
// without a set of its own.
func (d *Dialect) usualSet(c call) (edit, error) {
	id, err := d.defaultSet(c)
	return func(w *media.Wishes, k *kept) { k.QualitySetID, w.Sizes = nil, d.sizes(id) }, err
}

// sizes are the qualities of a set; none for no set.
func (d *Dialect) sizes(id int64) []int {
	for _, set := range d.cfg.Settings.QualitySets {
		if set.ID == id {
			return set.Qualities
		}
	}
	return nil
}
