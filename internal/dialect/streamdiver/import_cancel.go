package streamdiver

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// cancelImport ends the files that are still on their way; what is a media already stays one. That it is
// cancelled is recorded first, so that the same request ends the work after a crash.
func (d *Dialect) cancelImport(c call) (reply, error) {
	imp, err := d.findImport(c)
	if err != nil {
		return reply{}, err
	}
	if status := imp.status(); status == importSuccess || status == importFailed {
		return reply{}, conflict("import", status)
	}
	if !imp.record.Cancelled {
		imp.record.Cancelled = true
		if imp.Document, err = d.cfg.Catalog.PutDocument(c.Context(), imp.Document, imp.record, 0); err != nil {
			return reply{}, err
		}
	}
	for _, f := range imp.files {
		if f.status == importSuccess || f.status == importFailed {
			continue
		}
		if err := d.stopImport(c.Context(), c.project, f.VideoID); err != nil {
			return reply{}, fmt.Errorf("cancel import %s: %w", imp.ID, err)
		}
	}
	if imp, err = d.watch(c.Context(), imp.Document, imp.record); err != nil {
		return reply{}, err
	}
	return ok(imp.show()), nil
}

// stopImport ends a fetch and puts its video into the bin, where one without a source is a cancelled
// upload. One that is a media by now stays.
func (d *Dialect) stopImport(ctx context.Context, project int64, videoID string) error {
	v, err := d.cfg.Catalog.Get(ctx, project, videoID)
	if media.KindOf(err) == media.NotFound || err == nil && v.Source != nil {
		return nil
	}
	if err != nil {
		return err
	}
	// First, since it frees the turn of the fetch; of a video in the bin it finds nothing to end.
	switch err := d.cfg.Imports.Importer.Cancel(ctx, videoID); media.KindOf(err) {
	case media.NotFound, media.Locked, media.Gone: // locked: its last byte is here, and the bin refuses it
	default:
		if err != nil {
			return err
		}
	}
	err = d.bin(ctx, v, unsourced)
	if f, ok := errors.AsType[fault](err); ok && f.status == http.StatusConflict {
		return nil
	}
	return err
}
