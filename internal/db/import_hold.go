package db

import (
	"context"
	"errors"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// heldImport is the state of an import whose order is paused. It has no turn and waits for none;
	// a job that it still has ends when it looks.
	heldImport = "held"
	// feedSilence is how long an order may go without a sign of life before it is given another job.
	feedSilence = time.Minute
	// bodySilence is how long a manifest may be on its way.
	bodySilence = 24 * time.Hour
)

// importState is what an import's record and that of its upload say together.
func importState(imported, bytes string) pull.State {
	switch state, got := pull.State(imported), upload.State(bytes); {
	case imported == "" || state.Ended():
		return state
	case got == upload.Done:
		return pull.Done
	case got.Over():
		return pull.Cancelled
	default:
		return state
	}
}

// underWay are the imports of an order that have not ended, with their uploads.
func (s session) underWay(ctx context.Context, id string) (imports, uploads []string, err error) {
	err = s.each(ctx, `SELECT i.id, i.upload_id FROM import_items it JOIN imports i ON i.id = it.import_id
		WHERE it.job_id = ? AND it.state = ? AND i.state IN (?, ?, ?, ?)`,
		[]any{id, migration.Fetching, pull.Waiting, pull.Running, pull.Paused, heldImport}, func(row scanner) error {
			var imp, up string
			err := row.Scan(&imp, &up)
			imports, uploads = append(imports, imp), append(uploads, up)
			return err
		})
	return imports, uploads, err
}

// holdImports takes the turns of an order's imports away, and returns their uploads.
func (d *DB) holdImports(ctx context.Context, s session, id string) ([]string, error) {
	imports, uploads, err := s.underWay(ctx, id)
	if err != nil {
		return nil, err
	}
	now := d.now()
	for _, imp := range imports {
		_, err := s.exec(ctx, `UPDATE imports SET state = ?, updated_at = ? WHERE id = ? AND state IN (?, ?, ?)`,
			heldImport, micros(now), imp, pull.Waiting, pull.Running, pull.Paused)
		if err != nil {
			return nil, err
		}
	}
	return uploads, nil
}

// releaseImports lets the imports of a paused order line up again.
func (d *DB) releaseImports(ctx context.Context, tx *Tx, s session, id string) error {
	now := micros(d.now())
	_, err := s.exec(ctx, `UPDATE imports SET state = ?, next_at = ?, updated_at = ? WHERE state = ? AND id IN
		(SELECT import_id FROM import_items WHERE job_id = ? AND state = ?)`, pull.Waiting, now, now, heldImport, id, migration.Fetching)
	if err != nil {
		return err
	}
	return d.admitImports(ctx, tx, s)
}

// cancelItems ends all that has not been fetched, and returns the uploads that ended. Videos without
// a file go to the bin, and the rows hold nothing any more: another order may bring them.
func (d *DB) cancelItems(ctx context.Context, tx *Tx, s session, id string) ([]string, error) {
	imports, uploads, err := s.underWay(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, imp := range imports {
		if err := d.cancelImport(ctx, tx, s, imp); err != nil {
			return nil, err
		}
	}
	_, err = s.exec(ctx, `UPDATE import_items SET state = ?, reason = ?, holds = 0, ended_at = ? WHERE job_id = ? AND state = ?`,
		migration.ItemCanceled, migration.WasCanceled, micros(d.now()), id, migration.Queued)
	if err != nil {
		return nil, err
	}
	return uploads, d.admitImports(ctx, tx, s)
}

// cancelImport ends the import of an item, with its video. One whose last byte is here goes on: it
// is a video in a moment.
func (d *DB) cancelImport(ctx context.Context, tx *Tx, s session, id string) error {
	_, u, err := s.lockImport(ctx, id)
	if err != nil || u.State != upload.Receiving {
		return err
	}
	if err := d.binVideo(ctx, tx, s, u.VideoID); err != nil {
		return err
	}
	now := micros(d.now())
	_, err = s.exec(ctx, `UPDATE imports SET state = ?, sealed = NULL, updated_at = ? WHERE id = ?`, pull.Cancelled, now, id)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE import_items SET state = ?, reason = ?, holds = 0, ended_at = ? WHERE import_id = ? AND state = ?`,
		migration.ItemCanceled, migration.WasCanceled, now, id, migration.Fetching)
	return err
}

// SweepImportJobs gives orders whose planning or feeding has gone silent another job.
func (d *DB) SweepImportJobs(ctx context.Context) error {
	now := d.now()
	if err := d.forgetBodies(ctx, now); err != nil {
		return err
	}
	return d.inTx(ctx, "sweep imports of many", func(ctx context.Context, tx *Tx, s session) error {
		return d.wake(ctx, tx, s, silence{
			find: `SELECT CASE WHEN state = 'planning' THEN 'plan_import' ELSE 'feed_import' END, id FROM import_jobs j
				WHERE state IN ('planning', 'running', 'paused', 'canceled') AND seen_at < ?
				AND (state = 'running' OR state = 'planning' AND spooled = 1
					OR EXISTS (SELECT 1 FROM import_items it WHERE it.job_id = j.id AND it.state = 'processing')
					OR state = 'canceled' AND EXISTS (SELECT 1 FROM import_items it WHERE it.job_id = j.id AND it.state = 'fetching')) LIMIT ?`,
			args: []any{micros(now.Add(-feedSilence)), importBatch},
			sign: `UPDATE import_jobs SET seen_at = ? WHERE id = ?`,
		}, now)
	})
}

// forgetBodies ends orders whose manifest was on its way when the process that took it died.
func (d *DB) forgetBodies(ctx context.Context, now time.Time) error {
	var stale []string
	err := d.reader().each(ctx, `SELECT id FROM import_jobs WHERE state = 'planning' AND spooled = 0 AND seen_at < ? LIMIT ?`,
		[]any{micros(now.Add(-bodySilence)), importBatch}, func(row scanner) error {
			var id string
			err := row.Scan(&id)
			stale = append(stale, id)
			return err
		})
	errs := []error{err}
	for _, id := range stale {
		errs = append(errs, d.EndImportPlan(ctx, id, &media.Refusal{
			Code: "manifest_incomplete", Text: "The manifest was not received completely.",
		}))
	}
	return errors.Join(errs...)
}
