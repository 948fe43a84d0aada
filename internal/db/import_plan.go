package db

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/migration"
)

// ImportPlan implements migration.Plans.
func (d *DB) ImportPlan(ctx context.Context, id string) (migration.Plan, error) {
	var p migration.Plan
	var sealed []byte
	var err error
	p.Job, err = scanImportJob(d.reader().row(ctx, `SELECT `+importJobColumns+`, sealed, spooled, line FROM import_jobs WHERE id = ?`, id),
		&sealed, &p.Spooled, &p.Line)
	if err != nil {
		return p, absent(err, "import")
	}
	p.Input, err = d.openInput(id, sealed)
	return p, err
}

func (d *DB) openInput(id string, sealed []byte) (in migration.Input, err error) {
	text, err := d.sealer.Open(sealed, importJobLabel(id))
	if err == nil {
		err = json.Unmarshal(text, &in)
	}
	if err != nil {
		return in, fmt.Errorf("open input of import %s: %w", id, err)
	}
	return in, nil
}

// SpooledImport implements migration.Plans.
func (d *DB) SpooledImport(ctx context.Context, id string) error {
	return d.inTx(ctx, "spooled import "+id, func(ctx context.Context, tx *Tx, s session) error {
		n, err := s.exec(ctx, `UPDATE import_jobs SET spooled = 1, seen_at = ? WHERE id = ? AND spooled = 0`, micros(d.now()), id)
		if err != nil || n == 0 {
			return err
		}
		return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.PlanImportJob, Subject: id}})
	})
}

// PlanImportItems implements migration.Plans.
func (d *DB) PlanImportItems(ctx context.Context, id string, rows []migration.Entry) error {
	sealed := make([][]byte, len(rows))
	for i, r := range rows {
		if r.Row == nil {
			continue
		}
		var err error
		if sealed[i], err = d.sealer.Seal(r.Row, itemLabel(id, r.Line)); err != nil {
			return fmt.Errorf("plan import %s: %w", id, err)
		}
	}
	return d.inTx(ctx, "plan import "+id, func(ctx context.Context, _ *Tx, s session) error {
		j, err := s.importJob(ctx, id)
		if err != nil {
			return err
		}
		if j.State != migration.Planning {
			return media.Errorf(media.Conflict, "the import is %s", j.State)
		}
		var done int64
		if err := s.row(ctx, `SELECT line FROM import_jobs WHERE id = ?`, id).Scan(&done); err != nil {
			return err
		}
		for i, r := range rows {
			if r.Line <= done { // another run of this plan was faster
				continue
			}
			if err := d.planItem(ctx, s, j, r, sealed[i]); err != nil {
				return err
			}
			done = r.Line
		}
		_, err = s.exec(ctx, `UPDATE import_jobs SET line = ?, seen_at = ? WHERE id = ?`, done, micros(d.now()), id)
		return err
	})
}

func itemLabel(job string, line int64) string { return fmt.Sprintf("import_item/%s/%d", job, line) }

func (d *DB) planItem(ctx context.Context, s session, j migration.Job, r migration.Entry, sealed []byte) error {
	var video string
	if r.State == migration.Queued {
		var err error
		if r.State, r.Reason, video, err = s.foresee(ctx, j, r); err != nil {
			return err
		}
	}
	now := d.now()
	var ended any
	if r.State != migration.Queued {
		ended = micros(now)
	}
	_, err := s.exec(ctx, `INSERT INTO import_items (job_id, line, project_id, source, source_id, state, reason, sealed, host, size, sha256,
		video_id, ended_at) VALUES (`+marks(13)+`)`, j.ID, r.Line, j.ProjectID, j.Source, r.SourceID, r.State, r.Reason, sealed, r.Host,
		r.Size, r.SHA256, optional(video), ended)
	return err
}

// foresee says what will become of a row as things stand. Its turn decides.
func (s session) foresee(ctx context.Context, j migration.Job, r migration.Entry) (migration.ItemState, string, string, error) {
	var n int
	err := s.row(ctx, `SELECT COUNT(*) FROM import_items WHERE job_id = ? AND source_id = ?`, j.ID, r.SourceID).Scan(&n)
	if err != nil {
		return "", "", "", err
	}
	if n > 0 {
		return migration.Skipped, migration.Duplicate, "", nil
	}
	h, err := s.holder(ctx, j.ProjectID, j.Source, r.SourceID)
	if err != nil || h.job == "" {
		return migration.Queued, r.Reason, "", err
	}
	if reason := h.refuses(j.Options.ReimportDeleted); reason != "" {
		return migration.Skipped, reason, h.video, nil
	}
	return migration.Queued, r.Reason, "", nil
}

// EndImportPlan implements migration.Plans.
func (d *DB) EndImportPlan(ctx context.Context, id string, why *media.Refusal) error {
	return d.inTx(ctx, "end plan of import "+id, func(ctx context.Context, tx *Tx, s session) error {
		j, err := s.importJob(ctx, id)
		if err != nil || j.State != migration.Planning {
			return err
		}
		switch {
		case why != nil:
			return d.setImportJob(ctx, tx, s, id, migration.JobFailed, why)
		case j.DryRun:
			return d.setImportJob(ctx, tx, s, id, migration.Planned, nil)
		}
		return d.setImportJob(ctx, tx, s, id, migration.Running, nil)
	})
}
