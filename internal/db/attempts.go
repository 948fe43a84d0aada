package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// RecordAttempt implements webhook.Store. A message that is closed stays as it
// is; closing one wakes the next message about the same video to the same endpoint.
func (d *DB) RecordAttempt(ctx context.Context, id string, a webhook.Attempt) error {
	return d.inTx(ctx, "record attempt of "+id, func(ctx context.Context, tx *Tx, s session) error {
		var delivered, parked any
		if a.Delivered {
			delivered = micros(a.At)
		}
		if a.Parked {
			parked = micros(a.At)
		}
		if err := s.lockSubject(ctx, id); err != nil {
			return err
		}
		n, err := s.exec(ctx, `UPDATE deliveries SET attempts = attempts + 1, delivered_at = ?, parked_at = ?, status_code = ?,
			answer = ?, duration = ? WHERE id = ? AND delivered_at IS NULL AND parked_at IS NULL`,
			delivered, parked, a.StatusCode, a.Answer, a.Duration.Microseconds(), id)
		if err != nil || n == 0 {
			return err
		}
		if a.DisableEndpoint {
			if _, err := s.exec(ctx, `UPDATE endpoints SET active = 0, updated_at = ?
				WHERE id = (SELECT endpoint_id FROM deliveries WHERE id = ?)`, micros(d.now()), id); err != nil {
				return err
			}
		}
		if a.Delivered || a.Parked {
			return d.wakeNext(ctx, tx, s, id)
		}
		return nil
	})
}

// lockSubject locks what a message is about: a video, or an import of many. Absence is that of
// the message.
func (s session) lockSubject(ctx context.Context, id string) error {
	const of = ` WHERE id = (SELECT video_id FROM deliveries WHERE id = ?)`
	var subject string
	err := s.row(ctx, `SELECT id FROM videos`+of+s.forUpdate(), id).Scan(&subject)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.row(ctx, `SELECT id FROM import_jobs`+of+s.forUpdate(), id).Scan(&subject)
	}
	if errors.Is(err, sql.ErrNoRows) { // about nothing, in no order
		err = s.row(ctx, `SELECT id FROM deliveries WHERE id = ? AND video_id = ''`, id).Scan(&subject)
	}
	return absent(err, "delivery")
}

// wakeNext starts the next open message that waited for this one.
func (d *DB) wakeNext(ctx context.Context, tx *Tx, s session, id string) error {
	var next string
	err := s.each(ctx, `SELECT b.id FROM deliveries a JOIN deliveries b ON b.video_id = a.video_id AND b.endpoint_id = a.endpoint_id
		AND b.seq > a.seq AND b.delivered_at IS NULL AND b.parked_at IS NULL WHERE a.id = ? AND a.video_id <> '' ORDER BY b.seq LIMIT 1`,
		[]any{id}, func(row scanner) error { return row.Scan(&next) })
	if err != nil {
		return fmt.Errorf("next message: %w", err)
	}
	if next == "" {
		return nil
	}
	return d.queue.Enqueue(ctx, tx, []media.Job{{Kind: media.DeliverJob, Subject: next}})
}
