package gcore

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

func (d *Dialect) listPlaylists(c call) (reply, error) {
	docs, err := d.cfg.Catalog.Documents(c.Context(), c.project, kindPlaylist)
	if err != nil {
		return reply{}, err
	}
	wanted := c.page()
	total := len(docs)
	docs = docs[min(total, wanted.offset()):]
	docs = docs[:min(len(docs), wanted.size)]
	list := make([]playlistBody, len(docs))
	for i, doc := range docs {
		var each playlist
		if err := json.Unmarshal(doc.Body, &each); err != nil {
			return reply{}, fmt.Errorf("read playlist %s: %w", doc.ID, err)
		}
		list[i] = each.show(c.base, doc)
	}
	answer := ok(list)
	answer.header = wanted.header(total)
	return answer, nil
}

func (d *Dialect) createPlaylist(c call) (reply, error) {
	id, err := d.freePlaylistID(c)
	if err != nil {
		return reply{}, err
	}
	p := playlist{Active: true, Type: liveList, StartTime: d.cfg.Now().UTC().Truncate(time.Second)}
	return d.savePlaylist(c, media.Document{ID: id, ProjectID: c.project, Kind: kindPlaylist}, p)
}

func (d *Dialect) getPlaylist(c call) (reply, error) {
	doc, p, err := d.playlist(c)
	if err != nil {
		return reply{}, err
	}
	return ok(p.show(c.base, doc)), nil
}

func (d *Dialect) updatePlaylist(c call) (reply, error) {
	doc, p, err := d.playlist(c)
	if err != nil {
		return reply{}, err
	}
	return d.savePlaylist(c, doc, p)
}

func (d *Dialect) deletePlaylist(c call) (reply, error) {
	doc, _, err := d.playlist(c)
	if err == nil {
		err = d.cfg.Catalog.DeleteDocument(c.Context(), c.project, kindPlaylist, doc.ID)
	}
	return noContent(), err
}

// listPlaylistVideos answers with the videos in their order. One that was deleted is left out.
func (d *Dialect) listPlaylistVideos(c call) (reply, error) {
	_, p, err := d.playlist(c)
	if err != nil {
		return reply{}, err
	}
	found, err := d.bySeqs(c, p.Videos)
	if err != nil {
		return reply{}, err
	}
	list := []listedVideo{}
	directories := d.directoryNumbers(c)
	for _, id := range p.Videos {
		v, there := found[id]
		if !there {
			continue
		}
		item, err := d.listItem(c, v, directories)
		if err != nil {
			return reply{}, err
		}
		list = append(list, item)
	}
	return ok(list), nil
}

// savePlaylist writes the body of a request over a playlist.
func (d *Dialect) savePlaylist(c call, doc media.Document, p playlist) (reply, error) {
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	p.read(a)
	if a.has("video_ids") {
		if err := d.checkPlaylistVideos(c, a, p.Videos); err != nil {
			return reply{}, err
		}
	}
	if err := a.faults.err(); err != nil {
		return reply{}, err
	}
	doc, err = d.cfg.Catalog.PutDocument(c.Context(), doc, p, 0)
	if err != nil {
		return reply{}, err
	}
	return ok(p.show(c.base, doc)), nil
}

// checkPlaylistVideos adds a fault when one of the videos is not there.
func (d *Dialect) checkPlaylistVideos(c call, a *attributes, ids []int64) error {
	found, err := d.bySeqs(c, ids)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(ids, func(id int64) bool { _, there := found[id]; return !there }) {
		a.fault("video_ids", unknown)
	}
	return nil
}

// playlist loads the playlist that the path names by {id}.
func (d *Dialect) playlist(c call) (media.Document, playlist, error) {
	var p playlist
	number, err := c.number("id")
	if err != nil {
		return media.Document{}, p, err
	}
	doc, err := d.cfg.Catalog.Document(c.Context(), c.project, kindPlaylist, playlistID(c.project, number), &p)
	return doc, p, err
}

// freePlaylistID draws a number until it finds one that the project has not given. Documents
// have no numbers of their own, and two that counted on would give the same.
func (d *Dialect) freePlaylistID(c call) (string, error) {
	for {
		id := playlistID(c.project, 1+rand.Int64N(maxID)) //nolint:gosec // a name, not a secret
		_, err := d.cfg.Catalog.FindDocument(c.Context(), kindPlaylist, id, &playlist{})
		if media.KindOf(err) == media.NotFound {
			return id, nil
		}
		if err != nil {
			return "", err
		}
	}
}
