package player

import (
	"bytes"
	"fmt"
	"net/http"
)

// Landing is the page at "/": what this server is and where its APIs are. The
// dashboard will take its place; until then it is all there is. Nothing on it
// is secret, for anyone may open it.
type Landing struct {
	Version string
	APIs    []API
	Links   []Link
}

// API is one row of the table.
type API struct {
	Name  string
	Note  string   // what it is for, in a few words
	Paths []string // base paths, such as "/tusupload"
}

// Link is one entry of the list below the table, such as the health page or the documentation.
type Link struct {
	Name string
	URL  string
}

type landingView struct {
	Landing

	Icon   string
	Assets bundle
}

// WriteLanding answers with the landing page. Errors are as in [Player.WritePage].
func (p *Player) WriteLanding(w http.ResponseWriter, r *http.Request, landing Landing) error {
	var body bytes.Buffer
	view := landingView{Landing: landing, Icon: p.links.Icon, Assets: p.links.Landing}
	if err := p.landing.ExecuteTemplate(&body, "landing.html", view); err != nil {
		return fmt.Errorf("render landing page: %w", err)
	}
	policy{ancestors: "'none'", forms: "'self'"}.setHeaders(w.Header())
	return write(w, r, http.StatusOK, body.Bytes())
}
