package gcore

import (
	"context"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
)

func (d *Dialect) createDirectory(c call) (reply, error) {
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	name, _ := a.directoryName()
	if name == "" {
		a.require("name")
	}
	parent, err := d.readParent(c, a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	made, err := d.cfg.Catalog.CreateCollection(c.Context(), c.project, name, parent.id)
	if err != nil {
		return reply{}, absentParent(err)
	}
	return ok((&directory{Collection: made}).show(parent.number)), nil
}

// getDirectory answers with what lies in a directory: those in it, then videos, newest first.
func (d *Dialect) getDirectory(c call) (reply, error) {
	dir, byNumber, err := d.directory(c)
	if err != nil {
		return reply{}, err
	}
	body := fullDirectory{directoryBody: dir.show(parentNumber(dir, byNumber)), Items: []any{}}
	for _, inner := range dir.inner {
		if err := d.measure(c.Context(), inner); err != nil {
			return reply{}, err
		}
		body.Items = append(body.Items, directoryItem{inner.show(&dir.Seq), "Directory"})
	}
	videos, _, err := d.cfg.Catalog.List(c.Context(), catalog.Filter{ProjectID: c.project, CollectionID: dir.ID})
	if err == nil {
		err = d.fillRenditions(c, videos)
	}
	if err != nil {
		return reply{}, err
	}
	numbers := d.directoryNumbers(c)
	for _, v := range videos {
		item, err := d.listItem(c, v, numbers)
		if err != nil {
			return reply{}, err
		}
		body.Items = append(body.Items, videoItem{item, "Video"})
	}
	return ok(struct {
		Directory fullDirectory `json:"directory"`
	}{body}), nil
}

func (d *Dialect) updateDirectory(c call) (reply, error) {
	dir, _, err := d.directory(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	name, named := a.directoryName()
	parent, err := d.readParent(c, a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	if parent.given {
		if _, err := d.cfg.Catalog.MoveCollection(c.Context(), c.project, dir.ID, parent.id); err != nil {
			return reply{}, absentParent(err)
		}
	}
	if named {
		if _, err := d.cfg.Catalog.RenameCollection(c.Context(), c.project, dir.ID, name); err != nil {
			return reply{}, err
		}
	}
	changed, byNumber, err := d.directory(c)
	if err != nil {
		return reply{}, err
	}
	return ok(changed.show(parentNumber(changed, byNumber))), nil
}

// deleteDirectory removes a directory with everything below it, videos too.
func (d *Dialect) deleteDirectory(c call) (reply, error) {
	number, err := c.number("id")
	if err != nil {
		return reply{}, err
	}
	id, err := d.directoryByNumber(c, number)
	if err != nil {
		return reply{}, err
	}
	return noContent(), d.cfg.Catalog.DeleteTree(c.Context(), c.project, id)
}

func (d *Dialect) getDirectoryTree(c call) (reply, error) {
	roots, _, err := d.directoryTree(c)
	if err != nil {
		return reply{}, err
	}
	branches, err := d.branches(c.Context(), roots, nil)
	return ok(struct {
		Tree []directoryBranch `json:"tree"`
	}{branches}), err
}

func (d *Dialect) branches(ctx context.Context, dirs []*directory, parent *int64) ([]directoryBranch, error) {
	list := make([]directoryBranch, len(dirs))
	for i, dir := range dirs {
		err := d.measure(ctx, dir)
		if err != nil {
			return nil, err
		}
		list[i].directoryBody = dir.show(parent)
		if list[i].Descendants, err = d.branches(ctx, dir.inner, &dir.Seq); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// directoryName reads a name; null is like absent, a blank one a fault.
func (a *attributes) directoryName() (string, bool) {
	name, ok := a.text("name")
	if name = strings.TrimSpace(name); ok && name == "" {
		a.fault("name", blank)
	}
	return name, ok
}
