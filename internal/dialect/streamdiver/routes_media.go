package streamdiver

import (
	"context"
	"io"
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/media"
)

// Projects knows the tenants. Absence is media.NotFound.
type Projects interface {
	Project(ctx context.Context, id int64) (media.Project, error)
}

// Blobs keeps pictures.
type Blobs interface {
	// Put stores a blob, all or nothing, and returns its size.
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Delete(ctx context.Context, keys ...string) error
}

// Player serves what viewers see; its law is playback.Playback's. The right to watch has been
// checked by whoever calls.
type Player interface {
	// Serve serves one file of a video, such as "poster.jpg".
	Serve(w http.ResponseWriter, r *http.Request, v media.Video, name, query string) error
}

// MediaConfig is what media and channels need beside the catalog.
type MediaConfig struct {
	Projects Projects
	Blobs    Blobs
	Playback Player
	Pictures picture.Desk
}

func (d *Dialect) mediaRoutes(mux *http.ServeMux) {
	const all, one = "/v2/media", "/v2/media/{id}"
	mux.HandleFunc("GET "+all, d.rest(d.listMedia))
	mux.HandleFunc("DELETE "+all, d.rest(d.deleteManyMedia))
	mux.HandleFunc("POST "+all+"/delete", d.rest(d.deleteManyMedia))
	mux.HandleFunc("GET "+all+"/tags", d.rest(d.getTags))
	mux.HandleFunc("POST "+all+"/tags", d.rest(d.addTags))
	mux.HandleFunc("GET "+one, d.rest(d.getMedia))
	mux.HandleFunc("PUT "+one, d.rest(d.updateMedia))
	mux.HandleFunc("PATCH "+one, d.rest(d.updateMedia))
	mux.HandleFunc("DELETE "+one, d.rest(d.deleteMedia))
	verbs(mux, one+"/recover", d.rest(d.recoverMedia))
	mux.HandleFunc("GET "+one+"/thumbnail", d.getThumbnail)
	mux.HandleFunc("PUT "+one+"/thumbnail", d.rest(d.putThumbnail))
	mux.HandleFunc("GET "+one+"/metadata", d.rest(d.getMetadata))
	mux.HandleFunc("PUT "+one+"/metadata", d.rest(d.putMetadata))
	mux.HandleFunc("GET "+one+"/metadata/transcripts", d.rest(d.getTranscripts))
}
