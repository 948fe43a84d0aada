package streamdiver

import (
	"encoding/json"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

// metadataKind is the kind of document that holds what a client said about a media, as it said it.
const metadataKind = Name + ".metadata"

// maxMetadata is how much that may be, in bytes.
const maxMetadata = 64 << 10

// getMetadata shows what was put, an empty object before.
func (d *Dialect) getMetadata(c call) (reply, error) {
	v, err := d.media(c)
	if err != nil {
		return reply{}, err
	}
	data := json.RawMessage(`{}`)
	_, err = d.cfg.Catalog.Document(c.Context(), c.project, metadataKind, v.ID, &data)
	if err != nil && media.KindOf(err) != media.NotFound {
		return reply{}, err
	}
	return ok(data), nil
}

// putMetadata keeps a JSON object in place of the one before.
func (d *Dialect) putMetadata(c call) (reply, error) {
	v, err := d.living(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	raw, err := json.Marshal(a.members)
	if err != nil {
		return reply{}, fmt.Errorf("metadata of %s: %w", v.ID, err)
	}
	if len(raw) > maxMetadata {
		return reply{}, invalid("metadata", fmt.Sprintf("must have at most %d bytes", maxMetadata))
	}
	doc := media.Document{ID: v.ID, ProjectID: c.project, Kind: metadataKind}
	if _, err := d.cfg.Catalog.PutDocument(c.Context(), doc, json.RawMessage(raw), 0); err != nil {
		return reply{}, err
	}
	return ok(json.RawMessage(raw)), nil
}

// getTranscripts has none to show: that they are wanted is kept with the upload.
func (d *Dialect) getTranscripts(c call) (reply, error) {
	_, err := d.media(c)
	return ok([]struct{}{}), err
}
