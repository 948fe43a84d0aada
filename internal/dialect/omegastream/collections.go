package omegastream

import "github.com/tributary-video/tributary/internal/media"

// collectionName is the body of two requests; the id is in one of three places.
type collectionName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// collectionName reads the body; its name is right.
func (c call) collectionName() (body collectionName, err error) {
	if err := c.decode(&body); err != nil {
		return body, err
	}
	body.Name, err = checkName("name", body.Name)
	return body, err
}

func (d *Dialect) createCollection(c call) (any, error) {
	body, err := c.collectionName()
	if err != nil {
		return nil, err
	}
	made, err := d.cfg.Catalog.CreateCollection(c.Context(), c.project, body.Name, "")
	if err != nil {
		return nil, err
	}
	return c.view.collection(made), nil
}

// renameCollection takes the id from the path, the body or the query: the manual
// forgot to say where it goes.
func (d *Dialect) renameCollection(c call) (any, error) {
	body, err := c.collectionName()
	if err != nil {
		return nil, err
	}
	id := c.PathValue("id")
	if id == "" {
		id = body.ID
	}
	if id == "" {
		id = c.query("id")
	}
	if id == "" {
		return nil, media.Errorf(media.Invalid, "id is required")
	}
	renamed, err := d.cfg.Catalog.RenameCollection(c.Context(), c.project, id, body.Name)
	if err != nil {
		return nil, err
	}
	return c.view.collection(renamed), nil
}

func (d *Dialect) moveVideos(c call) (any, error) {
	var body struct {
		ID    string   `json:"id"`
		UUIDs []string `json:"uuids"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if body.ID == "" {
		return nil, media.Errorf(media.Invalid, "id is required")
	}
	ids, err := parseUUIDs(body.UUIDs)
	if err != nil {
		return nil, err
	}
	return nil, d.cfg.Catalog.Move(c.Context(), c.project, ids, body.ID)
}

func (d *Dialect) moveToRoot(c call) (any, error) {
	ids, err := c.uuids()
	if err != nil {
		return nil, err
	}
	return nil, d.cfg.Catalog.Move(c.Context(), c.project, ids, "")
}

func (d *Dialect) listCollections(c call) (any, error) {
	p, err := c.paging()
	if err != nil {
		return nil, err
	}
	found, total, err := d.cfg.Catalog.Collections(c.Context(), c.project, p.offset(), p.limit)
	if err != nil {
		return nil, err
	}
	data := make([]collection, 0, len(found))
	for _, f := range found {
		data = append(data, c.view.collection(f))
	}
	return newPage(p, data, total), nil
}

func (d *Dialect) getCollection(c call) (any, error) {
	found, err := d.cfg.Catalog.Collection(c.Context(), c.project, c.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return c.view.collection(found), nil
}

func (d *Dialect) deleteCollection(c call) (any, error) {
	return nil, d.cfg.Catalog.DeleteCollection(c.Context(), c.project, c.PathValue("id"))
}
