package omegastream

import (
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// tusShared is what V1 and V2 do alike.
type tusShared struct {
	*Dialect

	protocol string // in the upload's record: V1 does not continue what V2 began
	path     string // of the collection
}

// Location implements tus.Policy.
func (t tusShared) Location(r *http.Request, u upload.Upload) string {
	return httpd.BaseURL(t.cfg.PublicURL, r) + t.path + "/" + u.ID
}

// Decorate implements tus.Policy. Clients take the video's id from here, never
// from the URL.
func (t tusShared) Decorate(h http.Header, u upload.Upload) {
	h.Set("Stream-Media-Id", u.VideoID)
}

// Problem implements tus.Policy.
func (t tusShared) Problem(w http.ResponseWriter, r *http.Request, err error) {
	t.tusProblem(w, r, err)
}

// lookup loads an upload that this version began.
func (t tusShared) lookup(r *http.Request, id string) (upload.Upload, error) {
	u, err := t.cfg.Uploads.Progress(r.Context(), id)
	if err == nil && u.Protocol != t.protocol {
		err = uploadNotFound()
	}
	return u, err
}

func uploadNotFound() error { return media.Errorf(media.NotFound, "upload not found") }

func (t tusShared) limits() upload.Limits {
	return upload.Limits{Idle: t.cfg.UploadExpiry, MaxSize: t.cfg.MaxUploadSize}
}

func (t tusShared) config(extensions string) tus.Config {
	idle := t.cfg.BodyIdle
	if idle == 0 {
		idle = httpd.DefaultIdle
	}
	return tus.Config{
		Extensions:    strings.Split(extensions, ","),
		MaxSize:       t.cfg.MaxUploadSize,
		OptionsStatus: http.StatusNoContent,
		AllowHeaders:  []string{"Signature", "Expiration", "Video-Id"},
		ExposeHeaders: []string{"stream-media-id"},
		Idle:          idle,
	}
}
