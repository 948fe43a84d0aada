package gcore

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/transport/pull"
)

// Name is the dialect's name in records: of webhook endpoints, uploads, what it keeps with a
// video and, before a dot, documents.
const Name = "gcore"

// Importer brings the source of a video from elsewhere. Its law is pull.Importer's.
type Importer interface {
	Start(ctx context.Context, o pull.Order) (pull.Import, error)
	// Progress is the newest import of a video, media.NotFound when it never had one.
	Progress(ctx context.Context, videoID string) (pull.Import, error)
}

// Blobs keeps posters and subtitles.
type Blobs interface {
	// Put stores a blob, all or nothing, and returns its size.
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Open(ctx context.Context, key string) (blob.Reader, error)
	Delete(ctx context.Context, keys ...string) error
}

// Config is what the dialect needs. All of it is required but the settings and Now.
type Config struct {
	Catalog  *catalog.Catalog
	Records  Records
	Keys     *auth.Keys
	Master   *auth.Master
	Blobs    Blobs
	Importer Importer
	Guard    Guard
	Transfer TransferConfig
	Delivery DeliveryConfig

	PublicURL string // of the server, no trailing slash; "" = what each request says
	Settings  Settings

	Log *slog.Logger
	Now func() time.Time // nil = time.Now
}

// Dialect answers for the vendor. It is safe for concurrent use; it starts nothing.
type Dialect struct {
	cfg      Config
	sessions sessions
	limiter  *dialect.Limiter
	pictures picture.Desk

	qualities Qualities
}

// New makes the dialect.
func New(cfg Config) (*Dialect, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if err := cfg.Settings.check(); err != nil {
		return nil, fmt.Errorf("gcore: %w", err)
	}
	cfg.Settings = cfg.Settings.complete()
	key, err := cfg.Master.Derive("gcore access tokens")
	if err != nil {
		return nil, fmt.Errorf("gcore: %w", err)
	}
	return &Dialect{
		cfg:      cfg,
		sessions: sessions{key: key, keys: cfg.Keys, documents: cfg.Catalog, now: cfg.Now},
		limiter:  dialect.NewLimiter(float64(cfg.Settings.RequestsPerSecond), cfg.Settings.RequestBurst, cfg.Now),
		pictures: picture.NewDesk(),

		qualities: NewQualities(cfg.Settings.QualitySets, cfg.Catalog),
	}, nil
}
