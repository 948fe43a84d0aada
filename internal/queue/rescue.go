package queue

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

const (
	// heartbeatEvery is how often a node renews its signature.
	heartbeatEvery = 5 * time.Second
	// deadAfter is how long a silent node counts as alive. Three missed
	// heartbeats: one slow sync of a busy disk must not bring its jobs to run twice.
	deadAfter = 15 * time.Second
)

// signIn records this node as alive and returns the jobs of dead ones. A
// SQLite database has one process, so whoever else signed in is dead.
func (q *Queue) signIn(ctx context.Context) error {
	if !q.conn.Postgres {
		if _, err := q.conn.Write.ExecContext(ctx, `DELETE FROM nodes`); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
	}
	if err := q.renew(ctx); err != nil {
		return err
	}
	return q.rescue(ctx)
}

func (q *Queue) renew(ctx context.Context) error {
	_, err := q.conn.Write.ExecContext(ctx,
		`INSERT INTO nodes (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
		q.id, time.Now().UnixMicro())
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

func (q *Queue) signOut(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, _ = q.conn.Write.ExecContext(ctx, `DELETE FROM nodes WHERE id = $1`, q.id) // else it ages out
}

// rescue forgets nodes that are silent for too long and puts running jobs whose node
// is not known back in line. The last name in attempted_by is the node that has the job.
func (q *Queue) rescue(ctx context.Context) error {
	_, err := q.conn.Write.ExecContext(ctx, `DELETE FROM nodes WHERE seen_at < $1`, time.Now().Add(-deadAfter).UnixMicro())
	if err != nil {
		return fmt.Errorf("forget dead nodes: %w", err)
	}
	last, now := `json_extract(attempted_by, '$[#-1]')`, `datetime('now', 'subsec')`
	if q.conn.Postgres {
		last, now = `attempted_by[array_length(attempted_by, 1)]`, `now()`
	}
	res, err := q.conn.Write.ExecContext(ctx, `UPDATE river_job SET state = 'available', scheduled_at = `+now+`
		WHERE state = 'running' AND `+last+` NOT IN (SELECT id FROM nodes)`)
	if err != nil {
		return fmt.Errorf("rescue jobs: %w", err)
	}
	if n, err := res.RowsAffected(); err == nil && n > 0 {
		q.log.LogAttrs(ctx, slog.LevelWarn, "jobs of a node that died go back to the queue", slog.Int64("jobs", n))
	}
	return nil
}

func (q *Queue) heartbeat(ctx context.Context) {
	tick := time.NewTicker(heartbeatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := q.renew(ctx)
		if err == nil {
			err = q.rescue(ctx)
		}
		if err != nil && ctx.Err() == nil {
			q.log.LogAttrs(ctx, slog.LevelError, "heartbeat", slog.Any("error", err))
		}
	}
}
