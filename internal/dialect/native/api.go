package native

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	tus.Engine
	// Progress returns an upload as recorded, without disturbing its writer.
	Progress(ctx context.Context, id string) (upload.Upload, error)
}

// Projects knows the tenants. Absence is media.NotFound.
type Projects interface {
	// ProjectUsage returns a project with what it uses of its limits.
	ProjectUsage(ctx context.Context, id int64) (media.Project, media.Usage, error)
}

// Player serves the original of a video.
type Player interface {
	// ServeSource serves the bytes as an attachment, ranges included. The right to
	// them has been checked. An error is returned only before anything is written.
	ServeSource(w http.ResponseWriter, r *http.Request, v media.Video, filename string) error
}

// Config is what the API needs. All of it is required but PublicURL, Version and
// the limits.
type Config struct {
	Catalog  *catalog.Catalog
	Uploads  Uploads
	Keys     *auth.Keys
	Master   *auth.Master // signs the playback addresses of private videos
	Projects Projects
	Playback Player
	Imports  Imports

	Endpoints Endpoints
	Guard     Guard
	Formats   map[string]Format // of webhook messages, by the name of the dialect that renders them

	PublicURL string // of the server, no trailing slash; "" = what each request says
	Version   string // of the server, for the description; "" = "(devel)"

	MaxUploadSize int64         // bytes; 0 = no limit
	UploadExpiry  time.Duration // idle time of an upload
	BodyIdle      time.Duration // without a byte of a body; 0 = httpd.DefaultIdle
	Digest        upload.Digest // of projects that have no word on it; "" = in the background

	Log *slog.Logger
}

// API answers under /v1. It is safe for concurrent use.
type API struct{ cfg Config }

// New makes the API. It starts nothing.
func New(cfg Config) *API {
	if cfg.Version == "" {
		cfg.Version = "(devel)"
	}
	return &API{cfg: cfg}
}
