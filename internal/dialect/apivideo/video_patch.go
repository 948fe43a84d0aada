package apivideo

import (
	"encoding/json"
	"strings"

	"golang.org/x/text/language"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// readPatch reads the attributes that PATCH and POST share. What is wrong with them is in
// a.faults; an error is trouble of our own.
func (d *Dialect) readPatch(c call, a *attributes) (catalog.Patch, error) {
	p := catalog.Patch{Title: a.title(), Tags: a.tags(), AllMeta: a.metadata()}
	if text, ok := a.text("description"); ok {
		p.Description = &text
	}
	if public, ok := a.flag("public"); ok {
		privacy := media.Private
		if public {
			privacy = media.Public
		}
		p.Privacy = &privacy
	}
	player, err := d.readPlayer(c, a)
	if err != nil {
		return p, err
	}
	changes := append(a.wishes(), player, a.language())
	p.Wishes = func(w *media.Wishes) {
		for _, change := range changes {
			change(w)
		}
	}
	return p, nil
}

// wish changes what is wanted of a video.
type wish func(w *media.Wishes)

func noWish(*media.Wishes) {}

// wishes are those that are true or false. transcriptSummary and its attributes are
// accepted without effect (contract section 3.3).
func (a *attributes) wishes() []wish {
	var all []wish
	if on, ok := a.flag("panoramic"); ok {
		all = append(all, func(w *media.Wishes) { w.Panoramic = on })
	}
	if on, ok := a.flag("mp4Support"); ok {
		all = append(all, func(w *media.Wishes) { w.NoDownload = !on })
	}
	if on, ok := a.flag("transcript"); ok {
		all = append(all, func(w *media.Wishes) { w.Transcript = on })
	}
	return all
}

// language is a tag of RFC 5646; null takes it away.
func (a *attributes) language() wish {
	text, ok := a.text("language")
	if !ok && !a.isNull("language") {
		return noWish
	}
	if ok {
		if !isLanguage(text) {
			a.invalid("language", `Must be a language tag such as "en" or "fr-CA".`)
			return noWish
		}
	}
	return func(w *media.Wishes) { w.Language = text }
}

func isLanguage(text string) bool {
	if len(text) > maxLabel || strings.Contains(text, "_") { // the parser takes that for a dash
		return false
	}
	_, err := language.Parse(text)
	return err == nil
}

// readPlayer reads the look of the player, which must be there; null takes it away.
func (d *Dialect) readPlayer(c call, a *attributes) (wish, error) {
	id, ok := a.text("playerId")
	if !ok && !a.isNull("playerId") {
		return noWish, nil
	}
	if ok {
		var look json.RawMessage
		_, err := d.cfg.Catalog.Document(c.Context(), c.project, kindPlayer, id, &look)
		if media.KindOf(err) == media.NotFound {
			a.invalid("playerId", "No such player.")
			return noWish, nil
		}
		if err != nil {
			return noWish, err
		}
	}
	return func(w *media.Wishes) { w.PlayerID = id }, nil
}
