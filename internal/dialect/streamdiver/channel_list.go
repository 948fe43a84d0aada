package streamdiver

import (
	"cmp"
	"slices"
	"strings"
)

func (d *Dialect) listChannels(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order("name", "created", "updated")
	if err != nil {
		return reply{}, err
	}
	wanted, err := c.filter("name", "type", "visibility")
	if err != nil {
		return reply{}, err
	}
	all, err := d.channels(c.Context(), c.project)
	if err != nil {
		return reply{}, err
	}
	var shown []channelBody
	for _, ch := range sortedChannels(all, o) {
		if b := ch.show(); b.is(wanted) {
			shown = append(shown, b)
		}
	}
	return listed(p, part(p, shown), len(shown)), nil
}

// is reports whether each property has each of the values wanted.
func (b channelBody) is(wanted map[string][]string) bool {
	have := map[string]string{"name": b.Name, "type": b.Type, "visibility": b.Visibility}
	for property, values := range wanted {
		if slices.ContainsFunc(values, func(value string) bool { return value != have[property] }) {
			return false
		}
	}
	return true
}

// sortedChannels orders what comes newest first. Equal ones are ordered by id.
func sortedChannels(all []channel, o order) []channel {
	if o.by == "" {
		return all
	}
	slices.SortFunc(all, func(a, b channel) int {
		var by int
		switch o.by {
		case "name":
			by = cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
		case "created":
			by = a.created.Compare(b.created)
		case "updated":
			by = a.updated.Compare(b.updated)
		}
		if o.descending {
			by = -by
		}
		return cmp.Or(by, cmp.Compare(a.id(), b.id()))
	})
	return all
}
