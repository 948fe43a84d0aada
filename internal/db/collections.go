package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

const collectionColumns = `seq, id, project_id, parent_id, name, created_at, updated_at`

func scanCollection(row scanner) (media.Collection, error) {
	var c media.Collection
	var parent sql.NullString
	var created, updated int64
	err := row.Scan(&c.Seq, &c.ID, &c.ProjectID, &parent, &c.Name, &created, &updated)
	c.ParentID = parent.String
	c.CreatedAt, c.UpdatedAt = fromMicros(created), fromMicros(updated)
	return c, err
}

func (s session) collection(ctx context.Context, projectID int64, id string) (media.Collection, error) {
	c, err := scanCollection(s.row(ctx, `SELECT `+collectionColumns+` FROM collections WHERE id = ? AND project_id = ?`, id, projectID))
	return c, absent(err, "collection")
}

// placeIn is collection for one that something is about to be put into, "" for none: it stays until
// that has happened. See holdCollections for why it comes before the videos.
func (s session) placeIn(ctx context.Context, projectID int64, id string) error {
	if id == "" {
		return nil
	}
	if s.postgres {
		if _, err := s.ids(ctx, `SELECT id FROM collections WHERE id = ? AND project_id = ? FOR KEY SHARE`, id, projectID); err != nil {
			return err
		}
	}
	_, err := s.collection(ctx, projectID, id)
	return err
}

// Collection loads a collection of a project.
func (d *DB) Collection(ctx context.Context, projectID int64, id string) (media.Collection, error) {
	return d.reader().collection(ctx, projectID, id)
}

// CreateCollection implements catalog.CollectionStore.
func (d *DB) CreateCollection(ctx context.Context, c media.Collection) (media.Collection, error) {
	err := d.inTx(ctx, "create collection "+c.ID, func(ctx context.Context, _ *Tx, s session) error {
		if err := s.fits(ctx, c.ProjectID, c.ID, c.ParentID); err != nil {
			return err
		}
		return s.row(ctx, `INSERT INTO collections (id, project_id, parent_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
			RETURNING seq`, c.ID, c.ProjectID, optional(c.ParentID), c.Name, micros(c.CreatedAt), micros(c.UpdatedAt)).Scan(&c.Seq)
	})
	return c, err
}

// maxNesting bounds how deep collections lie in each other.
const maxNesting = 100

// fits says what speaks against a collection in another one ("" = none): that it is not there, lies
// in the first, or too deep. What the first has in it may come to lie deeper than that.
func (s session) fits(ctx context.Context, projectID int64, id, parentID string) error {
	for above, depth := parentID, 1; above != ""; depth++ {
		p, err := s.collection(ctx, projectID, above)
		if err != nil {
			return err
		}
		if p.ID == id {
			return media.Errorf(media.Conflict, "a collection cannot lie in itself")
		}
		if depth > maxNesting {
			return media.Errorf(media.Conflict, "collections lie too deep in each other")
		}
		above = p.ParentID
	}
	return nil
}

// MoveCollection implements catalog.CollectionStore.
func (d *DB) MoveCollection(ctx context.Context, projectID int64, id, parentID string) (media.Collection, error) {
	var c media.Collection
	err := d.inTx(ctx, "move collection "+id, func(ctx context.Context, _ *Tx, s session) error {
		// Whoever moves one of the project's waits for the others, or two moves could make a ring.
		if err := s.holdCollections(ctx, projectID); err != nil {
			return err
		}
		if err := s.fits(ctx, projectID, id, parentID); err != nil {
			return err
		}
		_, err := s.exec(ctx, `UPDATE collections SET parent_id = ?, updated_at = ? WHERE id = ? AND project_id = ?`,
			optional(parentID), micros(d.now()), id, projectID)
		if err != nil {
			return err
		}
		c, err = s.collection(ctx, projectID, id)
		return err
	})
	return c, err
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
		if err := s.holdCollections(ctx, projectID); err != nil {
			return err
		}
		if _, err := s.collection(ctx, projectID, id); err != nil {
			return err
		}
		if err := s.lockCollection(ctx, id); err != nil {
			return err
		}
		if err := s.lockVideosIn(ctx, []string{id}); err != nil {
			return err
		}
		return s.dropCollection(ctx, id)
	})
}

// dropCollection removes a collection and what says that something lies in it. All of that is locked.
func (s session) dropCollection(ctx context.Context, id string) error {
	if err := s.leaveCollection(ctx, id); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE collections SET parent_id = NULL WHERE parent_id = ?`, id); err != nil {
		return err
	}
	_, err := s.exec(ctx, `DELETE FROM collections WHERE id = ?`, id)
	return err
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
