package streamdiver

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	channelKind = Name + ".channel"

	// maxChannels is how many channels a list looks at; nobody has more.
	maxChannels = 10_000
	// unknown is what is wrong with the id of a channel that the project does not have.
	unknown = "unknown"
)

// findChannel loads a channel of a project by its id.
func (d *Dialect) findChannel(ctx context.Context, project int64, id string) (channel, error) {
	collection, known := collectionOf(project, id)
	if !known {
		return channel{}, notFound("channel")
	}
	ch, err := d.bareChannel(ctx, project, collection)
	if err != nil {
		return ch, absent(err, "channel")
	}
	var record channelRecord
	doc, err := d.cfg.Catalog.Document(ctx, project, channelKind, ch.id(), &record)
	if media.KindOf(err) == media.NotFound {
		return ch, nil
	}
	ch.keep(doc, record)
	return ch, err
}

// bareChannel is a channel without what is kept. The default one is as old as its project.
func (d *Dialect) bareChannel(ctx context.Context, project int64, collection string) (channel, error) {
	if collection != "" {
		found, err := d.cfg.Catalog.Collection(ctx, project, collection)
		return channelOf(found), err
	}
	p, err := d.cfg.Media.Projects.Project(ctx, project)
	if err != nil {
		return channel{}, fmt.Errorf("load project %d: %w", project, err)
	}
	return channel{project: project, name: defaultChannelName, created: p.CreatedAt, updated: p.CreatedAt}, nil
}

// channels are all of a project, the newest first and the default one last.
func (d *Dialect) channels(ctx context.Context, project int64) ([]channel, error) {
	collections, _, err := d.cfg.Catalog.Collections(ctx, project, 0, maxChannels)
	if err != nil {
		return nil, err
	}
	records, err := d.channelRecords(ctx, project)
	if err != nil {
		return nil, err
	}
	all := make([]channel, 0, len(collections)+1)
	for _, c := range collections {
		all = append(all, channelOf(c))
	}
	standard, err := d.bareChannel(ctx, project, "")
	if err != nil {
		return nil, err
	}
	all = append(all, standard)
	for i := range all {
		if kept, ok := records[all[i].id()]; ok {
			all[i].keep(kept.Document, kept.record)
		}
	}
	return all, nil
}

// keptChannel is the document of a channel.
type keptChannel struct {
	media.Document

	record channelRecord
}

// channelRecords are what is kept of the channels of a project, by their ids.
func (d *Dialect) channelRecords(ctx context.Context, project int64) (map[string]keptChannel, error) {
	docs, err := d.cfg.Catalog.Documents(ctx, project, channelKind)
	if err != nil {
		return nil, err
	}
	records := map[string]keptChannel{}
	for _, doc := range docs {
		kept := keptChannel{Document: doc}
		if err := json.Unmarshal(doc.Body, &kept.record); err != nil {
			return nil, fmt.Errorf("read channel %s: %w", doc.ID, err)
		}
		records[doc.ID] = kept
	}
	return records, nil
}

// keepChannel stores what a channel has beyond its collection.
func (d *Dialect) keepChannel(ctx context.Context, ch *channel) error {
	doc := media.Document{ID: ch.id(), ProjectID: ch.project, Kind: channelKind, CreatedAt: ch.created}
	doc, err := d.cfg.Catalog.PutDocument(ctx, doc, ch.kept, 0)
	if err != nil {
		return fmt.Errorf("keep channel %s: %w", ch.id(), err)
	}
	ch.keep(doc, ch.kept)
	return nil
}
