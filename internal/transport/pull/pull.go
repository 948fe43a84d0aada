package pull

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// Store keeps imports. Each method is one transaction; absence is media.NotFound.
type Store interface {
	Runs

	// BeginImport begins an upload as [upload.Store] does, records the import beside it
	// and gives it a job when it has its turn.
	BeginImport(ctx context.Context, imp Import, b upload.Beginning) (Import, error)
	// LastImport loads the newest of a video, without its origin.
	LastImport(ctx context.Context, videoID string) (Import, error)
	// EndImport records how an import ended and passes its turn on. Ending twice changes
	// nothing. Failed ends the upload and puts the video back to where another may begin,
	// with the reason; if another has begun already, it is Cancelled instead.
	EndImport(ctx context.Context, id string, state State, why *media.Refusal) error
}

// Runs is the part of a Store that runs of an import's job need beside its end.
type Runs interface {
	// Import loads one with its origin. One whose upload is over or done has ended, too,
	// whether or not anyone has recorded it.
	Import(ctx context.Context, id string) (Import, error)
	// UpdateImport records validator and time of the next attempt.
	UpdateImport(ctx context.Context, imp Import) error
	// RestartImport ends the upload of an import and begins another like it. If it is over
	// already, it is upload.ErrLeaseLost: another upload has the video.
	RestartImport(ctx context.Context, id string) (upload.Upload, error)
	// PauseImport records attempts, fetches, patience and the time of the next attempt of a
	// running import and passes its turn on: a turn is held while a request runs. One that does
	// not run any more stays as it is.
	PauseImport(ctx context.Context, imp Import) error
	// ResumeImport lines a paused import up again and reports whether it has its turn at once.
	// If not, it gets a job when its turn comes.
	ResumeImport(ctx context.Context, id string) (mine bool, err error)
}

// Copies gives a video the source of another.
type Copies interface {
	// CopySource makes a finished upload of the bytes of another video of the same project,
	// by reference, with all that follows from one. A video without a source is
	// media.Conflict, one that is unknown or deleted media.NotFound.
	CopySource(ctx context.Context, b upload.Beginning, from string) (upload.Upload, error)
}

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	Append(ctx context.Context, id string, c upload.Chunk) (upload.Upload, error)
	Status(ctx context.Context, id string) (upload.Upload, error)
	Abort(ctx context.Context, id string) error
}

// Guard decides where a request may go. Its law is egress.Guard's.
type Guard interface {
	CheckURL(ctx context.Context, raw string, use egress.Use) error
	Client(use egress.Use) *http.Client
}

// Config is what an importer needs.
type Config struct {
	Store   Store
	Copies  Copies
	Uploads Uploads
	Guard   Guard
	MaxSize int64         // bytes of any file; 0 = no limit but the project's
	Digest  upload.Digest // as in upload.Beginning
	Log     *slog.Logger
	Now     func() time.Time // nil = time.Now
}

// Importer fetches files into uploads. It starts nothing by itself: the queue runs [Importer.Run].
// It is safe for concurrent use.
type Importer struct{ cfg Config }

// New makes an importer.
func New(cfg Config) *Importer {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Importer{cfg: cfg}
}
