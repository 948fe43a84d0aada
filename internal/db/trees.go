package db

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// DeleteTree implements catalog.BinStore.
func (d *DB) DeleteTree(ctx context.Context, projectID int64, collectionID string) error {
	return d.inTx(ctx, "delete all of collection "+collectionID, func(ctx context.Context, tx *Tx, s session) error {
		top, err := s.ids(ctx, `SELECT id FROM collections WHERE id = ? AND project_id = ?`+s.forUpdate(), collectionID, projectID)
		if err != nil {
			return err
		}
		if len(top) == 0 {
			return media.Errorf(media.NotFound, "collection not found")
		}
		tree, err := s.lockTree(ctx, collectionID)
		if err != nil {
			return err
		}
		for i := len(tree) - 1; i >= 0; i-- { // the deepest first: each refers to the one that it lies in
			if err := d.deleteWithVideos(ctx, tx, s, tree[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockTree locks a collection and all below it, and returns their ids, none before the one that
// it lies in. Each is locked before it is looked into: whatever is put into it from then on waits for
// the end of the transaction, and finds no collection any more.
//
// Moves make no ring; if one stood in the records all the same, each of it would be met once.
func (s session) lockTree(ctx context.Context, top string) ([]string, error) {
	seen, level := map[string]bool{}, []string{top}
	var tree []string
	for len(level) > 0 {
		var below []string
		for _, id := range level {
			if seen[id] {
				continue
			}
			seen[id] = true
			tree = append(tree, id)
			inner, err := s.ids(ctx, `SELECT id FROM collections WHERE parent_id = ? ORDER BY seq`+s.forUpdate(), id)
			if err != nil {
				return nil, err
			}
			below = append(below, inner...)
		}
		level = below
	}
	return tree, nil
}

// deleteWithVideos deletes a collection, and the videos in it with all that follows.
func (d *DB) deleteWithVideos(ctx context.Context, tx *Tx, s session, id string) error {
	videos, err := s.ids(ctx, `SELECT id FROM videos WHERE collection_id = ? AND state <> 'deleted' ORDER BY seq`+s.forUpdate(), id)
	if err != nil {
		return err
	}
	for _, video := range videos {
		v, err := s.video(ctx, video, "")
		if err != nil {
			return err
		}
		if err := d.putInBin(ctx, tx, s, v); err != nil {
			return err
		}
	}
	return s.dropCollection(ctx, id)
}

// ids are the texts in the first column of an answer.
func (s session) ids(ctx context.Context, query string, args ...any) (found []string, err error) {
	err = s.each(ctx, query, args, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		found = append(found, id)
		return err
	})
	return found, err
}
