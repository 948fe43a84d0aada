package db

import "context"

// DeleteTree implements catalog.BinStore.
func (d *DB) DeleteTree(ctx context.Context, projectID int64, collectionID string) error {
	return d.inTx(ctx, "delete all of collection "+collectionID, func(ctx context.Context, tx *Tx, s session) error {
		if err := s.holdCollections(ctx, projectID); err != nil {
			return err
		}
		if _, err := s.collection(ctx, projectID, collectionID); err != nil {
			return err
		}
		tree, err := s.lockTree(ctx, collectionID)
		if err != nil {
			return err
		}
		if err := s.lockVideosIn(ctx, tree); err != nil {
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

// holdCollections keeps the collections of a project where they are until the transaction ends. Videos go
// on being put into them.
//
// Whoever changes more than one row of collections or of the videos in them locks in this order, or two
// would wait for each other: the project's collections; each that shall take nothing in any more; the
// videos by id.
func (s session) holdCollections(ctx context.Context, projectID int64) error {
	if !s.postgres {
		return nil
	}
	_, err := s.ids(ctx, `SELECT id FROM collections WHERE project_id = ? ORDER BY id FOR NO KEY UPDATE`, projectID)
	return err
}

// lockTree locks a collection and all below it, and returns their ids, none before the one that
// it lies in. The project's are held. Each is locked before it is looked into: whatever is put into it from
// then on waits for the end of the transaction, and finds no collection any more.
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
			if err := s.lockCollection(ctx, id); err != nil {
				return nil, err
			}
			inner, err := s.ids(ctx, `SELECT id FROM collections WHERE parent_id = ? ORDER BY seq`, id)
			if err != nil {
				return nil, err
			}
			below = append(below, inner...)
		}
		level = below
	}
	return tree, nil
}

// lockCollection waits for those that are putting something into a collection, and lets nobody do so any more.
func (s session) lockCollection(ctx context.Context, id string) error {
	_, err := s.ids(ctx, `SELECT id FROM collections WHERE id = ?`+s.forUpdate(), id)
	return err
}

// lockVideosIn locks, by id, every video that lies in one of these collections or is shown in it.
func (s session) lockVideosIn(ctx context.Context, collections []string) error {
	if !s.postgres {
		return nil
	}
	_, err := s.ids(ctx, `SELECT id FROM videos WHERE collection_id = ANY (?)
		OR id IN (SELECT video_id FROM video_labels WHERE kind = ? AND name = ANY (?)) ORDER BY id FOR UPDATE`,
		collections, collectionLabel, collections)
	return err
}

// deleteWithVideos deletes a collection, and the videos in it with all that follows.
func (d *DB) deleteWithVideos(ctx context.Context, tx *Tx, s session, id string) error {
	videos, err := s.ids(ctx, `SELECT id FROM videos WHERE collection_id = ? AND state <> 'deleted' ORDER BY seq`, id)
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
