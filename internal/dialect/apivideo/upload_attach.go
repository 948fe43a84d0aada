package apivideo

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/form"
	"github.com/tributary-video/tributary/internal/upload"
)

// maxOpen is how many open uploads of one sender are looked through. They have the same
// name and address, so more than a few are none of an SDK.
const maxOpen = 50

// findOpen returns the video whose open upload a piece belongs to, "" for none: the same
// sender began it, was active within the attach window, and either sent all that goes
// before this piece or the piece itself. Some SDKs never say which video they mean when
// they send pieces with a token.
func (d *Dialect) findOpen(ctx context.Context, g *delegated, piece upload.Upload, metadata string) (videoID string, err error) {
	open, err := d.cfg.Records.OpenUploads(ctx, g.project, Name, metadata, maxOpen)
	if err != nil {
		return "", err
	}
	var found []string
	for _, u := range open {
		if u.ExpiresAt.Add(-u.Limits.Idle).Before(g.began.Add(-d.cfg.Settings.AttachWindow)) {
			continue
		}
		fits, err := d.belongs(ctx, g.cut, piece, u)
		if err != nil {
			return "", err
		}
		if fits {
			found = append(found, u.VideoID)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 || begins(g.cut):
		return "", nil
	}
	return "", fault{
		status: http.StatusBadRequest, slug: attributeRequired, name: "videoId",
		detail: "Several uploads of a file with this name are open: name the video.",
	}
}

// belongs reports whether an upload has everything before the piece and nothing else, or
// the piece. The first piece of a file begins another upload unless it is the same.
func (d *Dialect) belongs(ctx context.Context, c form.Cut, piece, u upload.Upload) (bool, error) {
	have, err := d.cfg.Uploads.Parts(ctx, u.ID)
	if err != nil {
		return false, err
	}
	if d.rules().Admit(have, c) != nil {
		return false, nil
	}
	if !begins(c) && form.Follows(have, c) {
		return true, nil
	}
	_, same, err := d.compare(ctx, have, c, piece)
	return same, err
}

// begins reports whether a piece is the first of its file.
func begins(c form.Cut) bool {
	return c.First == 0 || c.Scheme != form.ByBytes && c.First == 1
}

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
	if err != nil {
		forget()
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
