package gcore

import (
	"context"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// Uploads is the upload engine. Its law is upload.Engine's.
type Uploads interface {
	tus.Engine
	// Progress returns an upload as recorded, without disturbing its writer.
	Progress(ctx context.Context, id string) (upload.Upload, error)
}

// Usage knows what a project has under way.
type Usage interface {
	// CountOpen counts the project's uploads of a protocol that may still bring bytes.
	CountOpen(ctx context.Context, projectID int64, protocol string) (int, error)
}

// TransferConfig is what uploads, copies and playlists need beside [Config]. The interfaces are
// required but Transcriber.
type TransferConfig struct {
	Uploads  Uploads
	Usage    Usage
	Segments Segments
	// Transcriber makes text of speech; nil = every AI call is refused.
	Transcriber Transcriber

	MaxUploadSize int64         // bytes, the operator's; 0 = no limit but the vendor's
	Digest        upload.Digest // when the SHA-256 of an upload is computed, if the project has no word on it
	BodyIdle      time.Duration // without a byte of a body; 0 = httpd.DefaultIdle
}

// transferRoutes are those of REST; see [Dialect.Uploads] for the bytes.
func (d *Dialect) transferRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /streaming/videos/{id}/upload", d.rest(d.getUploadParameters))
	mux.HandleFunc("GET /streaming/ai/info", d.rest(d.ai(d.getAIInfo)))
	mux.HandleFunc("POST /streaming/ai/tasks", d.rest(d.ai(d.createTask)))
	mux.HandleFunc("GET /streaming/ai/tasks", d.rest(d.ai(d.listTasks)))
	mux.HandleFunc("GET /streaming/ai/tasks/{task}", d.rest(d.ai(d.getTask)))
	mux.HandleFunc("POST /streaming/ai/tasks/{task}/cancel", d.rest(d.ai(d.cancelTask)))
}
