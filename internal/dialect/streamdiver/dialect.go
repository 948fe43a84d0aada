package streamdiver

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
	"github.com/tributary-video/tributary/internal/upload"
)

// Name is the dialect's name in records: of webhook endpoints and, before a dot, documents.
const Name = "streamdiver"

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error)
	Status(ctx context.Context, id string) (upload.Upload, error)
	// Source is what a parted upload would be as a source if it were complete now.
	Source(ctx context.Context, id string) (media.Source, error)
	// SHA256 reads a source to its end.
	SHA256(ctx context.Context, source media.Source) (string, error)
}

// Records finds what the catalog does not. Absence is media.NotFound.
type Records interface {
	Lists
	s3.OpenUploads
	Upload(ctx context.Context, id string) (upload.Upload, error)
	// LastUpload returns the upload of a video that began last, also one that is over.
	LastUpload(ctx context.Context, videoID string) (upload.Upload, error)
	// DocumentsBefore returns documents of a kind, of any project, that were made before a
	// time, the oldest first, at most limit.
	DocumentsBefore(ctx context.Context, kind string, before time.Time, limit int) ([]media.Document, error)
}

// Lists finds many at once.
type Lists interface {
	// VideoNumbers returns the numbers of all videos of a list, in its order.
	VideoNumbers(ctx context.Context, f catalog.Filter) ([]int64, error)
	// DocumentsOf returns the documents of a kind, of any project, that have these ids.
	DocumentsOf(ctx context.Context, kind string, ids []string) ([]media.Document, error)
}

// Config is what the dialect needs. All of it is required but the settings and Now.
type Config struct {
	Catalog  *catalog.Catalog
	Uploads  Uploads
	Records  Records
	Sources  Sources
	Keys     *auth.Keys
	Master   *auth.Master
	Media    MediaConfig
	Webhooks WebhookConfig
	Imports  ImportConfig

	PublicURL     string // of the server, no trailing slash; "" = what each request says
	Settings      Settings
	MaxUploadSize int64         // bytes, the operator's; 0 = no limit
	Digest        upload.Digest // when the SHA-256 of an upload is computed, if the project has no word on it

	Log *slog.Logger
	Now func() time.Time // nil = time.Now
}

// Settings are the operator's choices for this dialect. Zero takes the value named.
type Settings struct {
	UploadTTL time.Duration // 24 h: how long an upload takes its object, at most 7 days
	// RequestsPerSecond is how often one key may ask; 0 = no limit.
	RequestsPerSecond int
	RequestBurst      int // 100: how often at once after a silence
}

// maxUploadTTL is how long a presigned URL may live at most (SigV4, X-Amz-Expires).
const maxUploadTTL = 7 * 24 * time.Hour

func (s Settings) complete() (Settings, error) {
	if s.UploadTTL == 0 {
		s.UploadTTL = 24 * time.Hour
	}
	if s.RequestBurst == 0 {
		s.RequestBurst = 100
	}
	if s.UploadTTL < time.Second || s.UploadTTL > maxUploadTTL {
		return s, fmt.Errorf("upload ttl %s: want 1s to %s", s.UploadTTL, maxUploadTTL)
	}
	return s, nil
}

// Dialect answers for the vendor. It is safe for concurrent use; it starts nothing.
type Dialect struct {
	cfg     Config
	tokens  tokens
	limiter *dialect.Limiter
	turns   turns  // of completions that look for duplicates
	decoy   []byte // a sealed secret that is nobody's, see AccessKey
}

// New makes the dialect.
func New(cfg Config) (*Dialect, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	var err error
	if cfg.Settings, err = cfg.Settings.complete(); err != nil {
		return nil, fmt.Errorf("streamdiver: %w", err)
	}
	key, err := cfg.Master.Derive("streamdiver access tokens")
	if err != nil {
		return nil, fmt.Errorf("streamdiver: %w", err)
	}
	decoy, err := cfg.Master.Seal([]byte(newSecret()), sealLabel(""))
	if err != nil {
		return nil, fmt.Errorf("streamdiver: %w", err)
	}
	return &Dialect{
		cfg:     cfg,
		tokens:  tokens{key: key, keys: cfg.Keys, now: cfg.Now},
		limiter: dialect.NewLimiter(float64(cfg.Settings.RequestsPerSecond), cfg.Settings.RequestBurst, cfg.Now),
		decoy:   decoy,
	}, nil
}
