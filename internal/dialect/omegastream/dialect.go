package omegastream

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// Name is the dialect's name in records: of webhook endpoints and, with the
// version behind a dot, of uploads.
const Name = "omegastream"

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	tus.Engine
	// Progress returns an upload as recorded, without disturbing its writer.
	Progress(ctx context.Context, id string) (upload.Upload, error)
}

// Endpoints keeps webhook endpoints, of every dialect, and the log of their messages.
// Absence is media.NotFound.
type Endpoints interface {
	Endpoints(ctx context.Context, projectID int64) ([]media.Endpoint, error)
	Endpoint(ctx context.Context, projectID int64, id string) (media.Endpoint, error)
	SaveEndpoint(ctx context.Context, e media.Endpoint) error
	DeleteEndpoint(ctx context.Context, projectID int64, id string) error
	// Deliveries returns the newest messages of an endpoint, at most limit.
	Deliveries(ctx context.Context, endpointID string, limit int) ([]media.Delivery, error)
	// Delivery loads a message of any project with its endpoint.
	Delivery(ctx context.Context, id string) (media.Delivery, media.Endpoint, error)
}

// Traffic knows what viewers fetched.
type Traffic interface {
	// SumTraffic adds up the hours of [from, to); zero times are open ends. Videos of
	// other projects do not count.
	SumTraffic(ctx context.Context, projectID int64, ids []string, from, to time.Time) (media.Traffic, error)
}

// Projects knows the tenants.
type Projects interface {
	Project(ctx context.Context, id int64) (media.Project, error)
	// ReplaceKey revokes a key and adds another in its place, or does neither.
	ReplaceKey(ctx context.Context, projectID, keyID int64, secret string) (auth.Key, error)
}

// Player serves what viewers see. It checks the viewer's right (public video, "s" in
// the query, Bearer) and returns media errors, Forbidden or NotFound, only
// before anything is written.
type Player interface {
	// ServeFile serves one file of a video: "master.m3u8", "<rendition>/index.m3u8",
	// "<rendition>/init.mp4", "<rendition>/<n>.m4s", "720p.mp4", "poster.jpg".
	ServeFile(w http.ResponseWriter, r *http.Request, v media.Video, name string) error
	// ServePage serves the HTML player page. The query options (autoplay, t, fw_text …) are its own.
	ServePage(w http.ResponseWriter, r *http.Request, v media.Video) error
	// ServeSource serves the original bytes as an attachment, ranges included. The
	// right to them has been checked: the link was signed.
	ServeSource(w http.ResponseWriter, r *http.Request, v media.Video, filename string) error
}

// Importer fetches videos from elsewhere. Its law is pull.Importer's.
type Importer interface {
	Start(ctx context.Context, o pull.Order) (pull.Import, error)
}

// Guard refuses addresses that webhooks may never go to.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
}

// Modes of [Settings.V1ChunkRules].
const (
	ChunkRulesStrict = "strict" // the vendor's rules; breaking one is 400 or 413
	ChunkRulesWarn   = "warn"   // accepted and logged
	ChunkRulesOff    = "off"
)

// Settings are the operator's choices for this dialect.
type Settings struct {
	// SignatureGrace is how long an expired V2 signature still continues its
	// upload. A 401 on HEAD makes clients throw their progress away.
	SignatureGrace time.Duration
	V1ChunkRules   string // "" = strict
	// DeleteFailedAfter is how long a failed video is kept from deletion.
	DeleteFailedAfter time.Duration
	RequestsPerMinute int // of one project to the REST API; 0 = no limit
}

// Config is what the dialect needs. All of it is required but the limits and Now.
type Config struct {
	Catalog   *catalog.Catalog
	Uploads   Uploads
	Keys      *auth.Keys
	Master    *auth.Master
	Endpoints Endpoints
	Traffic   Traffic
	Projects  Projects
	Playback  Player
	Importer  Importer
	Guard     Guard

	PublicURL     string // of the server, no trailing slash; "" = what each request says
	Settings      Settings
	MaxUploadSize int64         // bytes; 0 = no limit
	UploadExpiry  time.Duration // idle time of an upload
	Digest        upload.Digest // when the SHA-256 of an upload is computed, if the project has no word on it; "" = in the background
	BodyIdle      time.Duration // without a byte of a body; 0 = httpd.DefaultIdle

	Log *slog.Logger
	Now func() time.Time // nil = time.Now
}

// Dialect answers for the vendor. It is safe for concurrent use.
type Dialect struct {
	cfg     Config
	limiter *dialect.Limiter
}

// New makes the dialect. It starts nothing.
func New(cfg Config) *Dialect {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	perMinute := cfg.Settings.RequestsPerMinute
	return &Dialect{cfg: cfg, limiter: dialect.NewLimiter(float64(perMinute)/60, perMinute, cfg.Now)}
}
