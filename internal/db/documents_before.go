package db

import (
	"context"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// DocumentsBefore returns documents of a kind, of any project, that were made before a time, the
// oldest first, at most limit: those that something has to be done about by now.
func (d *DB) DocumentsBefore(ctx context.Context, kind string, before time.Time, limit int) ([]media.Document, error) {
	var found []media.Document
	err := d.reader().each(ctx, `SELECT `+documentColumns+` FROM documents WHERE kind = ? AND created_at < ?
		AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at, id LIMIT ?`,
		[]any{kind, micros(before), micros(d.now()), limit}, func(row scanner) error {
			doc, err := scanDocument(row)
			found = append(found, doc)
			return err
		})
	return found, err
}
