package streamdiver

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// maxDesign is how large the design of a player may be, in bytes. It is kept unread.
const maxDesign = 64 << 10

func (d *Dialect) createChannel(c call) (reply, error) {
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	name, given := a.channelName()
	if !given {
		a.faults.add("name", "is required")
	}
	record := channelRecord{}
	a.describe(&record)
	if a.has("visibility") {
		record.Visibility = a.visibility()
	}
	if err := a.err(); err != nil {
		return reply{}, err
	}
	collection, err := d.cfg.Catalog.CreateCollection(c.Context(), c.project, name, "")
	if err != nil {
		return reply{}, err
	}
	ch := channelOf(collection)
	ch.kept = record
	if err := d.keepChannel(c.Context(), &ch); err != nil {
		return reply{}, err
	}
	return created(ch.show()), nil
}

// channelName reads a name. An empty one is refused.
func (a *attributes) channelName() (string, bool) {
	name, given := a.text("name", maxName)
	if given && name == "" {
		a.faults.add("name", "must not be empty")
	}
	return name, given
}

// describe reads what is kept of a channel and may be changed like its name.
func (a *attributes) describe(r *channelRecord) {
	if text, ok := a.lines("description", maxDescription); ok {
		r.Description = text
	}
	var design json.RawMessage
	if a.read("playerDesign", "JSON", &design) {
		if len(design) > maxDesign {
			a.faults.add("playerDesign", "is too large")
		}
		r.PlayerDesign = design
	}
}

func (a *attributes) visibility() string {
	text, _ := a.text("visibility", maxName)
	words := []string{visibilityPrivate, visibilityShared, visibilityPublic}
	if !slices.Contains(words, text) {
		a.faults.add("visibility", "must be one of "+strings.Join(words, ", "))
	}
	return text
}

// channel loads the channel that the path names.
func (d *Dialect) channel(c call) (channel, error) {
	return d.findChannel(c.Context(), c.project, c.PathValue("id"))
}

func (d *Dialect) getChannel(c call) (reply, error) {
	ch, err := d.channel(c)
	return ok(ch.show()), err
}

// updateChannel leaves what is absent as it is. Who may see is changed by setVisibility alone.
func (d *Dialect) updateChannel(c call) (reply, error) {
	ch, err := d.channel(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	name, named := a.channelName()
	a.describe(&ch.kept)
	if err := a.err(); err != nil {
		return reply{}, err
	}
	switch {
	case named && ch.collection == "":
		ch.kept.Name = name
	case named:
		renamed, err := d.cfg.Catalog.RenameCollection(c.Context(), c.project, ch.collection, name)
		if err != nil {
			return reply{}, absent(err, "channel")
		}
		ch.name = renamed.Name
	}
	if err := d.keepChannel(c.Context(), &ch); err != nil {
		return reply{}, err
	}
	return ok(ch.show()), nil
}

// deleteChannel takes the media out of a channel and removes it. It goes last: after a crash in
// between the same request ends the work.
func (d *Dialect) deleteChannel(c call) (reply, error) {
	ch, err := d.channel(c)
	if err != nil {
		return reply{}, err
	}
	if ch.collection == "" {
		return reply{}, fault{status: http.StatusConflict, message: "the default channel cannot be deleted"}
	}
	if err := d.leaveChannel(c.Context(), ch); err != nil {
		return reply{}, err
	}
	if err := d.cfg.Catalog.DeleteCollection(c.Context(), c.project, ch.collection); err != nil {
		return reply{}, absent(err, "channel")
	}
	err = d.cfg.Catalog.DeleteDocument(c.Context(), c.project, channelKind, ch.id())
	if err != nil && media.KindOf(err) != media.NotFound {
		return reply{}, err
	}
	return ok(nil), nil
}

// setVisibility also changes who may watch the media of the channel.
func (d *Dialect) setVisibility(c call) (reply, error) {
	ch, err := d.channel(c)
	if err != nil {
		return reply{}, err
	}
	a, err := c.attributes()
	if err != nil {
		return reply{}, err
	}
	ch.kept.Visibility = a.visibility()
	if err := a.err(); err != nil {
		return reply{}, err
	}
	if err := d.keepChannel(c.Context(), &ch); err != nil {
		return reply{}, err
	}
	return ok(ch.show()), d.settleChannel(c.Context(), ch)
}
