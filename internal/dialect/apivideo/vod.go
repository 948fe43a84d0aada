package apivideo

import (
	_ "embed"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// placeholder is shown for a video of which there is no picture yet.
//
//go:embed placeholder.jpg
var placeholder []byte

// viewer makes an http.HandlerFunc of a handler whose caller may be anybody. The right to watch is
// the handler's to check, with mayWatch. What goes wrong has no body: a player takes any
// text at the address of a playlist for something to play (client rule 18).
func (d *Dialect) viewer(h func(w http.ResponseWriter, v viewing) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		mediaHeaders(w.Header())
		video, err := d.watchable(r)
		if err == nil {
			err = h(w, viewing{Request: r, video: video, base: httpd.BaseURL(d.cfg.PublicURL, r), token: r.PathValue("token")})
		}
		if err != nil {
			d.mediaProblem(w, r, err)
		}
	}
}

// watchable loads the video that the path names, of any project.
func (d *Dialect) watchable(r *http.Request) (media.Video, error) {
	id, ok := parseVideoID(r.PathValue("videoId"))
	if !ok {
		return media.Video{}, noVideoHere()
	}
	v, err := d.cfg.Catalog.Find(r.Context(), id)
	if err == nil && v.State == media.Deleted {
		err = noVideoHere()
	}
	return v, err
}

func mediaHeaders(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
}

// mediaProblem answers an error without a body.
func (d *Dialect) mediaProblem(w http.ResponseWriter, r *http.Request, err error) {
	status := faultOf(err).status
	if status >= http.StatusInternalServerError && r.Context().Err() == nil {
		d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "playback", slog.String("route", r.Pattern), slog.Any("error", err))
	}
	h := w.Header()
	h.Del("Content-Disposition")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", "0")
	w.WriteHeader(status)
}

// notYet answers 202 for what is still being made. It does not use up a token: nothing was seen.
func (d *Dialect) notYet(w http.ResponseWriter, v viewing) error {
	if _, _, err := d.recognize(v.Context(), v); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// serve serves a file under the name that playback has for it.
func (d *Dialect) serve(w http.ResponseWriter, v viewing, name string) error {
	session, err := d.mayWatch(v.Context(), v)
	if err != nil {
		return err
	}
	return d.cfg.Playback.Serve(w, v.Request, v.video, name, sessionQuery(session))
}

// stream serves the playlists and what they name. Only the first has a name of the vendor's.
func (d *Dialect) stream(w http.ResponseWriter, v viewing) error {
	name := v.PathValue("file")
	switch {
	case name == "manifest.m3u8" && waits(v.video):
		return d.notYet(w, v)
	case name == "manifest.m3u8":
		name = "master.m3u8"
	case !strings.Contains(name, "/"):
		return noVideoHere()
	}
	if !v.video.State.Playable() {
		return noVideoHere() // before a token is used up
	}
	return d.serve(w, v, name)
}

// waits reports whether a video does not play yet but may.
func waits(v media.Video) bool {
	return !v.State.Playable() && v.State != media.Failed
}

// download serves the best quality as MP4. It is made when all qualities are: until then
// none is known to be the best.
func (d *Dialect) download(w http.ResponseWriter, v viewing) error {
	size, found := bestSize(v.video)
	switch {
	case v.video.Wishes.NoDownload:
		return noVideoHere()
	case waits(v.video), v.video.State == media.Viewable:
		return d.notYet(w, v)
	case !found:
		return noVideoHere()
	}
	if v.URL.Query().Get("dl") == "1" {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": v.video.Title + ".mp4"}))
	}
	return d.serve(w, v, size+".mp4")
}

// bestSize is the size of the largest quality that plays.
func bestSize(v media.Video) (size string, found bool) {
	best := 0
	for _, r := range v.Renditions {
		if side := min(r.Width, r.Height); r.Kind == media.VideoRendition && r.State == media.Complete && side > best {
			best, size = side, r.Size()
		}
	}
	return size, best > 0
}

// thumbnail serves the poster, and before there is one a picture that says so. That one
// does not use up a token either.
func (d *Dialect) thumbnail(w http.ResponseWriter, v viewing) error {
	if v.video.Poster || v.video.Wishes.Thumbnail != "" {
		return d.serve(w, v, "poster.jpg")
	}
	if _, _, err := d.recognize(v.Context(), v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(placeholder)))
	h.Set("Cache-Control", "no-store")
	if v.Method != http.MethodHead {
		_, _ = w.Write(placeholder) // an error means that nobody listens any more
	}
	return nil
}

// words serves captions or chapters.
func (d *Dialect) words(kind media.TextKind) func(w http.ResponseWriter, v viewing) error {
	return func(w http.ResponseWriter, v viewing) error {
		return d.serve(w, v, string(kind)+"/"+v.PathValue("file"))
	}
}

// progress serves what a waiting player page polls.
func (d *Dialect) progress(w http.ResponseWriter, v viewing) error {
	return d.serve(w, v, "status.json")
}
