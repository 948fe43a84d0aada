package native

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/resumable"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	resumablePath = root + "uploads"
	// resumableProtocol marks the uploads that began here: no other endpoint goes on with them.
	resumableProtocol = "native.resumable"
)

// resumableRoutes mounts the IETF's resumable uploads. It names each method for the
// reason that tusRoutes does.
func (a *API) resumableRoutes(mux *http.ServeMux) {
	p := resumablePolicy{a}
	idle := a.cfg.BodyIdle
	if idle == 0 {
		idle = httpd.DefaultIdle
	}
	endpoint := resumable.New(a.cfg.Uploads, p, resumable.Config{Limits: p.limits(), Idle: idle})
	for _, method := range []string{"POST", "OPTIONS"} {
		mux.HandleFunc(method+" "+resumablePath, endpoint.Collection)
	}
	for _, method := range []string{"GET", "PATCH", "DELETE", "OPTIONS"} {
		mux.HandleFunc(method+" "+resumablePath+"/{upload}", endpoint.Item)
	}
}

type resumablePolicy struct{ *API }

func (p resumablePolicy) limits() upload.Limits {
	return upload.Limits{Idle: p.cfg.UploadExpiry, MaxSize: p.cfg.MaxUploadSize}
}

// Begin implements resumable.Policy. The title is that of the query, or the file's name.
func (p resumablePolicy) Begin(r *http.Request, c resumable.Creation) (upload.Beginning, error) {
	grant, err := p.uploader(r)
	if err != nil {
		return upload.Beginning{}, err
	}
	sent := map[string]string{"title": r.URL.Query().Get("title"), "filename": baseName(c.Filename), "filetype": c.ContentType}
	v := p.cfg.Catalog.NewVideo(grant.ProjectID, titleOf(sent), media.Private)
	v.Meta = metaOf(sent)
	return upload.Beginning{
		NewVideo: &v, ProjectID: grant.ProjectID, Protocol: resumableProtocol, Digest: p.cfg.Digest, Limits: p.limits(),
	}, nil
}

// baseName is a file's name without the folders that some clients put before it.
func baseName(name string) string {
	if name == "" {
		return ""
	}
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// Find implements resumable.Policy.
func (p resumablePolicy) Find(r *http.Request) (upload.Upload, error) {
	grant, err := p.uploader(r)
	if err != nil {
		return upload.Upload{}, err
	}
	u, err := p.cfg.Uploads.Progress(r.Context(), r.PathValue("upload"))
	if media.KindOf(err) == media.NotFound || err == nil && (u.ProjectID != grant.ProjectID || u.Protocol != resumableProtocol) {
		return upload.Upload{}, media.Errorf(media.NotFound, "upload not found")
	}
	if err != nil {
		return upload.Upload{}, fmt.Errorf("find upload: %w", err)
	}
	return u, nil
}

// Location implements resumable.Policy.
func (p resumablePolicy) Location(r *http.Request, u upload.Upload) string {
	return httpd.BaseURL(p.cfg.PublicURL, r) + resumablePath + "/" + u.ID
}

// Complete implements resumable.Policy: what was made is a video.
func (p resumablePolicy) Complete(w http.ResponseWriter, r *http.Request, u upload.Upload) {
	v, err := p.cfg.Catalog.Get(r.Context(), u.ProjectID, u.VideoID)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	show := view{base: httpd.BaseURL(p.cfg.PublicURL, r), sign: p.cfg.Master.PlaybackSignature}
	h := w.Header()
	h.Set("Content-Location", show.base+"/v1/videos/"+v.ID)
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(show.whole(v)) // a record always marshals, and who has left is not told
}

// Problem implements resumable.Policy: the API's problems, but for what was sent wrong.
func (p resumablePolicy) Problem(w http.ResponseWriter, r *http.Request, err error) {
	shown := p.problemOf(r.Context(), r.Pattern, err)
	switch media.KindOf(err) {
	case media.Invalid, media.Mismatch:
		shown.Status, shown.Title = http.StatusBadRequest, http.StatusText(http.StatusBadRequest)
	case media.Unauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="tributary"`)
	}
	writeProblem(w, shown)
}
