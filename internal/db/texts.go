package db

import (
	"context"

	"github.com/tributary-video/tributary/internal/media"
)

// Texts implements catalog.TextStore.
func (d *DB) Texts(ctx context.Context, videoID string, kind media.TextKind) ([]media.Text, error) {
	return d.reader().texts(ctx, videoID, kind)
}

func (s session) texts(ctx context.Context, videoID string, kind media.TextKind) ([]media.Text, error) {
	var found []media.Text
	err := s.each(ctx, `SELECT kind, language, is_default, generated, blob, size, updated_at FROM video_texts
		WHERE video_id = ? AND kind = ? ORDER BY language`, []any{videoID, kind}, func(row scanner) error {
		var t media.Text
		var updated int64
		err := row.Scan(&t.Kind, &t.Language, &t.Default, &t.Generated, &t.Key, &t.Size, &updated)
		t.UpdatedAt = fromMicros(updated)
		found = append(found, t)
		return err
	})
	return found, err
}

// PutText implements catalog.TextStore.
func (d *DB) PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (replaced string, err error) {
	err = d.inTx(ctx, "put text of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.ownVideo(ctx, projectID, videoID); err != nil {
			return err
		}
		replaced, err = s.takeText(ctx, videoID, t.Kind, t.Language)
		if err != nil && media.KindOf(err) != media.NotFound {
			return err
		}
		if t.Default {
			if _, err := s.exec(ctx, `UPDATE video_texts SET is_default = 0 WHERE video_id = ? AND kind = ?`, videoID, t.Kind); err != nil {
				return err
			}
		}
		_, err := s.exec(ctx, `INSERT INTO video_texts (video_id, kind, language, is_default, generated, blob, size, updated_at)
			VALUES (`+marks(8)+`)`, videoID, t.Kind, t.Language, boolInt(t.Default), boolInt(t.Generated), t.Key, t.Size, micros(t.UpdatedAt))
		return err
	})
	return replaced, err
}

// DeleteText implements catalog.TextStore.
func (d *DB) DeleteText(ctx context.Context, projectID int64, videoID string, kind media.TextKind, language string) (key string, err error) {
	err = d.inTx(ctx, "delete text of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.ownVideo(ctx, projectID, videoID); err != nil {
			return err
		}
		key, err = s.takeText(ctx, videoID, kind, language)
		return err
	})
	return key, err
}

// takeText removes a track and returns the key of its blob.
func (s session) takeText(ctx context.Context, videoID string, kind media.TextKind, language string) (key string, err error) {
	err = s.row(ctx, `DELETE FROM video_texts WHERE video_id = ? AND kind = ? AND language = ? RETURNING blob`,
		videoID, kind, language).Scan(&key)
	return key, absent(err, "text track")
}
