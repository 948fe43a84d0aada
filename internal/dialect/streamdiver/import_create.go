package streamdiver

import (
	"context"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// importLife is how long an upload waits for its fetch to end (package pull).
const importLife = 30 * 24 * time.Hour

// createImport begins an upload for each file. What is behind a URL, and whether it may be asked at
// all, is found out by the fetch: the file says so then. The import is recorded last: what a crash leaves
// are uploads in no import, and never an import of files that nobody brings.
func (d *Dialect) createImport(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	channel, _ := a.text(fieldChannel, maxName)
	files := a.importFiles()
	if err := a.err(); err != nil {
		return reply{}, err
	}
	place, err := d.place(c.Context(), c.project, channel)
	if err != nil {
		return reply{}, err
	}
	record := importRecord{Channel: channel, Files: make([]importFile, len(files))}
	for i, file := range files {
		if record.Files[i], err = d.beginImport(c, file, place); err != nil {
			d.abandon(c.Context(), c.project, record)
			return reply{}, fmt.Errorf("import file %d: %w", i, err)
		}
	}
	doc, err := d.cfg.Catalog.PutDocument(c.Context(), media.Document{ID: media.NewUUID(), ProjectID: c.project, Kind: importKind}, record, 0)
	if err != nil {
		d.abandon(c.Context(), c.project, record)
		return reply{}, err
	}
	imp, err := d.watch(c.Context(), doc, record)
	return created(imp.show()), err
}

// beginImport records an upload and its video and lets its bytes be fetched. Where the project may
// have no more of them, the file says so and the others go on.
func (d *Dialect) beginImport(c call, file wantedFile, place catalog.Patch) (importFile, error) {
	v := d.newVideo(c.project, file.Language, catalog.Patch{Title: &file.Name}, place)
	record := uploadRecord{FileName: file.FileName, Type: typeMultipart, Language: file.Language, Expires: v.CreatedAt.Add(importLife)}
	if err := d.putRecord(c.Context(), v, record); err != nil {
		return importFile{}, err
	}
	_, err := d.cfg.Imports.Importer.Start(c.Context(), pull.Order{
		Video: v, New: true, URL: file.url, Header: file.header, Late: true,
	})
	if err == nil {
		file.VideoID = v.ID
		return file.importFile, nil
	}
	if dropErr := d.dropDocument(c.Context(), c.project, uploadKind, v.ID); dropErr != nil {
		return importFile{}, dropErr
	}
	switch media.KindOf(err) {
	case media.TooMany, media.NoSpace, media.TooLarge, media.Invalid:
		file.Refusal = media.PublicText(err)
		return file.importFile, nil
	case media.NotFound: // the channel was deleted a moment ago
		err = invalid(fieldChannel, unknown)
	}
	return importFile{}, err
}

// abandon ends the uploads of an import that did not come to be. What it cannot end is an upload of its
// own, in no import.
func (d *Dialect) abandon(ctx context.Context, project int64, record importRecord) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetTime)
	defer cancel()
	for _, file := range record.Files {
		if file.VideoID != "" {
			_ = d.stopImport(ctx, project, file.VideoID)
		}
	}
}
