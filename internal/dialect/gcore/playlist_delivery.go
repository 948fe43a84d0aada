package gcore

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// Playlists answers what viewers fetch of playlists (contract section 3.5): everything below
// "/playlists/".
func (d *Dialect) Playlists() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /playlists/{place}", d.programme(d.watchPlaylist))
	mux.HandleFunc("GET /playlists/{place}/{file}", d.programme(d.servePlaylist))
	mux.HandleFunc("OPTIONS /playlists/{place}", dialect.Preflight)
	mux.HandleFunc("OPTIONS /playlists/{place}/{file}", dialect.Preflight)
	return httpd.Canonical(mux)
}

// showing is the request of a viewer for a playlist that is on.
type showing struct {
	*http.Request

	playlist
	project int64
	place   string // project and number
}

// programme makes an http.HandlerFunc of a handler. A playlist that is off, or that has not
// begun, looks like one that does not exist.
func (d *Dialect) programme(h func(w http.ResponseWriter, s showing) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		s := showing{Request: r, place: r.PathValue("place")}
		doc, err := d.cfg.Catalog.FindDocument(r.Context(), kindPlaylist, s.place, &s.playlist)
		s.project = doc.ProjectID
		switch {
		case err != nil:
		case !s.Active, d.cfg.Now().Before(s.StartTime):
			err = notFound()
		case d.cfg.Settings.LinkSecrets[s.project] != "":
			err = forbidden()
		default:
			err = h(w, s)
		}
		if err != nil {
			d.problem(w, r, err)
		}
	}
}

// watchPlaylist serves the player page.
func (d *Dialect) watchPlaylist(w http.ResponseWriter, s showing) error {
	return d.cfg.Delivery.Playback.WritePage(w, s.Request, player.Page{
		Title: s.Name, State: media.Ready, Master: "/playlists/" + s.place + "/master.m3u8", Options: player.ParseOptions(s.URL.Query()),
	})
}

// servePlaylist serves one of the lists: the master, one of a quality, or the sound.
func (d *Dialect) servePlaylist(w http.ResponseWriter, s showing) error {
	j, err := d.join(call{Request: s.Request, project: s.project}, s.Videos)
	if err != nil {
		return err
	}
	file := s.PathValue("file")
	if file == "master.m3u8" || file == "master-cmaf.m3u8" {
		spec, err := j.master(s.Context())
		if err != nil || len(spec.Variants) == 0 {
			return orNotFound(err)
		}
		return writePlaylist(w, s.Request, hls.Master(spec))
	}
	runs, err := j.runs(s.Request, file)
	if err != nil {
		return err
	}
	target, err := j.target(s.Context())
	if err != nil {
		return err
	}
	r := newReel(runs, target)
	switch {
	case r.empty():
		return notFound()
	case s.Type == vodList:
		return writePlaylist(w, s.Request, r.whole())
	}
	return writePlaylist(w, s.Request, r.window(d.cfg.Now().Sub(s.StartTime), s.Loop))
}

func orNotFound(err error) error {
	if err == nil {
		err = notFound()
	}
	return err
}

// listForm is how the list of a quality is asked for, or that of its first pictures.
var listForm = regexp.MustCompile(`^(video|iframes)-([1-9][0-9]{0,4})\.m3u8$`)

// runs are what a file of the programme lists: "video-720.m3u8", "iframes-720.m3u8" or "audio.m3u8".
func (j joined) runs(r *http.Request, file string) ([]run, error) {
	if file == "audio.m3u8" && j.audible() {
		return j.sound(r.Context())
	}
	form := listForm.FindStringSubmatch(file)
	if form == nil {
		return nil, notFound()
	}
	size, err := strconv.Atoi(form[2])
	if err != nil {
		return nil, notFound()
	}
	runs, err := j.pictures(r.Context(), size)
	if form[1] == "iframes" {
		runs = iframesOf(runs)
	}
	return runs, err
}

// join loads the videos of a playlist, in its order.
func (d *Dialect) join(c call, ids []int64) (joined, error) {
	found, err := d.bySeqs(c, ids)
	if err != nil {
		return joined{}, err
	}
	var videos []media.Video
	for _, id := range ids {
		if v, there := found[id]; there {
			videos = append(videos, v)
		}
	}
	return join(videos, d.cfg.Transfer.Segments), nil
}
