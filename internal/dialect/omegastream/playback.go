package omegastream

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// viewer makes an http.HandlerFunc of a handler whose caller may be anybody, in a
// browser on any site.
func (d *Dialect) viewer(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if err := h(w, r); err != nil {
			d.problem(w, r, err)
		}
	}
}

// watchable loads a video that is not deleted. Whether the caller may see it is
// the player's to decide.
func (d *Dialect) watchable(r *http.Request, uuid string) (media.Video, error) {
	id, ok := media.ParseUUID(uuid)
	if !ok {
		return media.Video{}, media.Errorf(media.NotFound, "video not found")
	}
	v, err := d.cfg.Catalog.Find(r.Context(), id)
	if err == nil && v.State == media.Deleted {
		err = media.Errorf(media.NotFound, "video not found")
	}
	return v, err
}

// located is watchable at the address it is asked for: bucket and storage code are
// the project's.
func (d *Dialect) located(r *http.Request, uuid string) (media.Video, error) {
	v, err := d.watchable(r, uuid)
	if err != nil {
		return media.Video{}, err
	}
	project, err := d.cfg.Projects.Project(r.Context(), v.ProjectID)
	if err != nil {
		return media.Video{}, fmt.Errorf("load project %d: %w", v.ProjectID, err)
	}
	w := view{project: project}
	if r.PathValue("bucket") != w.bucket() || r.PathValue("code") != w.code() {
		return media.Video{}, media.Errorf(media.NotFound, "video not found")
	}
	return v, nil
}

// streamFile serves the vendor's file names by ours; what a playlist of ours links
// to keeps its name.
func (d *Dialect) streamFile(w http.ResponseWriter, r *http.Request) error {
	v, err := d.located(r, r.PathValue("uuid"))
	if err != nil {
		return err
	}
	name := r.PathValue("file")
	switch name {
	case "playlist.m3u8":
		name = "master.m3u8"
	case "", "playlist.mpd", "audio.aac": // the two are null in every answer, too
		return media.Errorf(media.NotFound, "file not found")
	}
	return d.cfg.Playback.ServeFile(w, r, v, name)
}

// thumbnail serves the poster. It is a JPEG under both names; browsers go by the type.
func (d *Dialect) thumbnail(w http.ResponseWriter, r *http.Request) error {
	v, err := d.located(r, r.PathValue("uuid"))
	if err != nil {
		return err
	}
	switch r.PathValue("file") {
	case "thumbnail.jpg", "thumbnail.png":
		return d.cfg.Playback.ServeFile(w, r, v, "poster.jpg")
	}
	return media.Errorf(media.NotFound, "file not found")
}

// source serves the original to whoever has a link that sourceDownload made.
func (d *Dialect) source(w http.ResponseWriter, r *http.Request) error {
	file := r.PathValue("file")
	v, err := d.located(r, strings.TrimSuffix(file, path.Ext(file)))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	expires, err := strconv.ParseInt(q.Get("e"), 10, 64)
	if err != nil || !d.cfg.Master.VerifyDownload(v.ID, q.Get("e"), q.Get("s")) || !time.Unix(expires, 0).After(d.cfg.Now()) {
		return media.Errorf(media.Forbidden, "forbidden")
	}
	if !v.Source.Kept() || file != v.Filename() {
		return media.Errorf(media.NotFound, "source not found")
	}
	return d.cfg.Playback.ServeSource(w, r, v, file)
}

// embeddedPlayer tells a program what a browser gets as a page.
type embeddedPlayer struct {
	UUID      string `json:"uuid"`
	Source    string `json:"source"`
	Signature string `json:"signature"` // empty for a public video
}

// embedded serves the player page, or for programs a description of it. Other addresses
// under /player/ that are no UUID belong to another API.
func (d *Dialect) embedded(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Vary", "Accept")
	v, err := d.watchable(r, r.PathValue("uuid"))
	if err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		return d.cfg.Playback.ServePage(w, r, v)
	}
	out := embeddedPlayer{UUID: v.ID, Source: "/player/" + v.ID + "/embedded"}
	if v.Privacy != media.Public {
		if err := d.mayWatch(r, v); err != nil {
			return err
		}
		out.Signature = d.cfg.Master.PlaybackSignature(v.ID)
	}
	return dialect.WriteJSON(w, http.StatusOK, out)
}

// mayWatch keeps the signature of a private video from those who have neither it
// nor a key of the project.
func (d *Dialect) mayWatch(r *http.Request, v media.Video) error {
	if d.cfg.Master.VerifyPlayback(v.ID, r.URL.Query().Get("s")) {
		return nil
	}
	if grant, err := d.cfg.Keys.Bearer(r); err == nil && grant.ProjectID == v.ProjectID {
		return nil
	}
	return media.Errorf(media.Forbidden, "forbidden")
}
