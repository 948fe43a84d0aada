package gcore

import (
	"fmt"
	"strconv"

	"github.com/tributary-video/tributary/internal/media"
)

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

func (d *Dialect) listQualitySets(c call) (reply, error) {
	chosen, err := d.qualities.usualID(c.Context(), c.project)
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
	case d.qualities.has(id):
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
	case !d.qualities.has(id):
		a.fault(name, unknown)
		return nil, nil //nolint:nilnil // likewise
	}
	return d.qualities.wish(id), nil
}

// usualSet is for a video that names no set: it gets the qualities of its project's, and goes on
// without a set of its own.
func (d *Dialect) usualSet(c call) (edit, error) { return d.qualities.usual(c.Context(), c.project) }
