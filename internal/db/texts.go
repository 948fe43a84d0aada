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
	err := s.each(ctx, `SELECT id, kind, language, name, is_default, generated, blob, size, updated_at FROM video_texts
		WHERE video_id = ? AND kind = ? ORDER BY language, id`, []any{videoID, kind}, func(row scanner) error {
		var t media.Text
		var updated int64
		err := row.Scan(&t.ID, &t.Kind, &t.Language, &t.Name, &t.Default, &t.Generated, &t.Key, &t.Size, &updated)
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
		_, err := s.insertText(ctx, videoID, t)
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

// insertText adds a track. One that is Default makes the others not.
func (s session) insertText(ctx context.Context, videoID string, t media.Text) (id int64, err error) {
	if err := s.onlyDefault(ctx, videoID, t); err != nil {
		return 0, err
	}
	err = s.row(ctx, `INSERT INTO video_texts (video_id, kind, language, name, is_default, generated, blob, size, updated_at)
		VALUES (`+marks(9)+`) RETURNING id`, videoID, t.Kind, t.Language, t.Name, boolInt(t.Default), boolInt(t.Generated), t.Key, t.Size,
		micros(t.UpdatedAt)).Scan(&id)
	return id, err
}

func (s session) onlyDefault(ctx context.Context, videoID string, t media.Text) error {
	if !t.Default {
		return nil
	}
	_, err := s.exec(ctx, `UPDATE video_texts SET is_default = 0 WHERE video_id = ? AND kind = ?`, videoID, t.Kind)
	return err
}

// AddText implements catalog.TextStore.
func (d *DB) AddText(ctx context.Context, projectID int64, videoID string, t media.Text) (id int64, err error) {
	err = d.inTx(ctx, "add text to "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.ownVideo(ctx, projectID, videoID); err != nil {
			return err
		}
		id, err = s.insertText(ctx, videoID, t)
		return err
	})
	return id, err
}

// ChangeText implements catalog.TextStore.
func (d *DB) ChangeText(ctx context.Context, projectID int64, videoID string, t media.Text) (before string, err error) {
	err = d.inTx(ctx, "change text of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.ownVideo(ctx, projectID, videoID); err != nil {
			return err
		}
		err := s.row(ctx, `SELECT blob FROM video_texts WHERE video_id = ? AND id = ?`, videoID, t.ID).Scan(&before)
		if err != nil {
			return absent(err, "text track")
		}
		if err := s.onlyDefault(ctx, videoID, t); err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE video_texts SET language = ?, name = ?, is_default = ?, generated = ?, blob = ?, size = ?, updated_at = ?
			WHERE id = ?`, t.Language, t.Name, boolInt(t.Default), boolInt(t.Generated), t.Key, t.Size, micros(t.UpdatedAt), t.ID)
		return err
	})
	return before, err
}

// DropText implements catalog.TextStore.
func (d *DB) DropText(ctx context.Context, projectID int64, videoID string, id int64) (key string, err error) {
	err = d.inTx(ctx, "drop text of "+videoID, func(ctx context.Context, _ *Tx, s session) error {
		if _, err := s.ownVideo(ctx, projectID, videoID); err != nil {
			return err
		}
		err := s.row(ctx, `DELETE FROM video_texts WHERE video_id = ? AND id = ? RETURNING blob`, videoID, id).Scan(&key)
		return absent(err, "text track")
	})
	return key, err
}
