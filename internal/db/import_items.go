package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

const importItemColumns = `it.job_id, it.line, it.source_id, it.state, it.reason, it.attempts, it.size, it.bytes, it.started_at, it.ended_at,
	it.video_id`

func scanImportItem(row scanner) (migration.Item, error) {
	var i migration.Item
	var started, ended sql.NullInt64
	var video sql.NullString
	err := row.Scan(&i.JobID, &i.Line, &i.SourceID, &i.State, &i.Reason, &i.Attempts, &i.Size, &i.Bytes, &started, &ended, &video)
	i.Started, i.Ended, i.VideoID = optionalTime(started), optionalTime(ended), video.String
	return i, err
}

// ImportItems implements migration.Records.
func (d *DB) ImportItems(ctx context.Context, jobID string, state migration.ItemState, offset, limit int) (found []migration.Item, total int, err error) {
	where, args := ` FROM import_items it WHERE it.job_id = ?`, []any{jobID}
	if state != "" {
		where, args = where+` AND it.state = ?`, append(args, state)
	}
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count items: %w", err)
	}
	err = s.each(ctx, `SELECT `+importItemColumns+where+` ORDER BY it.line LIMIT ? OFFSET ?`, append(args, limit, offset), func(row scanner) error {
		item, err := scanImportItem(row)
		found = append(found, item)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list items of import %s: %w", jobID, err)
	}
	return found, total, nil
}

// ImportItemsAfter implements migration.Records.
func (d *DB) ImportItemsAfter(ctx context.Context, jobID string, line int64, limit int) ([]migration.Item, error) {
	var found []migration.Item
	s := d.reader()
	err := s.each(ctx, `SELECT `+importItemColumns+` FROM import_items it WHERE it.job_id = ? AND it.line > ? ORDER BY it.line LIMIT ?`,
		[]any{jobID, line, limit}, func(row scanner) error {
			item, err := scanImportItem(row)
			found = append(found, item)
			return err
		})
	if err == nil {
		err = s.addVideos(ctx, found)
	}
	if err != nil {
		return nil, fmt.Errorf("list items of import %s: %w", jobID, err)
	}
	return found, nil
}

// addVideos loads the videos of items, all at once.
func (s session) addVideos(ctx context.Context, items []migration.Item) error {
	var ids []any
	for _, item := range items {
		if item.VideoID != "" {
			ids = append(ids, item.VideoID)
		}
	}
	videos := map[string]*media.Video{}
	for part := range slices.Chunk(ids, 100) { // of changing length: see maxStatements
		err := s.each(ctx, `SELECT `+videoColumns+` FROM videos WHERE id IN (`+marks(len(part))+`)`, part, func(row scanner) error {
			v, err := scanVideo(row)
			videos[v.ID] = &v
			return err
		})
		if err != nil {
			return err
		}
	}
	for i := range items {
		items[i].Video = videos[items[i].VideoID]
	}
	return nil
}
