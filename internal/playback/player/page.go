package player

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"

	"github.com/tributary-video/tributary/internal/media"
)

// Page is everything the player of one video needs to know. URLs are absolute
// or root-relative and complete: those of a private video carry its signature.
// The zero Page says that there is nothing here.
type Page struct {
	Title  string
	State  media.State // "" and Deleted: nothing here, and no other field is looked at
	Reason string      // why it failed; already fit for the public

	Master     string   // HLS master playlist, given while waiting too
	Poster     string   // picture; "" = none
	Thumbnails string   // WebVTT of sprite tiles; "" = none
	Chapters   string   // WebVTT of chapters; "" = none
	Download   string   // MP4 that a page around the player may be told of; "" = none
	Status     string   // answers [Status] as JSON; may be "" when State is final
	Origins    []string // further hosts that playlists point to, such as "https://cdn.example"
	AudioOnly  bool     // known to have no picture; the page also finds out by itself

	Options Options
	Look    Look
	// Fragment: the fragment of the page's address sets options, as api.video has them.
	Fragment bool
	// Messages: the page around the frame may steer the player in messages, as api.video's
	// player SDK does, if the fragment says where it is from.
	Messages bool
}

// For is the page of a video as far as the video itself says: all but its addresses, options
// and look.
func For(v media.Video) Page {
	page := Page{
		Title: v.Title, State: v.State,
		AudioOnly: v.Source != nil && v.Source.Container != "" && v.Picture.Width == 0,
	}
	if v.Failure != nil {
		page.Reason = v.Failure.Text
	}
	return page
}

// Status is what [Page.Status] answers.
type Status struct {
	State    media.State `json:"state"`
	Progress float64     `json:"progress,omitempty"` // 0 to 1 of the bytes while uploading, of the first quality while processing
	Reason   string      `json:"reason,omitempty"`   // of a failure
}

// phase is which part of the page shows at first.
type phase string

const (
	playable phase = "playable"
	waiting  phase = "waiting"
	failed   phase = "failed"
	gone     phase = "gone"
)

func (p Page) phase() phase {
	switch {
	case p.State.Playable():
		return playable
	case p.State == media.Failed:
		return failed
	case p.State == media.Created, p.State == media.Uploading, p.State == media.Processing:
		return waiting
	}
	return gone
}

// embedView is what the template sees.
type embedView struct {
	Page

	Phase   phase
	Uploads bool // waiting for bytes rather than for processing
	Icon    string
	Assets  bundle
}

// WritePage answers with the player page: 404 when there is nothing here, else
// 200, also for a video that failed. An error means that nothing was written,
// or that the client went away.
func (p *Player) WritePage(w http.ResponseWriter, r *http.Request, page Page) error {
	status := http.StatusOK
	if page.phase() == gone {
		page, status = Page{}, http.StatusNotFound
	}
	page.Look = page.Look.clean()
	view := embedView{
		Page:    page,
		Phase:   page.phase(),
		Uploads: page.State == media.Created || page.State == media.Uploading,
		Icon:    p.links.Icon,
		Assets:  p.links.Player,
	}
	var body bytes.Buffer
	if err := p.embed.ExecuteTemplate(&body, "embed.html", view); err != nil {
		return fmt.Errorf("render player page: %w", err)
	}
	urls := slices.Concat([]string{page.Master, page.Poster, page.Thumbnails, page.Chapters, page.Look.Logo, page.Status}, page.Origins)
	policy{media: origins(urls...), ancestors: "*", forms: "'none'"}.setHeaders(w.Header())
	return write(w, r, status, body.Bytes())
}

func write(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// Seconds is the start as the page's script reads it.
func (o Options) Seconds() int { return int(o.Start.Seconds()) }
