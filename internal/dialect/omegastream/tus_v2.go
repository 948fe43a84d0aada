package omegastream

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// v2 is tus with a signature that a back end made for one video. It has no chunk
// rules: the vendor's sample sends the whole file in one request.
func (d *Dialect) v2() *tus.Endpoint {
	p := policyV2{tusShared{Dialect: d, protocol: Name + ".v2", path: "/tusupload"}}
	return tus.New(d.cfg.Uploads, p,
		p.config("creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"))
}

type policyV2 struct{ tusShared }

// Begin implements tus.Policy. The engine refuses videos that have content or are deleted.
func (p policyV2) Begin(r *http.Request, _ tus.Creation) (upload.Beginning, error) {
	v, err := p.presignedVideo(r, 0)
	if err != nil {
		return upload.Beginning{}, err
	}
	return upload.Beginning{
		VideoID: v.ID, ProjectID: v.ProjectID, Protocol: p.protocol, Limits: p.limits(), Digest: p.cfg.Digest,
	}, nil
}

// Find implements tus.Policy.
func (p policyV2) Find(r *http.Request) (string, error) {
	v, err := p.presignedVideo(r, p.cfg.Settings.SignatureGrace)
	if err != nil {
		return "", err
	}
	id := r.PathValue("upload")
	if !isUploadID(id) {
		return "", uploadNotFound()
	}
	u, err := p.lookup(r, id)
	if err != nil {
		return "", err
	}
	if u.VideoID != v.ID {
		return "", unauthorized()
	}
	return id, nil
}

// isUploadID reports whether id is 32 lower-case hex digits.
func isUploadID(id string) bool {
	if len(id) != 32 {
		return false
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
