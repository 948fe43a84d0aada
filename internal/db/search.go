package db

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// The kinds of label.
const (
	tagLabel        = "tag"
	metaLabel       = "meta"
	collectionLabel = "collection"
)

// folded is how text is compared. The databases fold differently, so neither does. Line
// feeds are what divides the fields of the column.
func folded(text string) string { return strings.ReplaceAll(strings.ToLower(text), "\n", " ") }

// label makes a video found by its tags, its meta and the further collections it is shown in.
func (s session) label(ctx context.Context, v media.Video) error {
	add := func(kind, name, value string) error {
		_, err := s.exec(ctx, `INSERT INTO video_labels (video_id, project_id, kind, name, value) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (video_id, kind, name) DO NOTHING`, v.ID, v.ProjectID, kind, name, value)
		return err
	}
	for _, tag := range v.Tags {
		if err := add(tagLabel, tag, ""); err != nil {
			return fmt.Errorf("label %s: %w", v.ID, err)
		}
	}
	for _, id := range v.Wishes.Collections {
		if err := add(collectionLabel, id, ""); err != nil {
			return fmt.Errorf("label %s: %w", v.ID, err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(v.Meta)) {
		if err := add(metaLabel, key, v.Meta[key]); err != nil {
			return fmt.Errorf("label %s: %w", v.ID, err)
		}
	}
	return nil
}

// condition is a WHERE that grows.
type condition struct {
	sql  strings.Builder
	args []any
}

func (c *condition) and(sql string, args ...any) {
	c.sql.WriteString(" AND " + sql)
	c.args = append(c.args, args...)
}

// ofProject narrows to a project. The plus keeps databases from walking through all of its
// videos where few are asked for, by their numbers or labels. SQLite would: it takes any project for
// a small one.
func ofProject(f catalog.Filter) string {
	if len(f.Seqs) > 0 || len(f.Tags) > 0 || len(f.Meta) > 0 {
		return `+project_id = ?`
	}
	return `project_id = ?`
}

func filterSQL(f catalog.Filter) (where string, args []any) {
	c := condition{args: []any{f.ProjectID}}
	c.sql.WriteString(` WHERE ` + ofProject(f))
	switch { // written out for the sake of a partial index
	case f.WithBin:
		c.sql.WriteString(known)
	case f.Deleted: // what is erased was deleted, so all other lists know nothing of it
		c.and(`state = 'deleted'` + known)
	case len(f.States) == 0 || slices.Contains(f.States, media.Deleted):
		c.and(`state <> 'deleted'`)
	}
	if f.Restorable {
		c.and(`purged_at IS NULL`)
	}
	if f.Undocumented != "" {
		c.and(`NOT EXISTS (SELECT 1 FROM documents d WHERE d.kind = ? AND d.id = videos.id)`, f.Undocumented)
	}
	if len(f.States) > 0 {
		column := `state`
		if f.Deleted {
			column = `prior_state`
		}
		c.and(column+` IN (`+marks(len(f.States))+`)`, anys(f.States)...)
	}
	if f.Started != nil {
		c.and(`(started_at IS NOT NULL) = ?`, *f.Started)
	}
	if f.Probed != nil {
		c.and(`(picture <> '{}') = ?`, *f.Probed) // what asJSON makes of a zero Picture
	}
	if f.SoundOnly != nil {
		c.and(`(picture <> '{}' AND picture NOT LIKE '%"width"%') = ?`, *f.SoundOnly)
	}
	if f.Sourced != nil {
		c.and(`(source IS NOT NULL) = ?`, *f.Sourced)
	}
	if f.CollectionID != "" {
		c.and(`collection_id = ?`, f.CollectionID)
	}
	if f.Uncollected {
		c.and(`collection_id IS NULL`)
	}
	for _, id := range f.ShownIn {
		c.shownIn(id)
	}
	if len(f.Seqs) > 0 {
		c.and(`seq IN (`+marks(len(f.Seqs))+`)`, anys(f.Seqs)...)
	}
	if f.Search != "" {
		number, err := strconv.ParseInt(f.Search, 10, 64)
		if err != nil {
			number = 0 // nobody's
		}
		c.and(`(seq = ? OR slug = ? OR folded LIKE ? ESCAPE '!')`, number, f.Search, "%"+likeText(f.Search)+"%\n%")
	}
	// The column is the title, a line feed and the description, so that a match before the
	// feed is one of the title.
	if f.Named != "" {
		c.and(`folded LIKE ? ESCAPE '!'`, likeText(f.Named)+"\n%")
	}
	if f.Titled != nil {
		c.and(`title = ?`, *f.Titled)
	}
	if f.Title != "" {
		c.and(`folded LIKE ? ESCAPE '!'`, "%"+likeText(f.Title)+"%\n%")
	}
	if f.Description != "" {
		c.and(`folded LIKE ? ESCAPE '!'`, "%\n%"+likeText(f.Description)+"%")
	}
	for _, tag := range f.Tags {
		c.labelled(tagLabel, tag, "")
	}
	for _, key := range slices.Sorted(maps.Keys(f.Meta)) {
		c.labelled(metaLabel, key, f.Meta[key])
	}
	return c.sql.String(), c.args
}

// shownIn asks for the videos of a collection, "" for those of none, and those that wish to be
// shown there, too.
func (c *condition) shownIn(id string) {
	const too = ` OR EXISTS (SELECT 1 FROM video_labels l WHERE l.video_id = videos.id AND l.kind = ? AND l.name = ?))`
	if id == "" {
		c.and(`(collection_id IS NULL`+too, collectionLabel, id)
		return
	}
	c.and(`(collection_id = ?`+too, id, collectionLabel, id)
}

func (c *condition) labelled(kind, name, value string) {
	c.and(`id IN (SELECT video_id FROM video_labels WHERE project_id = ? AND kind = ? AND name = ?
		AND substr(value, 1, 100) = substr(CAST(? AS TEXT), 1, 100) AND value = ?)`, c.args[0], kind, name, value, value)
}

// likeText is a text that LIKE takes literally.
func likeText(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(folded(text))
}

// orderSQL orders a list. Every order is complete, or pages would overlap.
func orderSQL(f catalog.Filter) string {
	column := map[catalog.Sort]string{
		catalog.SortTitle: "folded", catalog.SortCreated: "created_at", catalog.SortUpdated: "updated_at",
	}[f.Sort]
	switch {
	case column == "":
		return ` ORDER BY seq DESC`
	case f.Descending:
		return ` ORDER BY ` + column + ` DESC, seq DESC`
	}
	return ` ORDER BY ` + column + `, seq`
}

// Tags implements catalog.Store.
func (d *DB) Tags(ctx context.Context, projectID int64) ([]catalog.TagCount, error) {
	var found []catalog.TagCount
	err := d.reader().each(ctx, `SELECT l.name, COUNT(*) FROM video_labels l JOIN videos v ON v.id = l.video_id
		WHERE l.project_id = ? AND l.kind = ? AND v.state <> ? GROUP BY l.name ORDER BY l.name`,
		[]any{projectID, tagLabel, media.Deleted}, func(row scanner) error {
			var t catalog.TagCount
			err := row.Scan(&t.Tag, &t.Videos)
			found = append(found, t)
			return err
		})
	return found, err
}
