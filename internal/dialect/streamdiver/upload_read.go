package streamdiver

import (
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
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
		ProjectID: c.project, WithBin: true, Restorable: true, Undocumented: removedKind,
		Tags: wanted["tags"], Sort: sortOf(o.by), Descending: o.descending,
	}
	delete(wanted, "tags")
	if len(wanted) > 0 {
		return d.searchUploads(c, p, query, wanted)
	}
	query.Offset, query.Limit = p.offset(), p.size
	shown, total, err := d.showUploads(c.Context(), query, wanted)
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

// searchUploads lists those uploads that are as wanted. What the database cannot tell, because it
// lies in documents or follows from the clock, is looked at one by one.
func (d *Dialect) searchUploads(c call, p page, query catalog.Filter, wanted map[string][]string) (reply, error) {
	if names := wanted["name"]; len(names) > 0 {
		query.Title = names[0] // far fewer to look at
	}
	found, _, err := d.showUploads(c.Context(), query, wanted)
	return listed(p, part(p, found), len(found)), err
}

// showUploads shows the uploads of a query that are as wanted, without secrets, and how many the query
// has in all.
func (d *Dialect) showUploads(ctx context.Context, query catalog.Filter, wanted map[string][]string) ([]uploadBody, int, error) {
	videos, total, err := d.cfg.Catalog.List(ctx, query)
	if err != nil {
		return nil, 0, err
	}
	var shown []uploadBody
	for _, v := range videos {
		t, err := d.transfer(ctx, v)
		if err != nil {
			return nil, 0, err
		}
		if b := t.show(d.cfg.Now()); b.is(wanted) {
			shown = append(shown, b)
		}
	}
	return shown, total, nil
}

// is reports whether each property has each of the values wanted: two different ones it never
// has.
func (b uploadBody) is(wanted map[string][]string) bool {
	channel := ""
	if b.ChannelID != nil {
		channel = *b.ChannelID
	}
	have := map[string]string{"name": b.Name, "fileName": b.FileName, "type": b.Type, "status": b.Status, "channelId": channel}
	for property, values := range wanted {
		if slices.ContainsFunc(values, func(value string) bool { return value != have[property] }) {
			return false
		}
	}
	return true
}
