package omegastream

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/tus"
	"github.com/tributary-video/tributary/internal/upload"
)

// The vendor's chunk rules, in bytes (contract section 3.2).
const (
	chunkMax      = 209_715_200 // of any request, the final one too
	chunkMin      = 5_242_880   // of one that is not final, unless the file is smaller
	chunkMultiple = 262_144     // of one that is not final
)

// v1 is tus with a key on every request. A POST makes the video; upload and video
// share their id.
func (d *Dialect) v1() *tus.Endpoint {
	p := policyV1{tusShared{Dialect: d, protocol: Name + ".v1", path: "/company/client/video/stream"}}
	return tus.New(d.cfg.Uploads, p, p.config("creation,creation-with-upload,expiration,checksum,termination"))
}

type policyV1 struct{ tusShared }

// Begin implements tus.Policy.
func (p policyV1) Begin(r *http.Request, c tus.Creation) (upload.Beginning, error) {
	grant, err := p.cfg.Keys.Bearer(r)
	if err != nil {
		return upload.Beginning{}, err
	}
	collection, _ := c.Metadata.Get("collection")
	if err := p.checkCollection(r, grant.ProjectID, collection); err != nil {
		return upload.Beginning{}, err
	}
	v := p.cfg.Catalog.NewVideo(grant.ProjectID, titleOf(c.Metadata), defaultPrivacy)
	v.CollectionID, v.Meta = collection, metaOf(c.Metadata)
	return upload.Beginning{
		ID: v.ID, NewVideo: &v, ProjectID: grant.ProjectID, Protocol: p.protocol, Limits: p.chunkLimits(),
		Digest: p.cfg.Digest,
	}, nil
}

// checkCollection refuses an unknown one before any byte is sent.
func (p policyV1) checkCollection(r *http.Request, projectID int64, id string) error {
	if id == "" {
		return nil
	}
	_, err := p.cfg.Catalog.Collection(r.Context(), projectID, id)
	if media.KindOf(err) == media.NotFound {
		return media.Errorf(media.Invalid, "collection not found")
	}
	if err != nil {
		return fmt.Errorf("check collection: %w", err)
	}
	return nil
}

// Find implements tus.Policy.
func (p policyV1) Find(r *http.Request) (string, error) {
	grant, err := p.cfg.Keys.Bearer(r)
	if err != nil {
		return "", err
	}
	id, ok := media.ParseUUID(r.PathValue("upload"))
	if !ok {
		return "", uploadNotFound()
	}
	u, err := p.lookup(r, id)
	if err != nil {
		return "", err
	}
	if u.ProjectID != grant.ProjectID {
		return "", uploadNotFound()
	}
	p.warn(r, u)
	return id, nil
}

func (p policyV1) chunkLimits() upload.Limits {
	switch p.cfg.Settings.V1ChunkRules {
	case ChunkRulesWarn, ChunkRulesOff:
		return p.limits()
	}
	return p.strictLimits()
}

func (p policyV1) strictLimits() upload.Limits {
	l := p.limits()
	l.ChunkMax, l.ChunkMin, l.ChunkMultiple = chunkMax, chunkMin, chunkMultiple
	return l
}

// warn logs a chunk that the vendor would have refused, so that an operator
// who relaxed the rules learns which clients need it.
func (p policyV1) warn(r *http.Request, u upload.Upload) {
	if p.cfg.Settings.V1ChunkRules != ChunkRulesWarn || r.ContentLength <= 0 {
		return
	}
	u.Limits = p.strictLimits()
	err := upload.Check(u, upload.Chunk{Offset: u.Offset, Size: r.ContentLength, Length: upload.UnknownLength})
	if err != nil {
		p.cfg.Log.LogAttrs(r.Context(), slog.LevelWarn, "chunk breaks the rules of V1", slog.String("upload", u.ID),
			slog.Int64("bytes", r.ContentLength), slog.String("rule", media.PublicText(err)))
	}
}

// titleOf is the first name the client gave: most send only the file's.
func titleOf(m tus.Metadata) string {
	for _, key := range []string{"title", "name", "filename"} {
		value, _ := m.Get(key)
		if title := dialect.CutText(dialect.CleanText(value), maxTitle); title != "" {
			return title
		}
	}
	return "untitled"
}

// metaOf keeps what the vendor's samples send, bounded: it goes out with every webhook.
func metaOf(m tus.Metadata) map[string]string {
	meta := map[string]string{}
	for _, key := range []string{"title", "filename", "filetype"} {
		value, _ := m.Get(key)
		if value = dialect.CutText(dialect.CleanText(value), maxMetaValue); value != "" {
			meta[key] = value
		}
	}
	if title, ok := meta["title"]; ok {
		meta["title"] = dialect.CutText(title, maxTitle)
	}
	return meta
}
