package gcore

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

const (
	kindPlaylist = "gcore.playlist"
	// maxPlaylist is how many videos a playlist has at most (contract section 3.5).
	maxPlaylist = 128

	liveList = "live" // a window that moves on from start_time
	vodList  = "vod"  // all videos, one after the other
)

// playlist is what is kept of a playlist.
type playlist struct {
	Name      string    `json:"name"`
	Active    bool      `json:"active"`
	StartTime time.Time `json:"start_time"`
	Loop      bool      `json:"loop"`
	Videos    []int64   `json:"videos"` // their numbers, in order; one may repeat
	User      *string   `json:"user,omitempty"`
	Countdown bool      `json:"countdown"`
	Type      string    `json:"type"` // liveList or vodList
}

// playlistBody is a playlist on the wire.
type playlistBody struct {
	ID           int64           `json:"id"`
	Name         string          `json:"name"`
	ClientID     int64           `json:"client_id"`
	Active       bool            `json:"active"`
	StartTime    string          `json:"start_time"`
	Loop         bool            `json:"loop"`
	VideoIDs     []int64         `json:"video_ids"`
	AdID         *int64          `json:"ad_id"`
	PlayerID     *int64          `json:"player_id"`
	ClientUserID json.RawMessage `json:"client_user_id"`
	Countdown    bool            `json:"countdown"`
	PlaylistType string          `json:"playlist_type"`
	HLSURL       string          `json:"hls_url"`
	HLSCMAFURL   string          `json:"hls_cmaf_url"`
	IframeURL    string          `json:"iframe_url"`
}

// show is a playlist on the wire. base is the start of public URLs.
func (p playlist) show(base string, doc media.Document) playlistBody {
	id, _ := playlistNumber(doc.ID)
	page := fmt.Sprintf("%s/playlists/%s", base, doc.ID)
	meta := map[string]string{}
	if p.User != nil {
		meta[userKey] = *p.User
	}
	return playlistBody{
		ID: id, Name: p.Name, ClientID: doc.ProjectID, Active: p.Active, StartTime: formatSeconds(p.StartTime), Loop: p.Loop,
		VideoIDs: append([]int64{}, p.Videos...), ClientUserID: clientUserID(meta), Countdown: p.Countdown, PlaylistType: p.Type,
		HLSURL: page + "/master.m3u8", HLSCMAFURL: page + "/master-cmaf.m3u8", IframeURL: page,
	}
}

// playlistID is what a document is called that has a project's playlist of a number.
func playlistID(project, number int64) string { return fmt.Sprintf("%d_%d", project, number) }

func playlistNumber(id string) (int64, bool) {
	_, text, _ := strings.Cut(id, "_")
	return parseID(text)
}

// read writes what a says over p. What is wrong with it is in a's faults.
func (p *playlist) read(a *attributes) {
	if name, ok := a.text("name"); ok {
		p.Name = name
	}
	for name, into := range map[string]*bool{"active": &p.Active, "loop": &p.Loop, "countdown": &p.Countdown} {
		if value, ok := a.flag(name); ok {
			*into = value
		}
	}
	if kind, ok := a.text("playlist_type"); ok {
		if p.Type = kind; kind != liveList && kind != vodList {
			a.fault("playlist_type", notSupported)
		}
	}
	a.read("start_time", &p.StartTime)
	if user := a.user(); user != nil {
		if p.User = user; *user == "" {
			p.User = nil
		}
	}
	p.readVideos(a)
}

func (p *playlist) readVideos(a *attributes) {
	const name = "video_ids"
	var list []int64
	switch {
	case !a.read(name, &list):
	case len(list) > maxPlaylist:
		a.fault(name, tooLong)
	case slices.ContainsFunc(list, func(id int64) bool { return id < 1 || id > maxID }):
		a.fault(name, unknown)
	default:
		p.Videos = list
	}
}
