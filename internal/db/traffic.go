package db

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// AddTraffic adds counts of one hour, by video id.
func (d *DB) AddTraffic(ctx context.Context, hour time.Time, counts map[string]media.Traffic) error {
	return d.inTx(ctx, "add traffic", func(ctx context.Context, _ *Tx, s session) error {
		for id, c := range counts {
			if _, err := s.exec(ctx, `INSERT INTO traffic (video_id, hour, requests, bytes) VALUES (?, ?, ?, ?)
				ON CONFLICT (video_id, hour) DO UPDATE SET requests = traffic.requests + excluded.requests,
				bytes = traffic.bytes + excluded.bytes`, id, hour.Truncate(time.Hour).Unix(), c.Requests, c.Bytes); err != nil {
				return err
			}
		}
		return nil
	})
}

// SumTraffic adds up what was fetched of a project's videos in the hours of [from, to). Zero
// times are open ends; videos of other projects do not count.
func (d *DB) SumTraffic(ctx context.Context, projectID int64, ids []string, from, to time.Time) (media.Traffic, error) {
	query := `SELECT COALESCE(SUM(t.requests), 0), COALESCE(SUM(t.bytes), 0) FROM traffic t JOIN videos v ON v.id = t.video_id
		WHERE v.project_id = ? AND t.video_id IN (` + marks(len(ids)) + `)`
	args := append([]any{projectID}, anys(ids)...)
	if !from.IsZero() {
		query, args = query+` AND t.hour >= ?`, append(args, from.Truncate(time.Hour).Unix())
	}
	if !to.IsZero() {
		query, args = query+` AND t.hour < ?`, append(args, to.Unix())
	}
	var sum media.Traffic
	err := d.reader().row(ctx, query, args...).Scan(&sum.Requests, &sum.Bytes)
	return sum, err
}
