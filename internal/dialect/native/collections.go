package native

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

type collectionName struct {
	Name string `json:"name" minLength:"1" maxLength:"128" doc:"One line"`
}

// parseCollectionID reads the id of a path. One of another form names no collection.
func parseCollectionID(text string) (string, error) {
	if !media.IsObjectID(text) {
		return "", media.Errorf(media.NotFound, "collection not found")
	}
	return text, nil
}

func (a *API) listCollections(ctx context.Context, c call, in *Paging) (*answer[page[collection]], error) {
	found, total, err := a.cfg.Catalog.Collections(ctx, c.project, in.offset(), in.Limit)
	if err != nil {
		return nil, err
	}
	return &answer[page[collection]]{newPage(*in, found, total, showCollection)}, nil
}

func (a *API) createCollection(ctx context.Context, c call, in *answer[collectionName]) (*made[collection], error) {
	name, err := cleanName("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	m, err := a.cfg.Catalog.CreateCollection(ctx, c.project, name, "")
	if err != nil {
		return nil, err
	}
	return &made[collection]{Location: c.view.base + "/v1/collections/" + m.ID, Body: showCollection(m)}, nil
}

func (a *API) getCollection(ctx context.Context, c call, in *byID) (*answer[collection], error) {
	id, err := parseCollectionID(in.ID)
	if err != nil {
		return nil, err
	}
	found, err := a.cfg.Catalog.Collection(ctx, c.project, id)
	if err != nil {
		return nil, err
	}
	return &answer[collection]{showCollection(found)}, nil
}

type collectionPatch struct {
	ID   string `path:"id" doc:"The collection's id"`
	Body collectionName
}

func (a *API) renameCollection(ctx context.Context, c call, in *collectionPatch) (*answer[collection], error) {
	id, err := parseCollectionID(in.ID)
	if err != nil {
		return nil, err
	}
	name, err := cleanName("name", in.Body.Name)
	if err != nil {
		return nil, err
	}
	renamed, err := a.cfg.Catalog.RenameCollection(ctx, c.project, id, name)
	if err != nil {
		return nil, err
	}
	return &answer[collection]{showCollection(renamed)}, nil
}

func (a *API) deleteCollection(ctx context.Context, c call, in *byID) (*empty, error) {
	id, err := parseCollectionID(in.ID)
	if err != nil {
		return nil, err
	}
	return &empty{}, a.cfg.Catalog.DeleteCollection(ctx, c.project, id)
}
