package streamdiver

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// The first channel of a media is the collection that it lies in, which other APIs show, too; the
// further ones are a wish of its. "" is the default channel: that of videos in no collection.

// collectionsOf are the channels of a media as collections, the one it lies in first, each once:
// another API may have moved it to where it was shown already.
func collectionsOf(v media.Video) []string {
	all := []string{v.CollectionID}
	for _, collection := range v.Wishes.Collections {
		if !slices.Contains(all, collection) {
			all = append(all, collection)
		}
	}
	return all
}

// placing is what changes of a video that is put into a channel and no other: its collection and
// who may watch. A channel of "" is the default one; one that the project does not have is
// media.NotFound.
func (d *Dialect) placing(ctx context.Context, project int64, channel string) (catalog.Patch, error) {
	if channel == "" {
		return d.placed(ctx, project, nil)
	}
	found, err := d.findChannel(ctx, project, channel)
	if err != nil {
		return catalog.Patch{}, err
	}
	return d.placed(ctx, project, []string{found.collection})
}

// placed is what changes of a video that is put into these channels and no others.
func (d *Dialect) placed(ctx context.Context, project int64, collections []string) (catalog.Patch, error) {
	seen, err := d.visible(ctx, project, collections)
	return seen.place(collections), err
}

// visibleChannels are the channels of a project that others may see, as collections.
type visibleChannels map[string]bool

// visible finds out which of some channels others may see, the default one included.
func (d *Dialect) visible(ctx context.Context, project int64, collections []string) (visibleChannels, error) {
	ids := map[string]string{} // of channels to collections
	for _, collection := range append([]string{""}, collections...) {
		ids[channelID(project, collection)] = collection
	}
	docs, err := d.cfg.Records.DocumentsOf(ctx, channelKind, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return nil, fmt.Errorf("visible channels: %w", err)
	}
	seen := visibleChannels{}
	for _, doc := range docs {
		var record channelRecord
		if err := json.Unmarshal(doc.Body, &record); err != nil {
			return nil, fmt.Errorf("read channel %s: %w", doc.ID, err)
		}
		if record.visibility() != visibilityPrivate {
			seen[ids[doc.ID]] = true
		}
	}
	return seen, nil
}

// visibleOf is visible for all channels that some media are in.
func (d *Dialect) visibleOf(ctx context.Context, project int64, videos ...media.Video) (visibleChannels, error) {
	var all []string
	for _, v := range videos {
		all = append(all, collectionsOf(v)...)
	}
	return d.visible(ctx, project, all)
}

// privacy is that of a media in these channels: public if any of them can be seen.
func (s visibleChannels) privacy(collections []string) media.Privacy {
	if slices.ContainsFunc(collections, func(c string) bool { return s[c] }) {
		return media.Public
	}
	return media.Private
}

// place is what changes of a video that is put into these channels and no others. None mean the
// default one. A collection comes first, if there is one: only that can be lain in.
func (s visibleChannels) place(collections []string) catalog.Patch {
	all := []string{}
	for _, collection := range collections {
		if !slices.Contains(all, collection) {
			all = append(all, collection)
		}
	}
	if len(all) == 0 {
		all = []string{""}
	}
	if i := slices.IndexFunc(all, func(c string) bool { return c != "" }); i > 0 {
		all[0], all[i] = all[i], all[0]
	}
	privacy, further := s.privacy(all), all[1:]
	return catalog.Patch{CollectionID: &all[0], Privacy: &privacy, Wishes: func(w *media.Wishes) { w.Collections = slices.Clone(further) }}
}
