package db

import (
	"context"
	"database/sql"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

const documentColumns = `kind, id, project_id, body, created_at, updated_at, expires_at`

func scanDocument(row scanner) (media.Document, error) {
	var doc media.Document
	var body string
	var created, updated int64
	var expires sql.NullInt64
	err := row.Scan(&doc.Kind, &doc.ID, &doc.ProjectID, &body, &created, &updated, &expires)
	doc.Body, doc.CreatedAt, doc.UpdatedAt, doc.ExpiresAt = []byte(body), fromMicros(created), fromMicros(updated), optionalTime(expires)
	return doc, err
}

// PutDocument implements catalog.DocumentStore. A document never changes its project.
func (d *DB) PutDocument(ctx context.Context, doc media.Document) error {
	return d.inTx(ctx, "put document "+doc.ID, func(ctx context.Context, _ *Tx, s session) error {
		return s.putDocument(ctx, doc)
	})
}

func (s session) putDocument(ctx context.Context, doc media.Document) error {
	var expires any
	if doc.ExpiresAt != nil {
		expires = micros(*doc.ExpiresAt)
	}
	n, err := s.exec(ctx, `INSERT INTO documents (`+documentColumns+`) VALUES (`+marks(7)+`)
		ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at, expires_at = excluded.expires_at
		WHERE documents.project_id = excluded.project_id`,
		doc.Kind, doc.ID, doc.ProjectID, string(doc.Body), micros(doc.CreatedAt), micros(doc.UpdatedAt), expires)
	if err == nil && n == 0 {
		err = media.Errorf(media.NotFound, "not found")
	}
	return err
}

// Document implements catalog.DocumentStore.
func (d *DB) Document(ctx context.Context, kind, id string) (media.Document, error) {
	doc, err := scanDocument(d.reader().row(ctx, `SELECT `+documentColumns+` FROM documents
		WHERE kind = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)`, kind, id, micros(d.now())))
	if err != nil {
		return media.Document{}, absent(err, "document")
	}
	return doc, nil
}

// Documents implements catalog.DocumentStore.
func (d *DB) Documents(ctx context.Context, projectID int64, kind string, limit int) ([]media.Document, error) {
	var found []media.Document
	err := d.reader().each(ctx, `SELECT `+documentColumns+` FROM documents WHERE project_id = ? AND kind = ?
		AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at DESC, id LIMIT ?`,
		[]any{projectID, kind, micros(d.now()), limit}, func(row scanner) error {
			doc, err := scanDocument(row)
			found = append(found, doc)
			return err
		})
	return found, err
}

// idsAtOnce is how many ids one query names: SQLite takes 32,766 parameters.
const idsAtOnce = 1000

// DocumentsOf returns the documents of a kind, of any project, that have these ids, in any order.
func (d *DB) DocumentsOf(ctx context.Context, kind string, ids []string) ([]media.Document, error) {
	var found []media.Document
	for some := range slices.Chunk(ids, idsAtOnce) {
		args := append([]any{kind, micros(d.now())}, anys(some)...)
		err := d.reader().each(ctx, `SELECT `+documentColumns+` FROM documents WHERE kind = ?
			AND (expires_at IS NULL OR expires_at > ?) AND id IN (`+marks(len(some))+`)`, args, func(row scanner) error {
			doc, err := scanDocument(row)
			found = append(found, doc)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// DeleteDocument implements catalog.DocumentStore.
func (d *DB) DeleteDocument(ctx context.Context, projectID int64, kind, id string) error {
	return d.inTx(ctx, "delete document "+id, func(ctx context.Context, _ *Tx, s session) error {
		n, err := s.exec(ctx, `DELETE FROM documents WHERE kind = ? AND id = ? AND project_id = ?`, kind, id, projectID)
		if err == nil && n == 0 {
			err = media.Errorf(media.NotFound, "not found")
		}
		return err
	})
}

// SweepDocuments removes documents that have expired.
func (d *DB) SweepDocuments(ctx context.Context) error {
	return d.inTx(ctx, "sweep documents", func(ctx context.Context, _ *Tx, s session) error {
		_, err := s.exec(ctx, `DELETE FROM documents WHERE expires_at < ?`, micros(d.now()))
		return err
	})
}
