package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

const collectionColumns = `id, project_id, name, created_at, updated_at`

func scanCollection(row scanner) (media.Collection, error) {
	var c media.Collection
	var created, updated int64
	err := row.Scan(&c.ID, &c.ProjectID, &c.Name, &created, &updated)
	c.CreatedAt, c.UpdatedAt = fromMicros(created), fromMicros(updated)
	return c, err
}

func (s session) collection(ctx context.Context, projectID int64, id string) (media.Collection, error) {
	c, err := scanCollection(s.row(ctx, `SELECT `+collectionColumns+` FROM collections WHERE id = ? AND project_id = ?`, id, projectID))
	return c, absent(err, "collection")
}

// Collection loads a collection of a project.
func (d *DB) Collection(ctx context.Context, projectID int64, id string) (media.Collection, error) {
	return d.reader().collection(ctx, projectID, id)
}

// CreateCollection records a new collection.
func (d *DB) CreateCollection(ctx context.Context, c media.Collection) error {
	return d.inTx(ctx, "create collection "+c.ID, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `INSERT INTO collections (`+collectionColumns+`) VALUES (?, ?, ?, ?, ?)`,
			c.ID, c.ProjectID, c.Name, micros(c.CreatedAt), micros(c.UpdatedAt))
		return err
	})
}

// RenameCollection gives a collection of a project another name.
func (d *DB) RenameCollection(ctx context.Context, projectID int64, id, name string) (media.Collection, error) {
	var c media.Collection
	err := d.inTx(ctx, "rename collection "+id, func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `UPDATE collections SET name = ?, updated_at = ? WHERE id = ? AND project_id = ?`,
			name, micros(d.now()), id, projectID)
		if err != nil {
			return err
		}
		c, err = s.collection(ctx, projectID, id)
		return err
	})
	return c, err
}

// DeleteCollection removes a collection; its videos go on without one.
func (d *DB) DeleteCollection(ctx context.Context, projectID int64, id string) error {
	return d.inTx(ctx, "delete collection "+id, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.collection(ctx, projectID, id); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `UPDATE videos SET collection_id = NULL WHERE collection_id = ?`, id); err != nil {
			return err
		}
		_, err := s.exec(ctx, `DELETE FROM collections WHERE id = ?`, id)
		return err
	})
}

// Collections returns a page of a project's collections, newest first, and how many there are.
func (d *DB) Collections(ctx context.Context, projectID int64, offset, limit int) (found []media.Collection, total int, err error) {
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM collections WHERE project_id = ?`, projectID).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count collections: %w", err)
	}
	err = s.each(ctx, `SELECT `+collectionColumns+` FROM collections WHERE project_id = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
		[]any{projectID, limit, offset}, func(row scanner) error {
			c, err := scanCollection(row)
			found = append(found, c)
			return err
		})
	if err != nil {
		return nil, 0, fmt.Errorf("list collections: %w", err)
	}
	return found, total, nil
}
