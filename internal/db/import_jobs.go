package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

const importJobColumns = `id, project_id, source, state, dry_run, options, failure, created_at, updated_at`

func scanImportJob(row scanner, more ...any) (migration.Job, error) {
	var j migration.Job
	var created, updated int64
	err := row.Scan(append([]any{&j.ID, &j.ProjectID, &j.Source, &j.State, &j.DryRun, jsonColumn{&j.Options}, jsonColumn{&j.Failure},
		&created, &updated}, more...)...)
	j.CreatedAt, j.UpdatedAt = fromMicros(created), fromMicros(updated)
	return j, err
}

func importJobLabel(id string) string { return "import_job/" + id }

// CreateImportJob implements migration.Records.
func (d *DB) CreateImportJob(ctx context.Context, j migration.Job, in migration.Input, waits bool) error {
	text, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("create import job: %w", err)
	}
	sealed, err := d.sealer.Seal(text, importJobLabel(j.ID))
	if err != nil {
		return fmt.Errorf("create import job: %w", err)
	}
	options, err := asJSON(j.Options)
	if err != nil {
		return err
	}
	return d.inTx(ctx, "create import job "+j.ID, func(ctx context.Context, tx *Tx, s session) error {
		_, err := s.exec(ctx, `INSERT INTO import_jobs (id, project_id, source, state, dry_run, options, sealed, seen_at, created_at, updated_at)
			VALUES (`+marks(10)+`)`, j.ID, j.ProjectID, j.Source, j.State, boolInt(j.DryRun), options, sealed, micros(d.now()),
			micros(j.CreatedAt), micros(j.UpdatedAt))
		if err != nil || waits {
			return err
		}
		return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.PlanImportJob, Subject: j.ID}})
	})
}

// importJob loads and locks an order of any project, without its counts.
func (s session) importJob(ctx context.Context, id string) (migration.Job, error) {
	j, err := scanImportJob(s.row(ctx, `SELECT `+importJobColumns+` FROM import_jobs WHERE id = ?`+s.forUpdate(), id))
	return j, absent(err, "import")
}

// ImportJob implements migration.Records.
func (d *DB) ImportJob(ctx context.Context, projectID int64, id string) (migration.Job, error) {
	s := d.reader()
	j, err := scanImportJob(s.row(ctx, `SELECT `+importJobColumns+` FROM import_jobs WHERE id = ? AND project_id = ?`, id, projectID))
	if err != nil {
		return j, absent(err, "import")
	}
	return j, s.countImport(ctx, &j)
}

// countImport fills in what is counted. Bytes on their way count as far as they are durable.
func (s session) countImport(ctx context.Context, j *migration.Job) error {
	j.Counts = map[migration.ItemState]int64{}
	err := s.each(ctx, `SELECT state, COUNT(*), SUM(size), SUM(bytes) FROM import_items WHERE job_id = ? GROUP BY state`, []any{j.ID},
		func(row scanner) error {
			var state migration.ItemState
			var n, size, bytes int64
			err := row.Scan(&state, &n, &size, &bytes)
			j.Counts[state] = n
			if state != migration.Skipped {
				j.BytesTotal += size
			}
			j.BytesDone += bytes
			return err
		})
	if err != nil {
		return fmt.Errorf("count import %s: %w", j.ID, err)
	}
	var moving int64
	err = s.row(ctx, `SELECT COALESCE(SUM(u.position), 0) FROM import_items it JOIN imports i ON i.id = it.import_id
		JOIN uploads u ON u.id = i.upload_id WHERE it.job_id = ? AND it.state = ?`, j.ID, migration.Fetching).Scan(&moving)
	j.BytesDone += moving
	j.BytesTotal = max(j.BytesTotal, j.BytesDone)
	return err
}

// ImportJobs implements migration.Records.
func (d *DB) ImportJobs(ctx context.Context, projectID int64, offset, limit int) (found []migration.Job, total int, err error) {
	s := d.reader()
	if err := s.row(ctx, `SELECT COUNT(*) FROM import_jobs WHERE project_id = ?`, projectID).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count imports: %w", err)
	}
	err = s.each(ctx, `SELECT `+importJobColumns+` FROM import_jobs WHERE project_id = ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
		[]any{projectID, limit, offset}, func(row scanner) error {
			j, err := scanImportJob(row)
			found = append(found, j)
			return err
		})
	for i := range found {
		if err == nil {
			err = s.countImport(ctx, &found[i])
		}
	}
	if err != nil {
		return nil, 0, fmt.Errorf("list imports: %w", err)
	}
	return found, total, nil
}

// setImportJob records an order's state and gives it to whoever works on it.
func (d *DB) setImportJob(ctx context.Context, tx *Tx, s session, id string, state migration.JobState, why *media.Refusal) error {
	var text any
	if why != nil {
		raw, err := asJSON(why)
		if err != nil {
			return err
		}
		text = raw
	}
	now := micros(d.now())
	_, err := s.exec(ctx, `UPDATE import_jobs SET state = ?, failure = ?, seen_at = ?, updated_at = ? WHERE id = ?`, state, text, now, now, id)
	if err != nil || state == migration.Planned || state == migration.Finished || state == migration.JobFailed {
		return err
	}
	return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.FeedImportJob, Subject: id}})
}

// ChangeImportJob implements migration.Records.
func (d *DB) ChangeImportJob(ctx context.Context, projectID int64, id string, a migration.Action) (uploads []string, err error) {
	err = d.inTx(ctx, string(a)+" import "+id, func(ctx context.Context, tx *Tx, s session) error {
		j, err := s.importJob(ctx, id)
		if err == nil && j.ProjectID != projectID {
			err = media.Errorf(media.NotFound, "import not found")
		}
		if err != nil {
			return err
		}
		if !slices.Contains(a.From(), j.State) {
			return media.Errorf(media.Conflict, "the import is %s", j.State)
		}
		if uploads, err = d.changeItems(ctx, tx, s, id, a); err != nil {
			return err
		}
		if j.State == a.To() { // it is being fed already
			return nil
		}
		return d.setImportJob(ctx, tx, s, id, a.To(), nil)
	})
	return uploads, err
}

func (d *DB) changeItems(ctx context.Context, tx *Tx, s session, id string, a migration.Action) (uploads []string, err error) {
	switch a {
	case migration.Pause:
		return d.holdImports(ctx, s, id)
	case migration.Resume:
		return nil, d.releaseImports(ctx, tx, s, id)
	case migration.RetryFailed:
		_, err := s.exec(ctx, `UPDATE import_items SET state = ?, reason = '', attempts = 0, next_at = 0,
			ended_at = NULL WHERE job_id = ? AND state = ? AND sealed IS NOT NULL`, migration.Queued, id, migration.Failed)
		return nil, err
	case migration.Cancel:
		return d.cancelItems(ctx, tx, s, id)
	}
	return nil, nil
}
