package streamdiver

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/s3"
)

// Sources knows what the sources of videos are made of. Absence is media.NotFound.
type Sources interface {
	// VideosOfSize returns the videos of a project, but for those of the bin, whose source is stored
	// and has so many bytes.
	VideosOfSize(ctx context.Context, projectID, size int64) ([]media.Video, error)
	// SetDigest records the SHA-256 of a source, unless the video has another one by now.
	SetDigest(ctx context.Context, videoID string, source media.Source, sum []byte) error
	// ReleaseSource stores a document about a video and lets the bytes of its source go, unless only
	// they play. As long as work on the video reads them, it is media.Conflict.
	ReleaseSource(ctx context.Context, videoID string, note media.Document) (released bool, err error)
}

// duplicateBody names the media that has the bytes already (contract section 3.2).
type duplicateBody struct {
	MediaID  string  `json:"mediaId"`
	UploadID string  `json:"uploadId"`
	FileHash *string `json:"fileHash"`
}

// checksDuplicates reads whether an upload is to be checked: as the project has it where the client
// has no word on it.
func (d *Dialect) checksDuplicates(c call, a *attributes) (bool, error) {
	if check, worded := a.flag("duplicateCheck"); worded {
		return check, nil
	}
	p, err := d.cfg.Media.Projects.Project(c.Context(), c.project)
	if err != nil {
		return false, fmt.Errorf("load project %d: %w", c.project, err)
	}
	return p.Settings.DuplicateCheck, nil
}

// refuseDuplicate returns a 409 if another media of the project has the bytes of an object
// that is about to become v's source. Nothing is read unless another one is as long.
//
// Whoever has called it completes v before done: uploads of one project and length have their turns, or two
// of the same bytes would both be the first. Only one process is looked at: two that
// are completed by different ones within the same moment may both pass.
func (d *Dialect) refuseDuplicate(ctx context.Context, v media.Video, object s3.Object) (done func(), err error) {
	done, err = d.turns.take(ctx, turn{v.ProjectID, object.Size})
	if err != nil {
		return nil, err
	}
	if err := d.findDuplicate(ctx, v, object); err != nil {
		done()
		return nil, err
	}
	return done, nil
}

func (d *Dialect) findDuplicate(ctx context.Context, v media.Video, object s3.Object) error {
	others, err := d.cfg.Sources.VideosOfSize(ctx, v.ProjectID, object.Size)
	if err != nil || len(others) == 0 {
		return err
	}
	source, err := d.cfg.Uploads.Source(ctx, object.UploadID)
	if kind := media.KindOf(err); kind == media.Gone || kind == media.NotFound {
		return errChanged
	}
	if err != nil {
		return err
	}
	sum, err := d.cfg.Uploads.SHA256(ctx, source)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID == v.ID { // a call beside this one was faster
			continue
		}
		has, err := d.digest(ctx, other)
		if err != nil {
			return err
		}
		if has == sum {
			return fault{http.StatusConflict, "a file with the same content exists", duplicateBody{
				MediaID: other.ID, UploadID: uploadID(other.ID), FileHash: fileHash(&media.Source{SHA256: sum}),
			}}
		}
	}
	return nil
}

// digest is the SHA-256 of the source of a media, computed if nobody has yet; "" if the source has
// gone meanwhile.
func (d *Dialect) digest(ctx context.Context, v media.Video) (string, error) {
	if v.Source.SHA256 != "" {
		return v.Source.SHA256, nil
	}
	sum, err := d.cfg.Uploads.SHA256(ctx, *v.Source)
	if err != nil {
		now, findErr := d.cfg.Catalog.Find(ctx, v.ID)
		if media.KindOf(findErr) == media.NotFound || findErr == nil && (now.PurgedAt != nil || !now.Source.Kept()) {
			return "", nil
		}
		return "", err
	}
	raw, err := hex.DecodeString(sum)
	if err != nil {
		return "", fmt.Errorf("digest of %s: %w", v.ID, err)
	}
	return sum, d.cfg.Sources.SetDigest(ctx, v.ID, *v.Source, raw)
}
