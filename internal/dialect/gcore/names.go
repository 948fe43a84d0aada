package gcore

import "github.com/tributary-video/tributary/internal/catalog"

// nameBody is a video of which only the name is wanted.
type nameBody struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// listNames answers with the names of videos, in the order that the request has them.
func (d *Dialect) listNames(c call) (reply, error) {
	names := []nameBody{}
	wanted := ids(c.URL.Query()["ids"])
	if len(wanted) == 0 {
		return ok(names), nil
	}
	videos, _, err := d.cfg.Catalog.List(c.Context(), catalog.Filter{ProjectID: c.project, Seqs: wanted})
	if err != nil {
		return reply{}, err
	}
	titles := map[int64]string{}
	for _, v := range videos {
		titles[v.Seq] = v.Title
	}
	for _, id := range wanted {
		if title, known := titles[id]; known {
			names = append(names, nameBody{id, title})
		}
	}
	return ok(names), nil
}
