package omegastream

import (
	"context"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// lookupTime bounds the one query that a message needs.
const lookupTime = 5 * time.Second

// ProjectFinder knows the tenants.
type ProjectFinder interface {
	Project(ctx context.Context, id int64) (media.Project, error)
}

// RendererConfig is what a Renderer needs. A process without HTTP has one, too.
type RendererConfig struct {
	Projects  ProjectFinder
	Master    *auth.Master
	PublicURL string // start of the links in a message; without it they are relative to the host
}

// Renderer writes webhook messages as the vendor does.
type Renderer struct{ cfg RendererConfig }

var _ webhook.Renderer = (*Renderer)(nil)

// NewRenderer makes a Renderer.
func NewRenderer(cfg RendererConfig) *Renderer { return &Renderer{cfg: cfg} }

// Render implements webhook.Renderer. It shows the video as it was when the event
// happened; of the project it uses what never changes.
func (r *Renderer) Render(m media.Delivery, _ media.Endpoint) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	project, err := r.cfg.Projects.Project(ctx, m.ProjectID)
	if err != nil {
		return nil, fmt.Errorf("render event %s: %w", m.ID, err)
	}
	w := view{base: r.cfg.PublicURL, project: project, sign: r.cfg.Master.PlaybackSignature}
	return dialect.Marshal(w.message(m))
}
