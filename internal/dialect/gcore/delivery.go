package gcore

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
)

var (
	posterForm = regexp.MustCompile(`^poster(_thumb)?\.(?:jpg|jpeg|png|webp)$`)
	// downloadForm is how a quality is asked for as a file to keep, and under which name.
	downloadForm = regexp.MustCompile(`^(qid[0-9a-z_]+\.mp4)(/download(?:=([A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}))?)?$`)
)

// viewing is the request of a viewer for a video that exists.
type viewing struct {
	*http.Request

	video  media.Video
	file   string // its path in the video; "" = the page
	base   string // where the video is, as a path without a final slash
	locked bool   // the way there is a secure link
}

// viewer makes an http.HandlerFunc of a handler whose caller may be anybody, on any site.
func (d *Dialect) viewer(h func(w http.ResponseWriter, v viewing) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		v, err := d.viewing(r)
		if err == nil {
			err = h(w, v)
		}
		if err != nil {
			w.Header().Del("Content-Disposition")
			d.problem(w, r, err)
		}
	}
}

// viewing finds out what a request is for.
func (d *Dialect) viewing(r *http.Request) (viewing, error) {
	video, err := d.watchable(r)
	if err != nil {
		return viewing{}, err
	}
	file, base, err := d.unlock(r, video)
	locked := d.cfg.Settings.LinkSecrets[video.ProjectID] != ""
	return viewing{Request: r, video: video, file: file, base: base, locked: locked}, err
}

// watchable loads the video that the path names. Only the one spelling of its place exists.
func (d *Dialect) watchable(r *http.Request) (media.Video, error) {
	_, slug, found := strings.Cut(r.PathValue("place"), "_")
	if !found {
		return media.Video{}, notFound()
	}
	v, err := d.cfg.Catalog.BySlug(r.Context(), slug)
	if err == nil && (v.State == media.Deleted || place(v) != r.PathValue("place")) {
		err = notFound()
	}
	return v, err
}

// deliver serves the vendor's file names by ours; what our playlists name keeps its name.
func (d *Dialect) deliver(w http.ResponseWriter, v viewing) error {
	file := v.file
	if file == "" {
		return d.watch(w, v)
	}
	if poster := posterForm.FindStringSubmatch(file); poster != nil {
		if poster[1] != "" {
			return d.serve(w, v, "poster-thumb.jpg")
		}
		return d.serve(w, v, "poster.jpg")
	}
	if download := downloadForm.FindStringSubmatch(file); download != nil {
		return d.download(w, v, download[1], download[2] != "", download[3])
	}
	switch {
	case file == spriteFile(v.video):
		file = "sprite.jpg"
	case file == "sprite.vtt":
		return d.spriteTimes(w, v)
	case strings.Contains(file, "/"), strings.HasPrefix(file, "master"), file == "tiles.m3u8", file == "sprite.jpg", file == "status.json":
	default:
		return notFound()
	}
	return d.serve(w, v, file)
}

func (d *Dialect) serve(w http.ResponseWriter, v viewing, name string) error {
	play := d.cfg.Delivery.Playback
	if err := play.Allowed(v.Request, v.video); err != nil {
		return err
	}
	video := v.video
	if v.locked { // shared caches would keep it for longer than the link is good
		video.Privacy = media.Private
	}
	return play.Serve(w, v.Request, video, name, v.signature(""))
}

// download serves a quality as one file. One that only bridged the time until a better one of its
// size was there goes on under its old name.
func (d *Dialect) download(w http.ResponseWriter, v viewing, file string, keep bool, name string) error {
	for _, r := range v.video.Renditions {
		if r.Kind != media.VideoRendition || r.State == media.Planned || mp4File(v.video, r) != file {
			continue
		}
		if name == "" {
			name = strings.TrimSuffix(file, ".mp4")
		}
		if keep {
			w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".mp4")) // only letters that need no escape
		}
		return d.serve(w, v, r.Size()+".mp4")
	}
	return notFound()
}

// spriteTimes tells players which tile of the sprite is of when.
func (d *Dialect) spriteTimes(w http.ResponseWriter, v viewing) error {
	if err := d.cfg.Delivery.Playback.Allowed(v.Request, v.video); err != nil {
		return err
	}
	if !v.video.HasPreview() {
		return notFound()
	}
	layout, err := d.spriteMap(v.Context(), v.video)
	if err != nil {
		return err
	}
	text := hls.TileTimes(layout, spriteFile(v.video)+v.signature(""))
	writeText(w, v.Request, hls.CaptionType, "max-age=60", text)
	return nil
}

// writeText answers a viewer with a small text that is made on the spot.
func writeText(w http.ResponseWriter, r *http.Request, contentType, cache string, text []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", cache)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // an error means that nobody watches any more
	}
}

// signature is the query that the addresses of a private video carry on, behind another one; "?" and
// "&" included.
func (v viewing) signature(query string) string {
	if s := v.URL.Query().Get("s"); s != "" {
		if query != "" {
			return query + "&s=" + url.QueryEscape(s)
		}
		return "?s=" + url.QueryEscape(s)
	}
	return query
}
