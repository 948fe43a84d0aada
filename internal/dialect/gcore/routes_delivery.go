package gcore

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// Player serves what viewers see; its law is playback.Playback's.
type Player interface {
	// Allowed says whether a request may watch a video, media.Forbidden if not.
	Allowed(r *http.Request, v media.Video) error
	// Serve serves one file of a video, "master.m3u8", "sprite.jpg", "720p.mp4" and so on, to
	// somebody who may watch it. The addresses in playlists carry query.
	Serve(w http.ResponseWriter, r *http.Request, v media.Video, name, query string) error
	// WritePage answers with a player page.
	WritePage(w http.ResponseWriter, r *http.Request, page player.Page) error
}

// DeliveryConfig is what serving viewers needs beside [Config].
type DeliveryConfig struct {
	Playback Player
}

// placeForm is how viewers know a video: the number of its project and its slug.
var placeForm = regexp.MustCompile(`^[0-9]{1,10}_[A-Za-z0-9]{1,64}$`)

// deliveryRoutes has none: what viewers fetch begins with /videos, which is another API's too.
func (d *Dialect) deliveryRoutes(*http.ServeMux) {}

// Delivers reports whether a path is one of [Dialect.Delivery]. Another API has its videos under
// /videos, too, by ids of another form.
func (d *Dialect) Delivers(path string) bool {
	rest, found := strings.CutPrefix(strings.TrimLeft(path, "/"), "videos/")
	place, _, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
	return found && placeForm.MatchString(place)
}

// Delivery answers what viewers fetch (contract section 3.7). It is to be asked before anything
// else about the paths that [Dialect.Delivers] names.
func (d *Dialect) Delivery() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /videos/{place}", d.viewer(d.deliver))
	mux.HandleFunc("GET /videos/{place}/{file...}", d.viewer(d.deliver))
	mux.HandleFunc("OPTIONS /videos/{place}/{file...}", dialect.Preflight)
	mux.HandleFunc("OPTIONS /videos/{place}", dialect.Preflight)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		d.problem(w, r, fault{http.StatusMethodNotAllowed, "Method Not Allowed"})
	})
	return httpd.Canonical(mux)
}
