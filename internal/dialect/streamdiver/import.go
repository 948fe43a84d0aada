package streamdiver

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// importKind is the kind of the document that an import is. Each of its files is an upload like any
// other, whose bytes the server brings itself (package pull): how it stands is read off its
// video whenever somebody asks, so nothing has to be noted when something happens.
const importKind = "streamdiver.import"

// importRecord is what is kept of an import.
type importRecord struct {
	Channel   string       `json:"channel,omitempty"` // its id, as it was given
	Cancelled bool         `json:"cancelled,omitempty"`
	Files     []importFile `json:"files"`
}

// importFile is one file of an import. Where it comes from is kept as far as it may be shown; all of
// it is with the fetch, sealed, until that has ended.
type importFile struct {
	URL      string `json:"url"`
	Name     string `json:"name"`
	FileName string `json:"fileName"`
	Language string `json:"language,omitempty"`
	VideoID  string `json:"videoId,omitempty"` // "" = it could not begin
	Refusal  string `json:"refusal,omitempty"` // why it could not
}

// fileImport is an import as it stands: its files by number.
type fileImport struct {
	media.Document

	record importRecord
	files  []importedFile
}

// importedFile is how a file stands.
type importedFile struct {
	importFile

	status  string
	mediaID string // "" until the media is there
	trouble string // why it failed; "" = it did not
	updated time.Time
}

// findImport loads the import that the path names.
func (d *Dialect) findImport(c call) (fileImport, error) {
	id, ok := media.ParseUUID(c.PathValue("id"))
	if !ok {
		return fileImport{}, notFound("import")
	}
	var record importRecord
	doc, err := d.cfg.Catalog.Document(c.Context(), c.project, importKind, id, &record)
	if err != nil {
		return fileImport{}, absent(err, "import")
	}
	return d.watch(c.Context(), doc, record)
}

// watch looks how each file of an import stands.
func (d *Dialect) watch(ctx context.Context, doc media.Document, record importRecord) (fileImport, error) {
	imp := fileImport{Document: doc, record: record, files: make([]importedFile, len(record.Files))}
	for i, file := range record.Files {
		var err error
		if imp.files[i], err = d.watchFile(ctx, file); err != nil {
			return imp, fmt.Errorf("look at file %d of import %s: %w", i, doc.ID, err)
		}
	}
	return imp, nil
}

func (d *Dialect) watchFile(ctx context.Context, file importFile) (importedFile, error) {
	f := importedFile{importFile: file, status: importFailed, trouble: file.Refusal}
	if file.VideoID == "" {
		return f, nil
	}
	v, err := d.cfg.Catalog.Find(ctx, file.VideoID)
	switch {
	case media.KindOf(err) == media.NotFound:
		f.status, f.trouble = importCancelled, "the media has been deleted"
		return f, nil
	case err != nil:
		return f, err
	}
	f.updated = v.UpdatedAt
	if isMedia(v) {
		f.mediaID = v.ID
	}
	f.status, f.trouble, err = d.importStatus(ctx, v)
	return f, err
}

// importStatus is the word for how an imported video stands (contract section 4), and why it failed.
func (d *Dialect) importStatus(ctx context.Context, v media.Video) (status, trouble string, err error) {
	state := v.State
	if state == media.Deleted && v.Source != nil { // deleting a media does not undo its import
		state = v.PriorState
	}
	switch state {
	case media.Viewable, media.Ready:
		return importSuccess, "", nil
	case media.Processing:
		return importRunning, "", nil
	case media.Deleted:
		return importCancelled, "", nil
	case media.Created, media.Failed:
		if v.Failure == nil { // another API took it over and let it be
			return importCancelled, "", nil
		}
		return importFailed, importTrouble(*v.Failure), nil
	case media.Uploading:
	}
	fetch, err := d.cfg.Imports.Importer.Progress(ctx, v.ID)
	if err != nil && media.KindOf(err) != media.NotFound {
		return "", "", err
	}
	if err == nil && fetch.State == pull.Waiting && fetch.Fetches == 0 { // not between two attempts
		return importPending, "", nil
	}
	return importRunning, "", nil
}

// importTrouble says why a file failed. What came was no media if it was a page; the vendor takes
// pages of video platforms for sources, this server does not.
func importTrouble(why media.Refusal) string {
	if why.Code == media.NotMedia || why.Code == media.PlaylistNotMedia {
		return notSupported
	}
	return why.Text
}

// status is the word for an import as a whole.
func (imp fileImport) status() string {
	if imp.record.Cancelled {
		return importCancelled
	}
	count := map[string]int{}
	for _, f := range imp.files {
		count[f.status]++
	}
	switch {
	case count[importPending] == len(imp.files):
		return importPending
	case count[importPending]+count[importRunning] > 0:
		return importRunning
	case count[importFailed] > 0:
		return importFailed
	case count[importCancelled] > 0:
		return importCancelled
	}
	return importSuccess
}

// imports are those of a project, the newest first, not looked at yet.
func (d *Dialect) imports(ctx context.Context, project int64) ([]fileImport, error) {
	docs, err := d.cfg.Catalog.Documents(ctx, project, importKind)
	if err != nil {
		return nil, err
	}
	all := make([]fileImport, len(docs))
	for i, doc := range docs {
		all[i].Document = doc
		if err := json.Unmarshal(doc.Body, &all[i].record); err != nil {
			return nil, fmt.Errorf("read import %s: %w", doc.ID, err)
		}
	}
	return all, nil
}
