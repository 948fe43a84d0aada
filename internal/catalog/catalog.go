// Package catalog is videos and collections as records: made, found, named,
// moved, put into the bin and taken out again. Every dialect goes through it,
// so that what one API did every other one sees, and nobody sees another
// project's.
package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Filter narrows a list of videos. Zero values do not narrow.
type Filter struct {
	ProjectID    int64
	States       []media.State // of what is in the bin: those it had before
	Started      *bool         // whether processing has begun
	Probed       *bool         // whether the source was found to be media
	CollectionID string
	ShownIn      []string          // all of these collections, "" for none; with what wishes to be shown there, too
	Deleted      bool              // the bin instead of what is alive
	WithBin      bool              // the bin, too
	Restorable   bool              // of the bin: only what is not purged
	Undocumented string            // only what has no document of this kind by its id
	SoundOnly    *bool             // whether the source was found to have no pictures
	Title        string            // part of it, in any case
	Description  string            // likewise
	Named        string            // its whole title, in any case
	Titled       *string           // its whole title, letter for letter
	Sourced      *bool             // whether it has had its source
	Uncollected  bool              // only what lies in no collection
	Search       string            // its number or slug, or part of its title
	Seqs         []int64           // any of these numbers
	Tags         []string          // all of them
	Meta         map[string]string // all of them
	Sort         Sort              // "" = newest first
	Descending   bool              // of Sort
	Offset       int
	Limit        int // 0 = all
}

// Sort is what a list of videos is ordered by. Equal ones are ordered by their number.
type Sort string

// What videos can be ordered by.
const (
	SortTitle   Sort = "title" // in lower case
	SortCreated Sort = "created"
	SortUpdated Sort = "updated"
)

// Patch changes what its owner may change of a video. Nil leaves as it is.
type Patch struct {
	Title        *string
	Description  *string
	CollectionID *string // "" = none
	Privacy      *media.Privacy
	Tags         *[]string             // instead of what is there
	AddTags      []string              // to what is there
	Meta         map[string]string     // merged over what is there
	AllMeta      *map[string]string    // instead of what is there
	Wishes       func(w *media.Wishes) // changes them in place
}

// Apply changes v as the patch says, but for its collection, which has to be looked up.
func (p Patch) Apply(v *media.Video) {
	if p.Title != nil {
		v.Title = *p.Title
	}
	if p.Description != nil {
		v.Description = *p.Description
	}
	if p.Privacy != nil {
		v.Privacy = *p.Privacy
	}
	if p.Tags != nil {
		v.Tags = *p.Tags
	}
	for _, tag := range p.AddTags {
		if !slices.Contains(v.Tags, tag) {
			v.Tags = append(slices.Clip(v.Tags), tag)
		}
	}
	if p.AllMeta != nil {
		v.Meta = maps.Clone(*p.AllMeta)
	}
	if v.Meta == nil {
		v.Meta = map[string]string{}
	}
	maps.Copy(v.Meta, p.Meta)
	if p.Wishes != nil {
		p.Wishes(&v.Wishes)
	}
}

// VideoStore keeps videos. Absence is media.NotFound; a method that names a
// project treats other projects' videos as absent.
type VideoStore interface {
	// CreateVideo records a new video and returns it with its sequence number.
	CreateVideo(ctx context.Context, v media.Video) (media.Video, error)
	// Video loads any project's video with its renditions, deleted ones too.
	Video(ctx context.Context, id string) (media.Video, error)
	// VideoBySeq and VideoBySlug load it by its other names.
	VideoBySeq(ctx context.Context, seq int64) (media.Video, error)
	VideoBySlug(ctx context.Context, slug string) (media.Video, error)
	// Videos returns a page, newest first, and how many match in all.
	Videos(ctx context.Context, f Filter) ([]media.Video, int, error)
	// UpdateVideo applies a patch to a video that is not deleted.
	UpdateVideo(ctx context.Context, projectID int64, id string, p Patch) (media.Video, error)
}

// GroupStore knows which videos belong together.
type GroupStore interface {
	// Tags counts the videos of a project that are not deleted by their tags, in the order of these.
	Tags(ctx context.Context, projectID int64) ([]TagCount, error)
	// MoveVideos puts all of the videos into a collection ("" = none), or moves nothing.
	MoveVideos(ctx context.Context, projectID int64, ids []string, collectionID string) error
}

// BinStore puts videos into the bin, alone or with all that they lie in, and takes them out.
type BinStore interface {
	// DeleteVideo asks allowed, within the transaction, and deletes if that is nil.
	DeleteVideo(ctx context.Context, projectID int64, id string, allowed func(media.Video) error) error
	// RestoreVideo undoes DeleteVideo while the bytes are still there.
	RestoreVideo(ctx context.Context, projectID int64, id string) error
	// EraseVideo deletes a video for good, also one of the bin, whatever its state: from then on
	// nothing of this interface or [VideoStore] finds it, and its bytes are removed soon.
	EraseVideo(ctx context.Context, projectID int64, id string) error
	// DeleteTree deletes a collection, the collections below it and the videos in all of them,
	// whatever their states, or nothing. The videos can be restored, into no collection.
	DeleteTree(ctx context.Context, projectID int64, collectionID string) error
}

// CollectionStore keeps collections.
type CollectionStore interface {
	// CreateCollection records c and returns it with its number. An unknown parent is media.NotFound,
	// one that lies too deep media.Conflict.
	CreateCollection(ctx context.Context, c media.Collection) (media.Collection, error)
	Collection(ctx context.Context, projectID int64, id string) (media.Collection, error)
	Collections(ctx context.Context, projectID int64, offset, limit int) ([]media.Collection, int, error)
	RenameCollection(ctx context.Context, projectID int64, id, name string) (media.Collection, error)
	// MoveCollection puts it into another one ("" = none). One that lies in it, or itself, is
	// media.Conflict.
	MoveCollection(ctx context.Context, projectID int64, id, parentID string) (media.Collection, error)
	// DeleteCollection removes it; collections in it go on without one, its videos in the next that
	// they wish to be shown in, if any.
	DeleteCollection(ctx context.Context, projectID int64, id string) error
}

// TextStore keeps captions and chapters. Its methods treat videos of other projects and
// deleted ones as absent: media.NotFound.
type TextStore interface {
	// Texts returns the tracks of a kind, by language.
	Texts(ctx context.Context, videoID string, kind media.TextKind) ([]media.Text, error)
	// AddText adds a track beside those that are there and returns its id.
	AddText(ctx context.Context, projectID int64, videoID string, t media.Text) (int64, error)
	// ChangeText changes the track with t's id as t says, and returns the key of its blob before.
	ChangeText(ctx context.Context, projectID int64, videoID string, t media.Text) (before string, err error)
	// DropText removes the track with an id and returns its blob's key.
	DropText(ctx context.Context, projectID int64, videoID string, id int64) (key string, err error)
	// PutText adds a track, or takes the place of the one in its language, whose blob's key it
	// returns. One that is Default makes the others not.
	PutText(ctx context.Context, projectID int64, videoID string, t media.Text) (replaced string, err error)
	// DeleteText removes a track and returns its blob's key.
	DeleteText(ctx context.Context, projectID int64, videoID string, kind media.TextKind, language string) (key string, err error)
}

// DocumentStore keeps documents. Absence, also by expiry, is media.NotFound.
type DocumentStore interface {
	// PutDocument adds a document or takes the place of the one with its kind and id.
	PutDocument(ctx context.Context, doc media.Document) error
	// Document loads one of any project.
	Document(ctx context.Context, kind, id string) (media.Document, error)
	// Documents returns a project's documents of a kind, newest first, at most limit.
	Documents(ctx context.Context, projectID int64, kind string, limit int) ([]media.Document, error)
	DeleteDocument(ctx context.Context, projectID int64, kind, id string) error
}

// Store is all of them.
type Store interface {
	VideoStore
	GroupStore
	BinStore
	CollectionStore
	TextStore
	DocumentStore
}

// TagCount is a tag and how many videos have it.
type TagCount struct {
	Tag    string
	Videos int
}

// Catalog is the records as dialects use them.
type Catalog struct {
	store Store
	now   func() time.Time
}

// New makes a catalog over a store.
func New(store Store) *Catalog { return &Catalog{store: store, now: time.Now} }

// NewVideo is a fresh record of a project, not stored yet.
func (c *Catalog) NewVideo(projectID int64, title string, privacy media.Privacy) media.Video {
	now := c.now().UTC().Truncate(time.Microsecond) // what the database keeps
	return media.Video{
		ID: media.NewUUID(), ProjectID: projectID, Title: title, Privacy: privacy, State: media.Created,
		CreatedAt: now, UpdatedAt: now, Meta: map[string]string{},
	}
}

// Create stores a fresh record.
func (c *Catalog) Create(ctx context.Context, v media.Video) (media.Video, error) {
	return c.store.CreateVideo(ctx, v)
}

// Get loads a project's video with its renditions. Deleted ones are absent.
func (c *Catalog) Get(ctx context.Context, projectID int64, id string) (media.Video, error) {
	v, err := c.store.Video(ctx, id)
	if err == nil && (v.ProjectID != projectID || v.State == media.Deleted) {
		err = media.Errorf(media.NotFound, "video not found")
	}
	if err != nil {
		return media.Video{}, fmt.Errorf("get video %s: %w", id, err)
	}
	return v, nil
}

// Find loads a video of any project, also a deleted one: for callers who prove their right by
// something else than a key.
func (c *Catalog) Find(ctx context.Context, id string) (media.Video, error) {
	return c.store.Video(ctx, id)
}

// BySeq loads a project's video by its number. Deleted ones are absent.
func (c *Catalog) BySeq(ctx context.Context, projectID, seq int64) (media.Video, error) {
	v, err := c.store.VideoBySeq(ctx, seq)
	if err == nil && (v.ProjectID != projectID || v.State == media.Deleted) {
		err = media.Errorf(media.NotFound, "video not found")
	}
	if err != nil {
		return media.Video{}, fmt.Errorf("get video %d: %w", seq, err)
	}
	return v, nil
}

// BySlug loads a video of any project, also a deleted one, by its slug: for viewers.
func (c *Catalog) BySlug(ctx context.Context, slug string) (media.Video, error) {
	return c.store.VideoBySlug(ctx, slug)
}

// List returns a page of a project's videos, newest first, and how many match.
func (c *Catalog) List(ctx context.Context, f Filter) ([]media.Video, int, error) {
	return c.store.Videos(ctx, f)
}

// Update applies a patch.
func (c *Catalog) Update(ctx context.Context, projectID int64, id string, p Patch) (media.Video, error) {
	return c.store.UpdateVideo(ctx, projectID, id, p)
}

// Move puts videos into a collection, "" for none, all or nothing.
func (c *Catalog) Move(ctx context.Context, projectID int64, ids []string, collectionID string) error {
	return c.store.MoveVideos(ctx, projectID, ids, collectionID)
}

// Delete puts a video into the bin if the rule lets it. What the rule says is
// the error; a refusal is told to webhooks.
func (c *Catalog) Delete(ctx context.Context, projectID int64, id string, rule func(media.Video) error) error {
	return c.store.DeleteVideo(ctx, projectID, id, rule)
}

// Restore takes a video out of the bin.
func (c *Catalog) Restore(ctx context.Context, projectID int64, id string) error {
	return c.store.RestoreVideo(ctx, projectID, id)
}

// Erase deletes a video for good; see [BinStore].
func (c *Catalog) Erase(ctx context.Context, projectID int64, id string) error {
	return c.store.EraseVideo(ctx, projectID, id)
}

// CreateCollection makes a collection in another one, "" for none.
func (c *Catalog) CreateCollection(ctx context.Context, projectID int64, name, parentID string) (media.Collection, error) {
	now := c.now().UTC().Truncate(time.Microsecond)
	return c.store.CreateCollection(ctx, media.Collection{
		ID: media.NewObjectID(now), ProjectID: projectID, ParentID: parentID, Name: name, CreatedAt: now, UpdatedAt: now,
	})
}

// MoveCollection puts a collection into another one; see [CollectionStore].
func (c *Catalog) MoveCollection(ctx context.Context, projectID int64, id, parentID string) (media.Collection, error) {
	return c.store.MoveCollection(ctx, projectID, id, parentID)
}

// Collection loads a collection.
func (c *Catalog) Collection(ctx context.Context, projectID int64, id string) (media.Collection, error) {
	return c.store.Collection(ctx, projectID, id)
}

// Collections returns a page of collections, newest first, and how many there are.
func (c *Catalog) Collections(ctx context.Context, projectID int64, offset, limit int) ([]media.Collection, int, error) {
	return c.store.Collections(ctx, projectID, offset, limit)
}

// RenameCollection gives a collection another name.
func (c *Catalog) RenameCollection(ctx context.Context, projectID int64, id, name string) (media.Collection, error) {
	return c.store.RenameCollection(ctx, projectID, id, name)
}

// DeleteTree removes a collection with everything below it; see [BinStore].
func (c *Catalog) DeleteTree(ctx context.Context, projectID int64, collectionID string) error {
	return c.store.DeleteTree(ctx, projectID, collectionID)
}

// DeleteCollection removes a collection; its videos stay.
func (c *Catalog) DeleteCollection(ctx context.Context, projectID int64, id string) error {
	return c.store.DeleteCollection(ctx, projectID, id)
}
