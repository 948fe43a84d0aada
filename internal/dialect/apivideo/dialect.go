package apivideo

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/upload"
)

// Name is the dialect's name in records: of webhook endpoints, uploads and, before a
// dot, documents.
const Name = "apivideo"

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	Spool(ctx context.Context, b upload.Beginning, c upload.Chunk) (upload.Upload, error)
	Drop(ctx context.Context, id string)
	OpenParted(ctx context.Context, b upload.Beginning) (upload.Upload, error)
	ChangeParts(ctx context.Context, id string, change upload.PartsChange) (upload.Upload, error)
	SameBytes(ctx context.Context, part, u upload.Upload, start int64) (bool, error)
	Parts(ctx context.Context, id string) (upload.Parts, error)
}

// UploadRecords finds uploads. Absence is media.NotFound.
type UploadRecords interface {
	Upload(ctx context.Context, id string) (upload.Upload, error)
	// LastUpload returns the upload of a video that began last, also one that is over.
	LastUpload(ctx context.Context, videoID string) (upload.Upload, error)
	// OpenUploads returns the open parted uploads of a protocol that began with this metadata.
	OpenUploads(ctx context.Context, projectID int64, protocol, metadata string, limit int) ([]upload.Upload, error)
}

// Endpoints keeps webhook endpoints of every dialect. Absence is media.NotFound.
type Endpoints interface {
	Endpoints(ctx context.Context, projectID int64) ([]media.Endpoint, error)
	Endpoint(ctx context.Context, projectID int64, id string) (media.Endpoint, error)
	SaveEndpoint(ctx context.Context, e media.Endpoint) error
	DeleteEndpoint(ctx context.Context, projectID int64, id string) error
}

// Blobs keeps pictures and captions.
type Blobs interface {
	// Put stores a blob, all or nothing, and returns its size.
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Open(ctx context.Context, key string) (blob.Reader, error)
	Delete(ctx context.Context, keys ...string) error
}

// Importer brings the source of a video from elsewhere.
type Importer interface {
	// Import lets a video that is waiting for content be fetched from a URL, in the background.
	// A URL that the guard refuses is media.Invalid.
	Import(ctx context.Context, v media.Video, url string) error
	// Copy gives a video the source of another one of its project. Nothing is copied but
	// the reference. One that has no source is media.Conflict.
	Copy(ctx context.Context, v media.Video, from string) error
}

// Stills takes pictures out of videos.
type Stills interface {
	// Retake lets the poster be taken again, at the place that the video's wishes name.
	Retake(ctx context.Context, videoID string) error
}

// Captions makes captions of speech.
type Captions interface {
	// WantCaptions lets the captions be made that the video's wishes ask for, unless they are there.
	WantCaptions(ctx context.Context, projectID int64, videoID string) error
}

// Player serves what viewers see; its law is playback.Playback's. The right to watch has been
// checked by whoever calls.
type Player interface {
	// Serve serves one file of a video: "master.m3u8", "poster.jpg", "720p.mp4" and so on.
	// The addresses inside playlists carry query, such as "avh=…".
	Serve(w http.ResponseWriter, r *http.Request, v media.Video, name, query string) error
	// WritePage answers with a player page.
	WritePage(w http.ResponseWriter, r *http.Request, page player.Page) error
}

// Viewers remembers which tokens of private videos were used.
type Viewers interface {
	// BindViewer records the first use of a token; of one that was used before it returns
	// what was recorded then.
	BindViewer(ctx context.Context, token, session, use string, until time.Time) (boundSession, boundUse string, err error)
	// Viewer returns the record of a token, media.NotFound when there is none.
	Viewer(ctx context.Context, token string) (session, use string, err error)
}

// Guard refuses addresses that webhooks and imports may never go to.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
}

// Config is what the dialect needs. All of it is required but Captions, the limits and Now.
type Config struct {
	Catalog   *catalog.Catalog
	Uploads   Uploads
	Records   UploadRecords
	Keys      *auth.Keys
	Master    *auth.Master
	Endpoints Endpoints
	Blobs     Blobs
	Importer  Importer
	Stills    Stills
	Captions  Captions // nil = the wish for captions from speech has no effect
	Playback  Player
	Viewers   Viewers
	Guard     Guard

	PublicURL     string        // of the server, no trailing slash; "" = what each request says
	Settings      Settings      // zero fields take the vendor's values
	Retention     time.Duration // how long a deleted video can be restored
	MaxUploadSize int64         // bytes, the operator's; 0 = no limit but the dialect's
	Digest        upload.Digest // when the SHA-256 of an upload is computed, if the project has no word on it

	Log *slog.Logger
	Now func() time.Time // nil = time.Now
}

// Dialect answers for the vendor. It is safe for concurrent use; it starts nothing.
type Dialect struct {
	cfg      Config
	pictures picture.Desk
	tokens   tokens
}

// New makes the dialect.
func New(cfg Config) (*Dialect, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Settings = cfg.Settings.complete()
	key, err := cfg.Master.Derive("apivideo tokens")
	if err != nil {
		return nil, fmt.Errorf("api.video: %w", err)
	}
	return &Dialect{cfg: cfg, pictures: picture.NewDesk(), tokens: tokens{key: key, master: cfg.Master, keys: cfg.Keys, now: cfg.Now}}, nil
}
