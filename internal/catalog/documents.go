package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// maxDocuments is how many documents of a kind one list loads; nobody has more players.
const maxDocuments = 10_000

// Tags counts a project's videos by tag.
func (c *Catalog) Tags(ctx context.Context, projectID int64) ([]TagCount, error) {
	return c.store.Tags(ctx, projectID)
}

// Texts returns the captions or chapters of a video, by language.
func (c *Catalog) Texts(ctx context.Context, videoID string, kind media.TextKind) ([]media.Text, error) {
	return c.store.Texts(ctx, videoID, kind)
}

// PutText adds captions or chapters; see [TextStore].
func (c *Catalog) PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (replaced string, err error) {
	t.UpdatedAt = c.now()
	return c.store.PutText(ctx, projectID, videoID, t)
}

// AddText adds captions or chapters beside those that are there; see [TextStore].
func (c *Catalog) AddText(ctx context.Context, projectID int64, videoID string, t media.Text) (int64, error) {
	t.UpdatedAt = c.now()
	return c.store.AddText(ctx, projectID, videoID, t)
}

// ChangeText changes captions or chapters; see [TextStore].
func (c *Catalog) ChangeText(ctx context.Context, projectID int64, videoID string, t media.Text) (before string, err error) {
	t.UpdatedAt = c.now()
	return c.store.ChangeText(ctx, projectID, videoID, t)
}

// DropText removes captions or chapters by their id; see [TextStore].
func (c *Catalog) DropText(ctx context.Context, projectID int64, videoID string, id int64) (key string, err error) {
	return c.store.DropText(ctx, projectID, videoID, id)
}

// DeleteText removes captions or chapters; see [TextStore].
func (c *Catalog) DeleteText(ctx context.Context, projectID int64, videoID string, kind media.TextKind, language string) (key string, err error) {
	return c.store.DeleteText(ctx, projectID, videoID, kind, language)
}

// PutDocument stores body as a document. A new one takes now as its time of creation;
// life of 0 never ends.
func (c *Catalog) PutDocument(ctx context.Context, doc media.Document, body any, life time.Duration) (media.Document, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return doc, fmt.Errorf("put %s %s: %w", doc.Kind, doc.ID, err)
	}
	doc.Body, doc.UpdatedAt = raw, c.now().UTC().Truncate(time.Microsecond)
	if doc.CreatedAt.IsZero() {
		doc.CreatedAt = doc.UpdatedAt
	}
	if life > 0 {
		end := doc.CreatedAt.Add(life)
		doc.ExpiresAt = &end
	}
	return doc, c.store.PutDocument(ctx, doc)
}

// Document loads a document of a project into body.
func (c *Catalog) Document(ctx context.Context, projectID int64, kind, id string, body any) (media.Document, error) {
	doc, err := c.FindDocument(ctx, kind, id, body)
	if err == nil && doc.ProjectID != projectID {
		err = media.Errorf(media.NotFound, "not found")
	}
	return doc, err
}

// FindDocument loads a document of any project into body: for callers who prove their right by
// knowing its id.
func (c *Catalog) FindDocument(ctx context.Context, kind, id string, body any) (media.Document, error) {
	doc, err := c.store.Document(ctx, kind, id)
	if err != nil {
		return doc, fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return doc, json.Unmarshal(doc.Body, body)
}

// Documents returns a project's documents of a kind, newest first.
func (c *Catalog) Documents(ctx context.Context, projectID int64, kind string) ([]media.Document, error) {
	return c.store.Documents(ctx, projectID, kind, maxDocuments)
}

// DeleteDocument removes a document of a project.
func (c *Catalog) DeleteDocument(ctx context.Context, projectID int64, kind, id string) error {
	return c.store.DeleteDocument(ctx, projectID, kind, id)
}
