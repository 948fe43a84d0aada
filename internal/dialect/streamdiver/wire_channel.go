package streamdiver

import (
	"encoding/json"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// Who may see what is in a channel.
const (
	visibilityPrivate = "private" // the viewers who are given a signature
	visibilityShared  = "shared"  // whoever has the address
	visibilityPublic  = "public"
)

// defaultChannelName is the name of the default channel until it is given another.
const defaultChannelName = "Default"

// channelBody is a channel on the wire (contract section 3.5).
type channelBody struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	Description  *string         `json:"description"`
	Type         string          `json:"type"` // always "group": those of users are made by the vendor's sign-in
	Visibility   string          `json:"visibility"`
	IsDefault    bool            `json:"isDefault"`
	PlayerDesign json.RawMessage `json:"playerDesign"`
	Members      []struct{}      `json:"members"` // there are no users to be members
	Created      string          `json:"created"`
	Updated      string          `json:"updated"`
}

// channelRecord is what a channel has beyond a collection: a document with the id of the channel.
type channelRecord struct {
	Name         string          `json:"name,omitempty"` // of the default channel, which is no collection
	Description  string          `json:"description,omitempty"`
	Visibility   string          `json:"visibility,omitempty"` // "" = private
	PlayerDesign json.RawMessage `json:"player_design,omitempty"`
}

func (r channelRecord) visibility() string {
	if r.Visibility == "" {
		return visibilityPrivate
	}
	return r.Visibility
}

// design is any JSON that a client gave, null before.
func (r channelRecord) design() json.RawMessage {
	if r.PlayerDesign == nil {
		return json.RawMessage(`null`)
	}
	return r.PlayerDesign
}

// channel is a collection as this API knows it.
type channel struct {
	project    int64
	collection string // "" = the default channel
	name       string
	created    time.Time
	updated    time.Time
	kept       channelRecord
}

func (ch channel) id() string { return channelID(ch.project, ch.collection) }

// channelOf is the channel that a collection is, without what is kept.
func channelOf(c media.Collection) channel {
	return channel{project: c.ProjectID, collection: c.ID, name: c.Name, created: c.CreatedAt, updated: c.UpdatedAt}
}

// keep adds what a document says.
func (ch *channel) keep(doc media.Document, r channelRecord) {
	ch.kept = r
	if r.Name != "" && ch.collection == "" {
		ch.name = r.Name
	}
	if doc.UpdatedAt.After(ch.updated) {
		ch.updated = doc.UpdatedAt
	}
}

func (ch channel) show() channelBody {
	return channelBody{
		ID: ch.id(), Name: ch.name, Description: orNull(ch.kept.Description), Type: "group", Visibility: ch.kept.visibility(),
		IsDefault: ch.collection == "", PlayerDesign: ch.kept.design(), Members: []struct{}{},
		Created: formatTime(ch.created), Updated: formatTime(ch.updated),
	}
}
