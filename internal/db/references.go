package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// join makes u, when it is a final upload, of its sources. They are locked, so that
// none lets go of its bytes before u refers to them, and kept for another while.
func (s session) join(ctx context.Context, b upload.Beginning, u *upload.Upload) error {
	if b.Kind != upload.Final {
		return nil
	}
	found := map[string]upload.Upload{}
	// One order for all, or two that join the same ones would wait for each other.
	for _, id := range slices.Compact(slices.Sorted(slices.Values(b.Sources))) {
		p, err := s.upload(ctx, id, s.forUpdate())
		if err == nil && (p.ProjectID != b.ProjectID || p.Protocol != b.Protocol) {
			err = media.Errorf(media.NotFound, "upload not found")
		}
		if err != nil {
			return err
		}
		found[id] = p
	}
	sources := make([]upload.Upload, len(b.Sources))
	for i, id := range b.Sources {
		sources[i] = found[id]
	}
	joined, err := u.Join(sources)
	if err != nil {
		return err
	}
	*u = joined
	for id := range found {
		if _, err := s.exec(ctx, `UPDATE uploads SET expires_at = ? WHERE id = ?`, micros(u.ExpiresAt), id); err != nil {
			return fmt.Errorf("keep upload %s: %w", id, err)
		}
	}
	return nil
}

// release makes uploads, named by a list or query for IN, let go of their bytes.
// Whoever wrote these is swept again: they may be the last to have referred to them.
func (s session) release(ctx context.Context, uploads string, args ...any) error {
	_, err := s.exec(ctx, `UPDATE uploads SET swept = 0 WHERE id IN
		(SELECT origin FROM upload_segments WHERE upload_id IN (`+uploads+`))`, args...)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `DELETE FROM upload_segments WHERE upload_id IN (`+uploads+`)`, args...)
	return err
}

// Counted implements upload.SweepStore.
func (d *DB) Counted(ctx context.Context, id string) ([]string, error) {
	return d.reader().counted(ctx, id)
}

func (s session) counted(ctx context.Context, id string) ([]string, error) {
	var keys []string
	err := s.each(ctx, `SELECT DISTINCT blob FROM upload_segments WHERE origin = ?`, []any{id}, func(row scanner) error {
		var key string
		err := row.Scan(&key)
		keys = append(keys, key)
		return err
	})
	return keys, err
}

// Swept implements upload.SweepStore. The row itself stays: a tombstone that answers 410.
// Its lock orders this and release: either release comes first, and less counts by
// now, or it comes after, and makes the upload unswept again.
func (d *DB) Swept(ctx context.Context, id string, counted []string) error {
	return d.inTx(ctx, "sweep upload "+id, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.upload(ctx, id, s.forUpdate()); err != nil {
			return err
		}
		now, err := s.counted(ctx, id)
		if err != nil || len(now) < len(counted) {
			return err
		}
		if _, err := s.exec(ctx, `DELETE FROM upload_ranges WHERE origin = ?
			AND blob NOT IN (SELECT blob FROM upload_segments WHERE origin = ?)`, id, id); err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE uploads SET swept = 1 WHERE id = ?`, id)
		return err
	})
}
