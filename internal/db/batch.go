package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
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

// VideosProbed is Videos narrowed to those that have passed the probe, or to those that
// have not. Renditions are not filled.
func (d *DB) VideosProbed(ctx context.Context, f catalog.Filter, probed bool) (videos []media.Video, total int, err error) {
	where, args := filterSQL(f)
	where += ` AND (picture <> '{}') = ?` // what asJSON makes of a zero Picture
	args = append(args, probed)
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM videos`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count videos: %w", err)
	}
	query := `SELECT ` + videoColumns + ` FROM videos` + where + orderSQL(f) + fmt.Sprintf(" LIMIT %d OFFSET %d", f.Limit, f.Offset)
	err = s.each(ctx, query, args, func(row scanner) error {
		v, err := scanVideo(row)
		videos = append(videos, v)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list videos: %w", err)
	}
	return videos, total, nil
}

// RenditionsOf returns the renditions of many videos, by video.
func (d *DB) RenditionsOf(ctx context.Context, ids []string) (map[string][]media.Rendition, error) {
	found := map[string][]media.Rendition{}
	if len(ids) == 0 {
		return found, nil
	}
	err := d.reader().each(ctx, `SELECT video_id, spec, name, state, chunks, chunks_done, bytes FROM renditions
		WHERE video_id IN (`+marks(len(ids))+`) ORDER BY video_id, place`, anys(ids), func(row scanner) error {
		var id string
		var r media.Rendition
		// As in renditions: the columns overrule the text.
		err := row.Scan(&id, jsonColumn{&r}, &r.Name, &r.State, &r.Chunks, &r.ChunksDone, &r.Bytes)
		found[id] = append(found[id], r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("renditions of %d videos: %w", len(ids), err)
	}
	return found, nil
}

// CollectionBySeq loads a collection of a project by its number.
func (d *DB) CollectionBySeq(ctx context.Context, projectID, seq int64) (media.Collection, error) {
	c, err := scanCollection(d.reader().row(ctx, `SELECT `+collectionColumns+` FROM collections WHERE seq = ? AND project_id = ?`, seq, projectID))
	return c, absent(err, "collection")
}
