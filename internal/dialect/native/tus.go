package native

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	tusPath = root + "tus"
	// tusProtocol marks the uploads that began here: no other endpoint goes on with them.
	tusProtocol   = "native.tus"
	tusExtensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,checksum-trailer," +
		"termination,concatenation"
	// videoIDHeader tells which video an upload makes.
	videoIDHeader = "Video-Id"
)

// tusRoutes mounts tus. It names each method, since a pattern without one would
// overlap with "OPTIONS /v1/", which ServeMux refuses. GET stands for HEAD, too.
func (a *API) tusRoutes(mux *http.ServeMux) {
	idle := a.cfg.BodyIdle
	if idle == 0 {
		idle = httpd.DefaultIdle
	}
	endpoint := tus.New(a.cfg.Uploads, tusPolicy{a}, tus.Config{
		Extensions: strings.Split(tusExtensions, ","), MaxSize: a.cfg.MaxUploadSize, OptionsStatus: http.StatusOK,
		ExposeHeaders: []string{videoIDHeader, "X-Request-Id"}, Idle: idle,
	})
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
		mux.HandleFunc(method+" "+tusPath, endpoint.Collection)
		mux.HandleFunc(method+" "+tusPath+"/{upload}", endpoint.Item)
	}
}

type tusPolicy struct{ *API }

// Begin implements tus.Policy.
func (p tusPolicy) Begin(r *http.Request, c tus.Creation) (upload.Beginning, error) {
	grant, err := p.uploader(r)
	if err != nil {
		return upload.Beginning{}, err
	}
	b := upload.Beginning{
		ProjectID: grant.ProjectID, Protocol: tusProtocol, Digest: p.cfg.Digest,
		Limits: upload.Limits{Idle: p.cfg.UploadExpiry, MaxSize: p.cfg.MaxUploadSize},
	}
	if c.Kind != upload.Partial {
		v := p.cfg.Catalog.NewVideo(grant.ProjectID, titleOf(c.Metadata.All()), media.Private)
		v.Meta = metaOf(c.Metadata.All())
		b.NewVideo = &v
	}
	return b, nil
}

// Find implements tus.Policy.
func (p tusPolicy) Find(r *http.Request) (string, error) {
	grant, err := p.uploader(r)
	if err != nil {
		return "", err
	}
	absent := media.Errorf(media.NotFound, "upload not found")
	id := r.PathValue("upload")
	if strings.Trim(id, "0123456789abcdef") != "" {
		return "", absent
	}
	u, err := p.cfg.Uploads.Progress(r.Context(), id)
	if err != nil {
		return "", fmt.Errorf("find upload: %w", err)
	}
	if u.ProjectID != grant.ProjectID || u.Protocol != tusProtocol {
		return "", absent
	}
	return id, nil
}

// Location implements tus.Policy.
func (p tusPolicy) Location(r *http.Request, u upload.Upload) string {
	return httpd.BaseURL(p.cfg.PublicURL, r) + tusPath + "/" + u.ID
}

// Decorate implements tus.Policy.
func (p tusPolicy) Decorate(h http.Header, u upload.Upload) {
	if u.VideoID != "" {
		h.Set(videoIDHeader, u.VideoID)
	}
}

// Problem implements tus.Policy: the API's problems under the statuses of tus.
func (p tusPolicy) Problem(w http.ResponseWriter, r *http.Request, err error) {
	shown := p.problemOf(r.Context(), r.Pattern, err)
	switch media.KindOf(err) {
	case media.Invalid:
		shown.Status, shown.Title = http.StatusBadRequest, http.StatusText(http.StatusBadRequest)
	case media.Conflict: // 409 is a wrong offset alone: clients repeat whatever is
		shown.Status, shown.Title = http.StatusForbidden, http.StatusText(http.StatusForbidden)
	case media.Mismatch:
		shown.Status, shown.Title = 460, "Checksum Mismatch" // the checksum extension's own
	}
	if shown.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="tributary"`)
	}
	writeProblem(w, shown)
}
