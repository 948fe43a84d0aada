package native

import (
	"context"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	maxMeta      = 64   // entries of one video, whoever made them
	maxMetaKey   = 64   // characters
	maxMetaValue = 1024 // characters
)

type videoPatch struct {
	ID   string `path:"id" doc:"The video's id"`
	Body struct {
		Title      *string           `json:"title,omitempty" minLength:"1" maxLength:"128" doc:"One line"`
		Privacy    *media.Privacy    `json:"privacy,omitempty" enum:"public,private" doc:"Who may watch"`
		Collection collectionChoice  `json:"collection,omitempty" doc:"A collection's id; null takes the video out of its collection"`
		Meta       map[string]string `json:"meta,omitempty" maxProperties:"64" doc:"Entries to add or replace; the others stay. A video has at most 64, keys of 64 and values of 1024 characters"`
	} `nameHint:"VideoPatch"`
}

// collectionChoice tells null, no collection, from a field that is not there.
type collectionChoice struct{ dialect.Optional[string] }

// Schema implements huma.SchemaProvider.
func (collectionChoice) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Pattern: "^[0-9a-f]{24}$"}
}

func (a *API) updateVideo(ctx context.Context, c call, in *videoPatch) (*answer[video], error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	p := catalog.Patch{Privacy: in.Body.Privacy}
	if in.Body.Title != nil {
		title, err := cleanName("title", *in.Body.Title)
		if err != nil {
			return nil, err
		}
		p.Title = &title
	}
	if choice := in.Body.Collection; choice.Set {
		p.CollectionID = new("")
		if choice.Value != nil {
			p.CollectionID = choice.Value
		}
	}
	if p.Meta, err = a.mergedMeta(ctx, c, id, in.Body.Meta); err != nil {
		return nil, err
	}
	v, err := a.cfg.Catalog.Update(ctx, c.project, id, p)
	if err != nil {
		return nil, err
	}
	return &answer[video]{c.view.whole(v)}, nil
}

// mergedMeta cleans new entries and makes sure that the video has room for them.
// Two requests at once may both find the last place free, which does no harm.
func (a *API) mergedMeta(ctx context.Context, c call, id string, sent map[string]string) (map[string]string, error) {
	if len(sent) == 0 {
		return nil, nil
	}
	v, err := a.cfg.Catalog.Get(ctx, c.project, id)
	if err != nil {
		return nil, err
	}
	clean, total := map[string]string{}, len(v.Meta)
	for key, value := range sent {
		if key == "" || key != dialect.CleanText(key) || utf8.RuneCountInString(key) > maxMetaKey {
			return nil, media.Errorf(media.Invalid, "a key in meta is empty, has odd characters or is longer than %d", maxMetaKey)
		}
		if utf8.RuneCountInString(value) > maxMetaValue {
			return nil, media.Errorf(media.Invalid, "a value in meta is longer than %d characters", maxMetaValue)
		}
		clean[key] = dialect.CleanText(value)
		if _, known := v.Meta[key]; !known {
			total++
		}
	}
	if total > maxMeta {
		return nil, media.Errorf(media.Invalid, "meta has room for %d entries", maxMeta)
	}
	return clean, nil
}
