package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

const videoColumns = `seq, id, slug, project_id, title, collection_id, privacy, state, prior_state, created_at, updated_at,
	started_at, viewable_at, ready_at, deleted_at, purged_at, poster, output_bytes, failure, meta, source, picture,
	description, tags, wishes`

func scanVideo(row scanner) (media.Video, error) {
	var v media.Video
	var collection sql.NullString
	var created, updated int64
	var started, viewable, ready, deleted, purged sql.NullInt64
	err := row.Scan(&v.Seq, &v.ID, &v.Slug, &v.ProjectID, &v.Title, &collection, &v.Privacy, &v.State, &v.PriorState, &created,
		&updated, &started, &viewable, &ready, &deleted, &purged, &v.Poster, &v.OutputBytes, jsonColumn{&v.Failure},
		jsonColumn{&v.Meta}, jsonColumn{&v.Source}, jsonColumn{&v.Picture}, &v.Description, jsonColumn{&v.Tags}, jsonColumn{&v.Wishes})
	v.CollectionID = collection.String
	if len(v.Tags) == 0 {
		v.Tags = nil
	}
	v.CreatedAt, v.UpdatedAt = fromMicros(created), fromMicros(updated)
	v.StartedAt, v.ViewableAt, v.ReadyAt = optionalTime(started), optionalTime(viewable), optionalTime(ready)
	v.DeletedAt, v.PurgedAt = optionalTime(deleted), optionalTime(purged)
	return v, err
}

// video loads one with its renditions.
func (s session) video(ctx context.Context, id, suffix string) (media.Video, error) {
	return s.videoBy(ctx, `id = ?`+suffix, id)
}

// known is the condition that leaves out what was erased.
const known = ` AND erased = 0`

// Video loads a video of any project with its renditions.
func (d *DB) Video(ctx context.Context, id string) (media.Video, error) {
	return d.reader().video(ctx, id, known)
}

// VideoBySeq loads a video of any project by its number, with its renditions.
func (d *DB) VideoBySeq(ctx context.Context, seq int64) (media.Video, error) {
	return d.reader().videoBy(ctx, `seq = ?`+known, seq)
}

// VideoBySlug loads a video of any project by its slug, with its renditions.
func (d *DB) VideoBySlug(ctx context.Context, slug string) (media.Video, error) {
	return d.reader().videoBy(ctx, `slug = ?`+known, slug)
}

func (s session) videoBy(ctx context.Context, where string, arg any) (media.Video, error) {
	v, err := scanVideo(s.row(ctx, `SELECT `+videoColumns+` FROM videos WHERE `+where, arg))
	if err != nil {
		return media.Video{}, absent(err, "video")
	}
	v.Renditions, err = s.renditions(ctx, v.ID)
	return v, err
}

// CreateVideo records a new video. It must have an id, a project, a privacy and
// a state; its sequence number and times are returned.
func (d *DB) CreateVideo(ctx context.Context, v media.Video) (media.Video, error) {
	err := d.inTx(ctx, "create video "+v.ID, func(ctx context.Context, tx *Tx, s session) error {
		if err := s.insertVideo(ctx, &v); err != nil {
			return err
		}
		return d.follow(ctx, tx, s, v, nil, media.VideoCreated)
	})
	return v, err
}

func (s session) insertVideo(ctx context.Context, v *media.Video) error {
	if v.CollectionID != "" {
		if _, err := s.collection(ctx, v.ProjectID, v.CollectionID); err != nil {
			return err
		}
	}
	if v.Meta == nil {
		v.Meta = map[string]string{}
	}
	if v.Slug == "" {
		v.Slug = media.NewSlug()
	}
	picture, err := asJSON(v.Picture)
	if err != nil {
		return err
	}
	owner, err := ownersColumns(*v)
	if err != nil {
		return err
	}
	err = s.row(ctx, `INSERT INTO videos (`+ownersNames+`, id, slug, project_id, state, prior_state, created_at, updated_at, picture)
		VALUES (`+marks(len(owner)+8)+`) RETURNING seq`, append(owner, v.ID, v.Slug, v.ProjectID, v.State, v.PriorState, micros(v.CreatedAt),
		micros(v.UpdatedAt), picture)...).Scan(&v.Seq)
	if err != nil {
		return err
	}
	return s.label(ctx, *v)
}

// ownersNames are the columns that its owner may change.
const ownersNames = `title, description, folded, tags, wishes, collection_id, privacy, meta`

func ownersColumns(v media.Video) ([]any, error) {
	tags, err := asJSON(append([]string{}, v.Tags...))
	if err != nil {
		return nil, err
	}
	wishes, err := asJSON(v.Wishes)
	if err != nil {
		return nil, err
	}
	meta, err := asJSON(v.Meta)
	if err != nil {
		return nil, err
	}
	return []any{v.Title, v.Description, folded(v.Title) + "\n" + folded(v.Description), tags, wishes, optional(v.CollectionID), v.Privacy, meta}, nil
}

// Videos returns a page of a project's videos, newest first, and how many match
// in all. Renditions are not filled.
func (d *DB) Videos(ctx context.Context, f catalog.Filter) (videos []media.Video, total int, err error) {
	where, args := filterSQL(f)
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM videos`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count videos: %w", err)
	}
	if total <= f.Offset {
		return nil, total, nil
	}
	query := `SELECT ` + videoColumns + ` FROM videos` + where + orderSQL(f)
	if f.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d OFFSET %d", f.Limit, f.Offset)
	}
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

// UpdateVideo applies a patch to a video of a project that is not deleted.
func (d *DB) UpdateVideo(ctx context.Context, projectID int64, id string, p catalog.Patch) (media.Video, error) {
	var v media.Video
	err := d.inTx(ctx, "update video "+id, func(ctx context.Context, tx *Tx, s session) error {
		if p.CollectionID != nil {
			if err := s.placeIn(ctx, projectID, *p.CollectionID); err != nil {
				return err
			}
		}
		before, err := s.ownVideo(ctx, projectID, id)
		if err != nil {
			return err
		}
		v = before
		v.Meta = maps.Clone(before.Meta)
		p.Apply(&v)
		if p.CollectionID != nil {
			v.CollectionID = *p.CollectionID
		}
		v.UpdatedAt = fromMicros(micros(d.now()))
		if err := s.saveOwners(ctx, v); err != nil {
			return err
		}
		return d.tellChanges(ctx, tx, s, before, v)
	})
	return v, err
}

// saveOwners writes what its owner may change of a video, and what it is found by.
func (s session) saveOwners(ctx context.Context, v media.Video) error {
	owner, err := ownersColumns(v)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE videos SET (`+ownersNames+`, updated_at) = (`+marks(len(owner)+1)+`) WHERE id = ?`,
		append(owner, micros(v.UpdatedAt), v.ID)...)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `DELETE FROM video_labels WHERE video_id = ?`, v.ID); err != nil {
		return err
	}
	return s.label(ctx, v)
}

// tellChanges tells the world what an owner changed, if anything.
func (d *DB) tellChanges(ctx context.Context, tx *Tx, s session, before, after media.Video) error {
	changes := media.Changes(before, after)
	if changes == "" {
		return nil
	}
	return d.tell(ctx, tx, s, after, nil, []media.Event{{Type: media.VideoUpdated, Detail: changes}})
}

// ownVideo loads and locks a video of a project that is not deleted.
func (s session) ownVideo(ctx context.Context, projectID int64, id string) (media.Video, error) {
	v, err := s.video(ctx, id, s.forUpdate())
	if err == nil && (v.ProjectID != projectID || v.State == media.Deleted) {
		err = media.Errorf(media.NotFound, "video not found")
	}
	return v, err
}

// MoveVideos puts videos of a project into a collection, or into none for "".
// If any of them is unknown, nothing moves.
func (d *DB) MoveVideos(ctx context.Context, projectID int64, ids []string, collectionID string) error {
	return d.inTx(ctx, "move videos", func(ctx context.Context, tx *Tx, s session) error {
		if err := s.placeIn(ctx, projectID, collectionID); err != nil {
			return err
		}
		for _, id := range slices.Sorted(slices.Values(ids)) { // see holdCollections
			n, err := s.exec(ctx, `UPDATE videos SET collection_id = ?, updated_at = ? WHERE id = ? AND project_id = ? AND state <> ?`,
				optional(collectionID), micros(d.now()), id, projectID, media.Deleted)
			if err != nil {
				return err
			}
			if n == 0 {
				return media.Errorf(media.NotFound, "video not found")
			}
			moved := media.Event{Type: media.VideoUpdated, Detail: media.ChangedCollections}
			if err := d.tell(ctx, tx, s, media.Video{ID: id, ProjectID: projectID}, nil, []media.Event{moved}); err != nil {
				return err
			}
		}
		return nil
	})
}

// setState moves a video along the transition table. v is what the caller has
// read in this transaction; the update is conditional on it.
func (s session) setState(ctx context.Context, v media.Video, next media.State, now time.Time) error {
	if !v.State.CanBecome(next) {
		return media.Errorf(media.Conflict, "video is %s", v.State)
	}
	var prior media.State
	set, args := "", []any{}
	switch next {
	case media.Uploading: // a new transfer takes away why the one before failed
		set = `, failure = NULL`
	case media.Viewable:
		set, args = `, viewable_at = ?`, []any{micros(now)}
	case media.Ready:
		set, args = `, ready_at = ?, viewable_at = COALESCE(viewable_at, ?)`, []any{micros(now), micros(now)}
	case media.Deleted:
		prior = v.State
		set, args = `, deleted_at = ?`, []any{micros(now)}
	}
	if v.State == media.Deleted { // back to where it was; the times of that stay
		set, args = `, deleted_at = NULL`, nil
	}
	args = append([]any{next, prior, micros(now)}, args...)
	n, err := s.exec(ctx, `UPDATE videos SET state = ?, prior_state = ?, updated_at = ?`+set+` WHERE id = ? AND state = ?`,
		append(args, v.ID, v.State)...)
	if err == nil && n == 0 {
		err = media.Errorf(media.Conflict, "video has changed")
	}
	return err
}
