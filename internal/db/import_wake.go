package db

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// silence is work whose job has given no sign of life for too long.
type silence struct {
	find string // selects kind and subject of its jobs
	args []any
	sign string // leaves a sign of life: time, then subject
}

// wake gives silent work another job, and lets it count as alive from now. One job too many does no
// harm: the later takes over from the earlier.
func (d *DB) wake(ctx context.Context, tx *Tx, s session, w silence, now time.Time) error {
	var jobs []media.Job
	err := s.each(ctx, w.find, w.args, func(row scanner) error {
		var job media.Job
		err := row.Scan(&job.Kind, &job.Subject)
		jobs = append(jobs, job)
		return err
	})
	if err != nil || len(jobs) == 0 {
		return err
	}
	for _, job := range jobs {
		if _, err := s.exec(ctx, w.sign, micros(now), job.Subject); err != nil {
			return err
		}
	}
	return d.queue.Enqueue(ctx, tx, jobs)
}
