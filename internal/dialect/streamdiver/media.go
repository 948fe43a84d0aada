package streamdiver

import (
	"context"
	"slices"

	"github.com/tributary-video/tributary/internal/catalog"
	"github.com/tributary-video/tributary/internal/media"
)

// isMedia reports whether a video is a media to this API: it has had its source, and what came of
// that is here or in the bin.
func isMedia(v media.Video) bool {
	state := v.State
	if state == media.Deleted {
		state = v.PriorState
	}
	return v.PurgedAt == nil && slices.Contains(mediaStates(), state)
}

// findMedia loads a media of a project, also one of the bin.
func (d *Dialect) findMedia(ctx context.Context, project int64, id string) (media.Video, error) {
	uuid, ok := media.ParseUUID(id)
	if !ok {
		return media.Video{}, notFound("media")
	}
	v, err := d.cfg.Catalog.Find(ctx, uuid)
	if err == nil && (v.ProjectID != project || !isMedia(v)) {
		err = notFound("media")
	}
	return v, absent(err, "media")
}

// media loads the media that the path names.
func (d *Dialect) media(c call) (media.Video, error) {
	return d.findMedia(c.Context(), c.project, c.PathValue("id"))
}

// living is media for what the bin does not allow.
func (d *Dialect) living(c call) (media.Video, error) {
	v, err := d.media(c)
	if err == nil && v.State == media.Deleted {
		err = conflict("media", mediaSoftDeleted)
	}
	return v, err
}

// replyMedia answers with a media.
func (d *Dialect) replyMedia(c call, v media.Video) (reply, error) {
	w, err := d.view(c.Context(), c)
	if err != nil {
		return reply{}, err
	}
	name, err := fileName(c.Context(), d.cfg.Catalog, v)
	return ok(w.media(v, name)), err
}

// getMedia also tells how the player looks in a channel that the query names.
func (d *Dialect) getMedia(c call) (reply, error) {
	v, err := d.media(c)
	if err != nil {
		return reply{}, err
	}
	answer, err := d.replyMedia(c, v)
	id := c.URL.Query().Get(fieldChannel)
	if err != nil || id == "" {
		return answer, err
	}
	ch, err := d.findChannel(c.Context(), c.project, id)
	if isNotFound(err) {
		return reply{}, invalid(fieldChannel, unknown)
	}
	if err != nil {
		return reply{}, err
	}
	body, _ := answer.data.(mediaBody)
	body.PlayerDesign = ch.kept.design()
	return ok(body), nil
}

// updateMedia leaves what is absent as it is.
func (d *Dialect) updateMedia(c call) (reply, error) {
	v, err := d.living(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	patch, err := d.readMediaPatch(c, a)
	if err == nil {
		err = a.err()
	}
	if err != nil {
		return reply{}, err
	}
	v, err = d.cfg.Catalog.Update(c.Context(), c.project, v.ID, patch)
	if err != nil {
		return reply{}, absent(err, "media")
	}
	return d.replyMedia(c, v)
}

// readMediaPatch reads what may be changed of a media. What is wrong with it is in a's faults.
func (d *Dialect) readMediaPatch(c call, a *attributes) (catalog.Patch, error) {
	var p catalog.Patch
	if a.has("channelIds") {
		var err error
		if p, err = d.readChannels(c, a); err != nil {
			return p, err
		}
	}
	if name, ok := a.text("name", maxName); ok {
		if name == "" {
			a.faults.add("name", "must not be empty")
		}
		p.Title = &name
	}
	if text, ok := a.lines("description", maxDescription); ok {
		p.Description = &text
	}
	if tags, ok := a.tags("tags"); ok {
		p.Tags = &tags
	}
	return p, nil
}

// readChannels reads the channels that a media is to be in. None mean the default one.
func (d *Dialect) readChannels(c call, a *attributes) (catalog.Patch, error) {
	var ids, collections []string
	if !a.read("channelIds", "an array of texts", &ids) {
		return catalog.Patch{}, nil
	}
	if len(ids) > maxChannels {
		a.faults.add("channelIds", "too many")
		return catalog.Patch{}, nil
	}
	for _, id := range ids {
		ch, err := d.findChannel(c.Context(), c.project, id)
		if isNotFound(err) {
			a.faults.add("channelIds", unknown)
			return catalog.Patch{}, nil
		}
		if err != nil {
			return catalog.Patch{}, err
		}
		collections = append(collections, ch.collection)
	}
	return d.placed(c.Context(), c.project, collections)
}

// fileName is what the sender called the file. A media that another API made has the name that its
// bytes give it.
func fileName(ctx context.Context, documents Documents, v media.Video) (string, error) {
	var record uploadRecord
	_, err := documents.FindDocument(ctx, uploadKind, v.ID, &record)
	switch {
	case media.KindOf(err) == media.NotFound:
		return v.Filename(), nil
	case err != nil:
		return "", err
	}
	return record.FileName, nil
}
