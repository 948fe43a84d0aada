package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

// holder is the row that stands for a source id; job is "" when none does.
type holder struct {
	job   string
	line  int64
	state migration.ItemState
	video string
	alive media.State // of the video; "" = it has none
}

func (s session) holder(ctx context.Context, projectID int64, source, sourceID string) (holder, error) {
	var h holder
	var video, state sql.NullString
	err := s.row(ctx, `SELECT it.job_id, it.line, it.state, it.video_id, v.state FROM import_items it LEFT JOIN videos v ON v.id = it.video_id
		WHERE it.project_id = ? AND it.source = ? AND it.source_id = ? AND it.holds = 1`, projectID, source, sourceID).
		Scan(&h.job, &h.line, &h.state, &video, &state)
	if errors.Is(err, sql.ErrNoRows) {
		return holder{}, nil
	}
	h.video, h.alive = video.String, media.State(state.String)
	return h, err
}

// refuses is why another row of the same name is skipped, "" when it may take over.
func (h holder) refuses(reimportDeleted bool) string {
	switch {
	case h.alive == media.Deleted && !reimportDeleted:
		return migration.WasDeleted
	case h.alive == media.Deleted, h.state == migration.Failed && h.vacant(), h.video == "":
		return ""
	}
	return migration.AlreadyImported
}

// vacant reports whether the video of a row that failed is still without a file. One that its
// owner has sent a file for meanwhile is his.
func (h holder) vacant() bool {
	return h.alive == media.Created || h.alive == media.Failed
}

// FetchItem implements migration.Feeds.
func (d *DB) FetchItem(ctx context.Context, c migration.Claim, imp pull.Import, b upload.Beginning) (pull.Import, error) {
	sealed, err := d.sealOrigin(imp)
	if err != nil {
		return pull.Import{}, fmt.Errorf("fetch item: %w", err)
	}
	b.ID = media.RandomHex(16)
	settled := false
	err = d.inTx(ctx, fmt.Sprintf("fetch item %d of %s", c.Line, c.JobID), func(ctx context.Context, tx *Tx, s session) error {
		item, err := s.queuedItem(ctx, c)
		if err != nil {
			return err
		}
		reason, err := d.claim(ctx, tx, s, c, item, &b)
		if err != nil {
			return err
		}
		if settled = reason != "" || item.gone; settled {
			return nil
		}
		u, err := d.begin(ctx, tx, s, b)
		if err != nil {
			return err
		}
		if err := s.insertImport(ctx, &imp, u, sealed, d.now()); err != nil {
			return err
		}
		if err := s.startItem(ctx, c, imp, micros(d.now())); err != nil {
			return err
		}
		return d.admitImports(ctx, tx, s)
	})
	if err == nil && settled {
		err = migration.ErrSettled
	}
	return imp, err
}

// startItem records that an item has an import.
func (s session) startItem(ctx context.Context, c migration.Claim, imp pull.Import, now int64) error {
	_, err := s.exec(ctx, `UPDATE import_items SET state = ?, reason = '', holds = 1, video_id = ?, import_id = ?,
		started_at = COALESCE(started_at, ?), ended_at = NULL WHERE job_id = ? AND line = ?`,
		migration.Fetching, imp.VideoID, imp.ID, now, c.JobID, c.Line)
	return err
}

// queuedItem is what a claim reads of its row.
type queuedItem struct {
	project  int64
	source   string
	sourceID string
	gone     bool // it is not its turn: paused, canceled, or another feeder was faster
}

func (s session) queuedItem(ctx context.Context, c migration.Claim) (queuedItem, error) {
	var q queuedItem
	j, err := s.importJob(ctx, c.JobID) // first: whoever pauses or cancels waits here, or we for him
	if err != nil {
		return q, err
	}
	var state migration.ItemState
	err = s.row(ctx, `SELECT project_id, source, source_id, state FROM import_items WHERE job_id = ? AND line = ?`+s.forUpdate(), c.JobID, c.Line).
		Scan(&q.project, &q.source, &q.sourceID, &state)
	q.gone = j.State != migration.Running || state != migration.Queued
	return q, absent(err, "row")
}

// claim makes an item the holder of its name, and says which video the upload is for: that of
// the holder before, or a new one. A reason is why it may not; the item is skipped then.
func (d *DB) claim(ctx context.Context, tx *Tx, s session, c migration.Claim, item queuedItem, b *upload.Beginning) (reason string, err error) {
	if item.gone {
		return "", nil
	}
	h, err := s.holder(ctx, item.project, item.source, item.sourceID)
	if err != nil {
		return "", err
	}
	self := h.job == c.JobID && h.line == c.Line
	if h.job != "" && self {
		h.state = migration.Failed // queued again, which only those are that failed
	}
	if reason = h.refuses(c.ReimportDeleted); h.job != "" && reason != "" {
		_, err := s.exec(ctx, `UPDATE import_items SET state = ?, reason = ?, video_id = ?, ended_at = ? WHERE job_id = ? AND line = ?`,
			migration.Skipped, reason, optional(h.video), micros(d.now()), c.JobID, c.Line)
		return reason, err
	}
	if h.job != "" && !self {
		if _, err := s.exec(ctx, `UPDATE import_items SET holds = 0 WHERE job_id = ? AND line = ?`, h.job, h.line); err != nil {
			return "", err
		}
	}
	return "", d.takeOver(ctx, tx, s, c, h, b)
}

// takeOver gives an upload the video of the holder before, if that still may have a file, else a
// new one. A video that failed with more made of it than its name goes to the bin.
func (d *DB) takeOver(ctx context.Context, tx *Tx, s session, c migration.Claim, h holder, b *upload.Beginning) error {
	if h.vacant() {
		v, err := s.video(ctx, h.video, s.forUpdate())
		if err != nil {
			return err
		}
		if v.State == media.Created || len(v.Renditions) == 0 {
			b.NewVideo, b.VideoID, b.Again = nil, h.video, true
			return nil
		}
		if err := d.binVideo(ctx, tx, s, h.video); err != nil {
			return err
		}
	}
	return s.furnish(ctx, c, b.NewVideo)
}

// binVideo puts a video into the bin, as its owner would.
func (d *DB) binVideo(ctx context.Context, tx *Tx, s session, id string) error {
	v, err := s.video(ctx, id, s.forUpdate())
	if err != nil || !v.State.CanBecome(media.Deleted) {
		return err
	}
	if v.State == media.Uploading {
		if err := s.endReceiving(ctx, id, d.now()); err != nil {
			return err
		}
	}
	if err := s.setState(ctx, v, media.Deleted, d.now()); err != nil {
		return err
	}
	return d.follow(ctx, tx, s, v, nil, media.VideoDeleted)
}

// furnish gives a new video the slug it had, if that is free, and its place among the collections.
func (s session) furnish(ctx context.Context, c migration.Claim, v *media.Video) error {
	if v.Slug != "" {
		var taken int
		if err := s.row(ctx, `SELECT COUNT(*) FROM videos WHERE slug = ?`, v.Slug).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			v.Slug = ""
		}
	}
	if len(c.Directory) == 0 {
		return nil
	}
	// One at a time in a project, or two rows would both make the folder that they share.
	if _, err := s.exec(ctx, `UPDATE projects SET stored = stored WHERE id = ?`, v.ProjectID); err != nil {
		return err
	}
	for _, name := range c.Directory {
		id, err := s.folder(ctx, v, name)
		if err != nil {
			return err
		}
		v.CollectionID = id
	}
	return nil
}

// folder finds or makes the collection with a name in the one that v lies in so far.
func (s session) folder(ctx context.Context, v *media.Video, name string) (id string, err error) {
	err = s.row(ctx, `SELECT id FROM collections WHERE project_id = ? AND COALESCE(parent_id, '') = ? AND name = ? ORDER BY seq LIMIT 1`,
		v.ProjectID, v.CollectionID, name).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	id = media.NewObjectID(v.UpdatedAt)
	_, err = s.exec(ctx, `INSERT INTO collections (id, project_id, parent_id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, v.ProjectID, optional(v.CollectionID), name, micros(v.UpdatedAt), micros(v.UpdatedAt))
	return id, err
}
