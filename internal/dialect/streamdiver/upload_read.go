package streamdiver

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) getUpload(c call) (reply, error) {
	t, err := d.upload(c)
	if err != nil {
		return reply{}, err
	}
	body, err := d.uploadWithInput(c, t)
	return ok(body), err
}

// listUploads lists the uploads of a project: its videos, with those of the bin.
func (d *Dialect) listUploads(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order("name", "created", "updated")
	if err != nil {
		return reply{}, err
	}
	wanted, err := c.filter("name", "fileName", "type", "status", "channelId", "tags")
	if err != nil {
		return reply{}, err
	}
	query := catalog.Filter{
		ProjectID: c.project, WithBin: true, Restorable: true, Undocumented: removedKind, Sort: sortOf(o.by), Descending: o.descending,
	}
	rest, some := narrowUploads(&query, wanted)
	switch {
	case !some:
		return listed[uploadBody](p, nil, 0), nil
	case len(rest) > 0:
		return d.searchUploads(c.Context(), p, query, rest)
	}
	query.Offset, query.Limit = p.offset(), p.size
	videos, total, err := d.cfg.Catalog.List(c.Context(), query)
	if err != nil {
		return reply{}, err
	}
	shown, err := d.showUploads(c.Context(), videos)
	return listed(p, shown, total), err
}

// sortOf is the order of videos by a property of uploads or media.
func sortOf(property string) catalog.Sort {
	switch property {
	case "name":
		return catalog.SortTitle
	case "created":
		return catalog.SortCreated
	case "updated":
		return catalog.SortUpdated
	}
	return ""
}

// showUploads shows the uploads of videos, without secrets.
func (d *Dialect) showUploads(ctx context.Context, videos []media.Video) ([]uploadBody, error) {
	records, err := d.records(ctx, videos)
	if err != nil {
		return nil, err
	}
	shown := make([]uploadBody, len(videos))
	for i, v := range videos {
		t, err := d.transferWith(ctx, v, records[v.ID])
		if err != nil {
			return nil, err
		}
		shown[i] = t.show(d.cfg.Now())
	}
	return shown, nil
}

// records are what is kept of the uploads of videos, by the ids of these. Of those that another API
// made there is nothing.
func (d *Dialect) records(ctx context.Context, videos []media.Video) (map[string]*uploadRecord, error) {
	ids := make([]string, len(videos))
	for i, v := range videos {
		ids[i] = v.ID
	}
	docs, err := d.cfg.Records.DocumentsOf(ctx, uploadKind, ids)
	if err != nil {
		return nil, fmt.Errorf("load records of uploads: %w", err)
	}
	records := make(map[string]*uploadRecord, len(docs))
	for _, doc := range docs {
		record := new(uploadRecord)
		if err := json.Unmarshal(doc.Body, record); err != nil {
			return nil, fmt.Errorf("read record of upload %s: %w", doc.ID, err)
		}
		records[doc.ID] = record
	}
	return records, nil
}
