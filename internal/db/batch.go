package db

import (
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// CreateVideos records new videos, all or none, and returns them with their numbers. With a
// receipt, it is kept in the same transaction; where one with its kind and id is in force,
// nothing is recorded: media.Conflict.
func (d *DB) CreateVideos(ctx context.Context, videos []media.Video, receipt *media.Document) ([]media.Video, error) {
	made := slices.Clone(videos)
	err := d.inTx(ctx, "create videos", func(ctx context.Context, tx *Tx, s session) error {
		if receipt != nil {
			if err := d.putReceipt(ctx, s, *receipt); err != nil {
				return err
			}
		}
		for i := range made {
			if err := s.insertVideo(ctx, &made[i]); err != nil {
				return err
			}
			if err := d.follow(ctx, tx, s, made[i], nil, media.VideoCreated); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// putReceipt adds a document that must be new. One that has expired does not count: the sweep
// may not have come by yet.
func (d *DB) putReceipt(ctx context.Context, s session, doc media.Document) error {
	var expires any
	if doc.ExpiresAt != nil {
		expires = micros(*doc.ExpiresAt)
	}
	n, err := s.exec(ctx, `INSERT INTO documents (`+documentColumns+`) VALUES (`+marks(7)+`)
		ON CONFLICT (kind, id) DO UPDATE SET project_id = excluded.project_id, body = excluded.body, created_at = excluded.created_at,
		updated_at = excluded.updated_at, expires_at = excluded.expires_at WHERE documents.expires_at <= ?`,
		doc.Kind, doc.ID, doc.ProjectID, string(doc.Body), micros(doc.CreatedAt), micros(doc.UpdatedAt), expires, micros(d.now()))
	if err == nil && n == 0 {
		err = media.Errorf(media.Conflict, "the receipt is there already")
	}
	return err
}

// CollectionBySeq loads a collection of a project by its number.
func (d *DB) CollectionBySeq(ctx context.Context, projectID, seq int64) (media.Collection, error) {
	c, err := scanCollection(d.reader().row(ctx, `SELECT `+collectionColumns+` FROM collections WHERE seq = ? AND project_id = ?`, seq, projectID))
	return c, absent(err, "collection")
}
