package gcore

import (
	"context"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// directory is a directory with those in it, oldest first.
type directory struct {
	media.Collection

	inner []*directory
	count int // of directories and videos in it, one level
}

// directoryTree loads all directories of a project.
func (d *Dialect) directoryTree(c call) (roots []*directory, byNumber map[int64]*directory, err error) {
	all, err := d.allDirectories(c)
	if err != nil {
		return nil, nil, err
	}
	byID := map[string]*directory{}
	byNumber = map[int64]*directory{}
	for _, each := range all {
		dir := &directory{Collection: each}
		byID[each.ID], byNumber[each.Seq] = dir, dir
	}
	for _, each := range all {
		dir := byID[each.ID]
		if parent := byID[each.ParentID]; parent != nil {
			parent.inner = append(parent.inner, dir)
		} else {
			roots = append(roots, dir)
		}
	}
	return roots, byNumber, nil
}

// directoryPage is how many directories are loaded at a time.
const directoryPage = 1000

// allDirectories loads them page by page, oldest first.
func (d *Dialect) allDirectories(c call) ([]media.Collection, error) {
	var all []media.Collection
	for {
		page, total, err := d.cfg.Catalog.Collections(c.Context(), c.project, len(all), directoryPage)
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); len(page) == 0 || len(all) >= total {
			break
		}
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, nil
}

// measure counts what lies in a directory.
func (d *Dialect) measure(ctx context.Context, dir *directory) error {
	_, videos, err := d.cfg.Catalog.List(ctx, catalog.Filter{ProjectID: dir.ProjectID, CollectionID: dir.ID, Limit: 1})
	dir.count = len(dir.inner) + videos
	return err
}

// directory loads the directory that the path names by {id}, with those in it.
func (d *Dialect) directory(c call) (*directory, map[int64]*directory, error) {
	number, err := c.number("id")
	if err != nil {
		return nil, nil, err
	}
	_, byNumber, err := d.directoryTree(c)
	if err != nil {
		return nil, nil, err
	}
	dir := byNumber[number]
	if dir == nil {
		return nil, nil, notFound()
	}
	return dir, byNumber, d.measure(c.Context(), dir)
}
