package gcore

import (
	"cmp"
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// wantCaptions lets the captions be made that the wishes of a video ask for. Without an engine, wishes of
// videos have no effect.
func (d *Dialect) wantCaptions(ctx context.Context, v media.Video) error {
	engine := d.cfg.Transfer.Transcriber
	if engine == nil || !v.Wishes.Transcript {
		return nil
	}
	return engine.WantCaptions(ctx, v.ProjectID, v.ID)
}

// hearSubtitle lets a subtitle be made from speech. The vendor does not say what it answers while there is
// none: here it is what there will be, without a text and with the id 0, which no subtitle has.
func (d *Dialect) hearSubtitle(c call, v media.Video, s newSubtitle) (reply, error) {
	if d.cfg.Transfer.Transcriber == nil {
		return reply{}, featureDisabled()
	}
	v, err := d.cfg.Catalog.Update(c.Context(), c.project, v.ID, catalog.Patch{Wishes: edited([]edit{s.speech})})
	if err == nil {
		err = d.wantCaptions(c.Context(), v)
	}
	if err != nil {
		return reply{}, err
	}
	texts, err := d.cfg.Catalog.Texts(c.Context(), v.ID, media.Captions)
	if err != nil {
		return reply{}, err
	}
	wanted := v.Wishes.TranscriptLanguage
	made := func(t media.Text) bool { return t.Generated && (wanted == "" || wanted == t.Language) }
	if i := slices.IndexFunc(texts, made); i >= 0 {
		body, err := d.showSubtitle(c, texts[i])
		return ok(body), err
	}
	language := cmp.Or(wanted, s.language, speech.Undetermined)
	return ok(subtitleBody{Name: languageName(language) + " (AI-generated)", Language: languageCode(language)}), nil
}
