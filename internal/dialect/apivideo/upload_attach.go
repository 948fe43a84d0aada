package apivideo

import (
	"context"
	"net/http"

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
