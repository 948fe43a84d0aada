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

// nextImport is the first in line, by priority, then age, whose share, project and host have a turn
// free. All of one share have the same bounds of it.
const nextImport = `SELECT id FROM imports WHERE state = 'waiting'
	AND (share, host) NOT IN (SELECT share, host FROM imports WHERE state = 'running' GROUP BY share, host HAVING COUNT(*) >= MAX(per_host))
	AND (share, project_id) NOT IN
		(SELECT share, project_id FROM imports WHERE state = 'running' GROUP BY share, project_id HAVING COUNT(*) >= MAX(at_once))
	AND host NOT IN (SELECT host FROM imports WHERE state = 'running' GROUP BY host HAVING COUNT(*) >= ?)
	AND project_id NOT IN (SELECT project_id FROM imports WHERE state = 'running' GROUP BY project_id HAVING COUNT(*) >= ?)
	ORDER BY priority, created_at, id LIMIT 1`

// admitImports gives a job to imports that have a turn. Transactions that do so at once may miss
// each other's turns, by a few too many or too few; the sweep makes up for the latter.
func (d *DB) admitImports(ctx context.Context, tx *Tx, s session) error {
	_, err := d.admitBeside(ctx, tx, s, "")
	return err
}

// admitBeside is admitImports for whoever has a job already: it gets none, but hears whether the
// turn is his.
func (d *DB) admitBeside(ctx context.Context, tx *Tx, s session, worked string) (mine bool, err error) {
	for {
		var id string
		err := s.each(ctx, nextImport+s.skipLocked(), []any{pull.MaxPerHost, pull.MaxPerProject},
			func(row scanner) error { return row.Scan(&id) })
		if err != nil || id == "" {
			return mine, err
		}
		if _, err := s.exec(ctx, `UPDATE imports SET state = 'running', updated_at = ? WHERE id = ?`, micros(d.now()), id); err != nil {
			return mine, err
		}
		if id == worked {
			mine = true
			continue
		}
		if err := d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.ImportJob, Subject: id}}); err != nil {
			return mine, err
		}
	}
}

// PauseImport implements pull.Runs.
func (d *DB) PauseImport(ctx context.Context, imp pull.Import) error {
	var throttled any
	if imp.Throttled != nil {
		throttled = micros(*imp.Throttled)
	}
	return d.inTx(ctx, "pause import "+imp.ID, func(ctx context.Context, tx *Tx, s session) error {
		n, err := s.exec(ctx, `UPDATE imports SET state = 'paused', attempts = ?, fetches = ?, throttled_at = ?, next_at = ?, updated_at = ?
			WHERE id = ? AND state = 'running'`, imp.Attempts, imp.Fetches, throttled, micros(imp.NextAt), micros(d.now()), imp.ID)
		if err != nil || n == 0 {
			return err
		}
		return d.admitImports(ctx, tx, s)
	})
}

// ResumeImport implements pull.Runs.
func (d *DB) ResumeImport(ctx context.Context, id string) (mine bool, err error) {
	err = d.inTx(ctx, "resume import "+id, func(ctx context.Context, tx *Tx, s session) error {
		n, err := s.exec(ctx, `UPDATE imports SET state = 'waiting', updated_at = ? WHERE id = ? AND state = 'paused'`, micros(d.now()), id)
		if err != nil || n == 0 {
			return err
		}
		mine, err = d.admitBeside(ctx, tx, s, id)
		return err
	})
	return mine, err
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
		_, err := s.exec(ctx, `DELETE FROM imports WHERE state NOT IN ('waiting', 'running', 'paused') AND updated_at < ?`,
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
	err := d.reader().each(ctx, importSelect+`WHERE i.state IN ('waiting', 'running', 'paused') AND u.state IN (?, ?, ?, ?, ?) LIMIT ?`,
		[]any{upload.Done, upload.Terminated, upload.Expired, upload.Lost, upload.Refused, importBatch}, func(row scanner) error {
			imp, _, err := scanImport(row)
			ended = append(ended, imp)
			return err
		})
	return ended, err
}

// reviveImports gives another job to imports that have a turn, or pause, and have been silent for
// too long.
func (d *DB) reviveImports(ctx context.Context, tx *Tx, s session, now time.Time) error {
	silent := micros(now.Add(-importSilence))
	return d.wake(ctx, tx, s, silence{
		find: `SELECT 'import', i.id FROM imports i JOIN uploads u ON u.id = i.upload_id
			WHERE i.state IN ('running', 'paused') AND i.next_at < ? AND i.updated_at < ? AND u.updated_at < ? LIMIT ?`,
		args: []any{silent, silent, silent, importBatch},
		sign: `UPDATE imports SET updated_at = ? WHERE id = ?`,
	}, now)
}
