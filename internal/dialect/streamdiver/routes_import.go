package streamdiver

import (
	"context"
	"net/http"

	"github.com/tributary-video/tributary/internal/transport/pull"
)

// Importer brings the source of a video from elsewhere. Its law is pull.Importer's.
type Importer interface {
	Start(ctx context.Context, o pull.Order) (pull.Import, error)
	// Progress is the newest import of a video, media.NotFound when it never had one, or when that was
	// long ago.
	Progress(ctx context.Context, videoID string) (pull.Import, error)
	// Cancel ends the import of a video. One whose last byte is here is media.Locked.
	Cancel(ctx context.Context, videoID string) error
}

// ImportConfig is what imports need.
type ImportConfig struct {
	Importer Importer
}

func (d *Dialect) importRoutes(mux *http.ServeMux) {
	const all, one = "/v2/uploads/imports", "/v2/uploads/imports/{id}"
	mux.HandleFunc("GET "+all, d.rest(d.listImports))
	mux.HandleFunc("POST "+all, d.rest(d.createImport))
	mux.HandleFunc("GET "+one, d.rest(d.getImport))
	mux.HandleFunc("DELETE "+one, d.rest(d.cancelImport))
	verbs(mux, one+"/"+pathCancel, d.rest(d.cancelImport))
}
