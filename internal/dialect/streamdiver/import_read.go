package streamdiver

import "slices"

func (d *Dialect) getImport(c call) (reply, error) {
	imp, err := d.findImport(c)
	if err != nil {
		return reply{}, err
	}
	return ok(imp.show()), nil
}

// listImports lists the imports of a project, the newest first.
func (d *Dialect) listImports(c call) (reply, error) {
	p, err := c.page()
	if err != nil {
		return reply{}, err
	}
	o, err := c.order("created")
	if err != nil {
		return reply{}, err
	}
	wanted, err := c.filter("channel")
	if err != nil {
		return reply{}, err
	}
	all, err := d.imports(c.Context(), c.project)
	if err != nil {
		return reply{}, err
	}
	all = slices.DeleteFunc(all, func(imp fileImport) bool {
		return slices.ContainsFunc(wanted["channel"], func(channel string) bool { return channel != imp.record.Channel })
	})
	if o.by != "" && !o.descending {
		slices.Reverse(all)
	}
	var shown []importBody
	for _, imp := range part(p, all) {
		if imp, err = d.watch(c.Context(), imp.Document, imp.record); err != nil {
			return reply{}, err
		}
		shown = append(shown, imp.show())
	}
	return listed(p, shown, len(all)), nil
}
