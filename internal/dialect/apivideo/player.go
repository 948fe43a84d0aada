package apivideo

import (
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

const (
	kindPlayer   = Name + ".player"
	playerPrefix = "pl"

	maxPlayerName = 100 // characters
	maxColour     = 100 // bytes; the longest a browser writes has 40
)

func (d *Dialect) createPlayer(c call) (reply, error) {
	look := defaultLook()
	if err := c.decodeLook(&look); err != nil {
		return reply{}, err
	}
	doc := media.Document{ID: playerPrefix + media.RandomID(), ProjectID: c.project, Kind: kindPlayer}
	return d.savePlayer(c, http.StatusCreated, doc, playerRecord{playerLook: look})
}

func (d *Dialect) getPlayer(c call) (reply, error) {
	doc, record, err := d.player(c)
	return reply{http.StatusOK, c.showPlayer(doc, record)}, err
}

// patchPlayer leaves what is absent or null as it is.
func (d *Dialect) patchPlayer(c call) (reply, error) {
	doc, record, err := d.player(c)
	if err != nil {
		return reply{}, err
	}
	if err := c.decodeLook(&record.playerLook); err != nil {
		return reply{}, err
	}
	return d.savePlayer(c, http.StatusOK, doc, record)
}

func (d *Dialect) deletePlayer(c call) (reply, error) {
	_, record, err := d.player(c)
	if err != nil {
		return reply{}, err
	}
	answer, err := d.deleteDocument(c, kindPlayer, "playerId")
	if err == nil {
		d.forget(c, record.Logo)
	}
	return answer, err
}

func (d *Dialect) listPlayers(c call) (reply, error) {
	return listDocuments(d, c, listing[playerRecord, playerBody]{
		kind: kindPlayer, sorts: []string{"createdAt", "name", "updatedAt"},
		name: func(r playerRecord) string { return strings.ToLower(r.Name) },
		show: c.showPlayer,
	})
}

// player loads the player that the path names.
func (d *Dialect) player(c call) (media.Document, playerRecord, error) {
	var record playerRecord
	doc, err := d.cfg.Catalog.Document(c.Context(), c.project, kindPlayer, c.PathValue("playerId"), &record)
	return doc, record, absent(err, "playerId")
}

func (d *Dialect) savePlayer(c call, status int, doc media.Document, record playerRecord) (reply, error) {
	doc, err := d.cfg.Catalog.PutDocument(c.Context(), doc, record, 0)
	return reply{status, c.showPlayer(doc, record)}, err
}

// decodeLook reads the body over a look.
func (c call) decodeLook(look *playerLook) error {
	if err := c.decode(look); err != nil {
		return err
	}
	look.Name = dialect.CleanText(look.Name)
	var f faults
	if utf8.RuneCountInString(look.Name) > maxPlayerName {
		f.refuse("name", "Must have at most 100 characters.")
	}
	for _, colour := range look.colours() {
		if !isColour(*colour.value) {
			f.refuse(colour.name, "Must be a colour such as rgba(255, 255, 255, 1).")
		}
	}
	return f.err()
}

// refuse adds an invalid attribute.
func (f *faults) refuse(name, detail string) {
	if problem, ok := errors.AsType[fault](invalid(name, detail)); ok {
		f.add(problem)
	}
}

// isColour accepts whatever CSS may call a colour, and nothing with which a value in a
// style sheet could end, hold a comment or a quote, or name another place.
func isColour(text string) bool {
	return len(text) <= maxColour && strings.Trim(text, " ") != "" && strings.IndexFunc(text, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("#%(),.- ", r)
	}) < 0
}
