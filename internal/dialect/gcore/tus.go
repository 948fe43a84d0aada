package gcore

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// uploadIdle is how long an upload waits for its next byte (contract section 4).
	uploadIdle = 72 * time.Hour
	// maxOpenUploads is how many a project may have open by tus; its settings may say less. Copies
	// do not count: their queue is unlimited.
	maxOpenUploads = 1000

	uploadPath = "/upload"
)

// Uploads serves tus uploads: "/upload", where they are created, and "/upload/{id}". The
// paths belong to other APIs, too, so it is up to the caller to send only their requests here.
func (d *Dialect) Uploads() http.Handler {
	idle := d.cfg.Transfer.BodyIdle
	if idle == 0 {
		idle = httpd.DefaultIdle
	}
	endpoint := tus.New(d.cfg.Transfer.Uploads, tusPolicy{d}, tus.Config{
		Extensions:    []string{"creation", "creation-with-upload", "creation-defer-length", "termination", "expiration"},
		MaxSize:       d.maxSource(),
		OptionsStatus: http.StatusNoContent,
		ExposeHeaders: []string{"Retry-After"},
		Idle:          idle,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := strings.Trim(strings.TrimPrefix(r.URL.Path, uploadPath), "/")
		if id == "" {
			endpoint.Collection(w, withCreation(r))
			return
		}
		r.SetPathValue("upload", id)
		endpoint.Item(w, r)
	})
}

// tusPolicy is tus by token. Only the creation needs one: what follows rests on the
// address, whose 128 random bits nobody guesses.
type tusPolicy struct{ *Dialect }

var _ tus.Policy = tusPolicy{}

// Begin implements tus.Policy. The order of the checks is the vendor's: a project that has
// too many uploads hears that first.
func (p tusPolicy) Begin(r *http.Request, _ tus.Creation) (upload.Beginning, error) {
	c := creationOf(r)
	claims, err := p.uploadTokens().read(c.metadata.token)
	if err != nil {
		return upload.Beginning{}, err
	}
	open, err := p.cfg.Transfer.Usage.CountOpen(r.Context(), claims.ClientID, Name)
	if err == nil && open >= maxOpenUploads {
		err = media.Errorf(media.TooMany, "too many open uploads")
	}
	if err == nil {
		err = claims.match(c.metadata)
	}
	if err != nil {
		return upload.Beginning{}, err
	}
	v, err := p.cfg.Catalog.BySeq(r.Context(), claims.ClientID, claims.VideoID)
	if media.KindOf(err) == media.NotFound {
		err = tusFault{http.StatusNotFound, "Error: video not found"}
	}
	c.begun = err == nil
	return upload.Beginning{
		VideoID: v.ID, ProjectID: v.ProjectID, Protocol: Name, Digest: p.cfg.Transfer.Digest, Beside: true, Again: true,
		Limits: upload.Limits{Idle: uploadIdle, MaxSize: p.maxSource()},
	}, err
}

// Find implements tus.Policy. The record of an upload outlives its video.
func (p tusPolicy) Find(r *http.Request) (string, error) {
	id := r.PathValue("upload")
	if !isUploadID(id) {
		return "", media.Errorf(media.NotFound, "upload not found")
	}
	u, err := p.cfg.Transfer.Uploads.Progress(r.Context(), id)
	if err == nil && u.Protocol != Name {
		err = media.Errorf(media.NotFound, "upload not found")
	}
	if err != nil || u.State != upload.Done {
		return id, err
	}
	v, err := p.cfg.Catalog.Find(r.Context(), u.VideoID)
	if err == nil && v.State == media.Deleted {
		err = media.Errorf(media.Gone, "video is deleted")
	}
	return id, err
}

// isUploadID reports whether id is 32 lower-case hex digits.
func isUploadID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

// Location implements tus.Policy. A client stays with the host that it came to.
func (p tusPolicy) Location(r *http.Request, u upload.Upload) string {
	base := httpd.BaseURL(p.cfg.PublicURL, r)
	hosts := p.cfg.Settings.UploadHosts
	if scheme, _, ok := strings.Cut(base, "://"); ok && len(hosts) > 0 {
		host := hosts[0]
		if slices.Contains(hosts, r.Host) {
			host = r.Host
		}
		base = (&url.URL{Scheme: scheme, Host: host}).String()
	}
	return base + uploadPath + "/" + u.ID
}

// Decorate implements tus.Policy.
func (p tusPolicy) Decorate(http.Header, upload.Upload) {}

// Problem implements tus.Policy.
func (p tusPolicy) Problem(w http.ResponseWriter, r *http.Request, err error) {
	p.tusProblem(w, r, err)
}

func (d *Dialect) uploadTokens() uploadTokens {
	return uploadTokens{master: d.cfg.Master, now: d.cfg.Now}
}
