package apivideo

import (
	"context"
	"encoding/json"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// unanswered remembers a request that completed a video whose id its sender does not
// know, until the answer is written: after a lost answer the same request comes again, and
// means the same video.
type unanswered struct {
	Sender string `json:"sender"` // metadata of the upload
}

const unansweredKind = "apivideo.unanswered"

// findUnanswered returns the video that a piece completed once before without an answer.
func (d *Dialect) findUnanswered(ctx context.Context, g *delegated, piece upload.Upload, metadata string) (videoID string, err error) {
	docs, err := d.cfg.Catalog.Documents(ctx, g.project, unansweredKind)
	if err != nil {
		return "", err
	}
	for _, doc := range docs {
		if doc.CreatedAt.Before(g.began.Add(-d.cfg.Settings.AttachWindow)) {
			break // newest first
		}
		again, err := d.completed(ctx, g.cut, piece, doc, metadata)
		if again || err != nil {
			return doc.ID, err
		}
	}
	return "", nil
}

// completed reports whether the video of doc was completed by this sender with this piece.
func (d *Dialect) completed(ctx context.Context, c form.Cut, piece upload.Upload, doc media.Document, metadata string) (bool, error) {
	var by unanswered
	if err := json.Unmarshal(doc.Body, &by); err != nil || by.Sender != metadata {
		return false, err
	}
	_, err := d.cfg.Catalog.Get(ctx, doc.ProjectID, doc.ID)
	if media.KindOf(err) == media.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s, err := d.stands(ctx, doc.ID)
	if err != nil || !s.closed {
		return false, err
	}
	_, err = d.repeat(ctx, s, c, piece)
	if refuses(err) {
		return false, nil
	}
	return err == nil, err
}

// placeAnswered places a piece and remembers until the answer is written that there was none.
func (d *Dialect) placeAnswered(g *delegated, piece upload.Upload, b upload.Beginning) (placed, error) {
	if !g.cut.Ends() {
		return d.place(g.transfer, piece, b)
	}
	ctx := context.WithoutCancel(g.Context())
	id := b.VideoID
	if b.NewVideo != nil {
		id = b.NewVideo.ID
	}
	doc := media.Document{ID: id, ProjectID: g.project, Kind: unansweredKind, CreatedAt: g.began}
	// Requests that began within the window may still be sending when it is over.
	if _, err := d.cfg.Catalog.PutDocument(ctx, doc, unanswered{b.Metadata}, 4*d.cfg.Settings.AttachWindow); err != nil {
		return placed{}, err
	}
	forget := func() { _ = d.cfg.Catalog.DeleteDocument(ctx, g.project, unansweredKind, id) } // else it expires
	got, err := d.place(g.transfer, piece, b)
	if refuses(err) {
		forget() // after trouble it may be complete all the same
	}
	if err != nil {
		return got, err
	}
	release := g.written
	g.written = func(ok bool) {
		if ok {
			forget()
		}
		release(ok)
	}
	return got, nil
}
