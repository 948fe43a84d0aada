package db

import (
	"context"
	"errors"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/transport/pull"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// importSilence is how long a running import may bring nothing before its job is taken
	// for lost. The longest pause an origin can ask for is counted on top.
	importSilence = 15 * time.Minute
	// importMemory is how long the record of one that has ended is kept.
	importMemory = 30 * 24 * time.Hour
	// importBatch is how many of each sort a sweep takes on.
	importBatch = 200
)

// admitImports gives a job to imports whose project and host have a turn free, by priority,
// then age. Transactions that do so at once may miss each other's turns, by a
// few too many or too few; the sweep makes up for the latter.
func (d *DB) admitImports(ctx context.Context, tx *Tx, s session) error {
	for {
		var id string
		err := s.each(ctx, `SELECT id FROM imports WHERE state = 'waiting'
			AND host NOT IN (SELECT host FROM imports WHERE state = 'running' GROUP BY host HAVING COUNT(*) >= ?)
			AND project_id NOT IN (SELECT project_id FROM imports WHERE state = 'running' GROUP BY project_id HAVING COUNT(*) >= ?)
			ORDER BY priority, created_at, id LIMIT 1`+s.skipLocked(), []any{pull.PerHost, pull.PerProject},
			func(row scanner) error { return row.Scan(&id) })
		if err != nil || id == "" {
			return err
		}
		if _, err := s.exec(ctx, `UPDATE imports SET state = 'running', updated_at = ? WHERE id = ?`, micros(d.now()), id); err != nil {
			return err
		}
		if err := d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.ImportJob, Subject: id}}); err != nil {
			return err
		}
	}
}

// skipLocked is forUpdate that passes over rows which others have locked: two transactions that
// each end one import and let in the other's would wait for each other.
func (s session) skipLocked() string {
	if s.postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// SweepImports records the end of imports whose upload ended without them, finds jobs that
// were lost, lets in whoever has a turn, and forgets what ended long ago.
func (d *DB) SweepImports(ctx context.Context) error {
	ended, err := d.endedImports(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, imp := range ended {
		errs = append(errs, d.EndImport(ctx, imp.ID, imp.State, nil))
	}
	now := d.now()
	errs = append(errs, d.inTx(ctx, "sweep imports", func(ctx context.Context, tx *Tx, s session) error {
		if err := d.reviveImports(ctx, tx, s, now); err != nil {
			return err
		}
		_, err := s.exec(ctx, `DELETE FROM imports WHERE state NOT IN ('waiting', 'running') AND updated_at < ?`,
			micros(now.Add(-importMemory)))
		if err != nil {
			return err
		}
		return d.admitImports(ctx, tx, s)
	}))
	return errors.Join(errs...)
}

// endedImports are those whose record does not say yet that they have ended.
func (d *DB) endedImports(ctx context.Context) ([]pull.Import, error) {
	var ended []pull.Import
	err := d.reader().each(ctx, importSelect+`WHERE i.state IN ('waiting', 'running') AND u.state IN (?, ?, ?, ?, ?) LIMIT ?`,
		[]any{upload.Done, upload.Terminated, upload.Expired, upload.Lost, upload.Refused, importBatch}, func(row scanner) error {
			imp, _, err := scanImport(row)
			ended = append(ended, imp)
			return err
		})
	return ended, err
}

// reviveImports gives another job to running imports that have been silent for too long. One too
// many does no harm: the later takes over from the earlier.
func (d *DB) reviveImports(ctx context.Context, tx *Tx, s session, now time.Time) error {
	silent := micros(now.Add(-importSilence))
	var jobs []media.Job
	err := s.each(ctx, `SELECT i.id FROM imports i JOIN uploads u ON u.id = i.upload_id
		WHERE i.state = 'running' AND i.next_at < ? AND i.updated_at < ? AND u.updated_at < ? LIMIT ?`,
		[]any{silent, silent, silent, importBatch}, func(row scanner) error {
			job := media.Job{Kind: media.ImportJob}
			err := row.Scan(&job.Subject)
			jobs = append(jobs, job)
			return err
		})
	if err != nil || len(jobs) == 0 {
		return err
	}
	for _, job := range jobs {
		if _, err := s.exec(ctx, `UPDATE imports SET updated_at = ? WHERE id = ?`, micros(now), job.Subject); err != nil {
			return err
		}
	}
	return d.queue.Enqueue(ctx, tx, jobs)
}
