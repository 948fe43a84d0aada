package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// playerJSON is what older mobile players read instead of the page (contract section 3.5).
type playerJSON struct {
	ID              string            `json:"id"`
	Title           string            `json:"title"`
	Description     string            `json:"description"`
	Video           playerFiles       `json:"video"`
	Chapters        map[string]string `json:"chapters"` // URL by language
	Panoramic       bool              `json:"panoramic"`
	Live            bool              `json:"live"`
	Autoplay        bool              `json:"autoplay"`
	Loop            bool              `json:"loop"`
	VisibleControls bool              `json:"visible-controls"`
	VisibleTitle    bool              `json:"visible-title"`
	API             bool              `json:"api"`
}

type playerFiles struct {
	Src    string `json:"src"`
	Poster string `json:"poster"`
	MP4    string `json:"mp4,omitempty"`
}

// describe serves player.json. The session of a private video is in a header; players add it
// to the addresses themselves.
func (d *Dialect) describe(w http.ResponseWriter, v viewing) error {
	if v.video.State == media.Failed {
		return noVideoHere()
	}
	session, err := d.mayWatch(v.Context(), v)
	if err != nil {
		return err
	}
	look, err := d.lookOf(v.Context(), v.video)
	if err != nil {
		return err
	}
	chapters, err := d.cfg.Catalog.Texts(v.Context(), v.video.ID, media.Chapters)
	if err != nil {
		return err
	}
	id := formatVideoID(v.video.ID)
	files := v.base + "/vod/" + id
	if session != "" {
		w.Header().Set("X-Token-Session", session)
		w.Header().Set("Access-Control-Expose-Headers", "X-Token-Session")
		if v.token != "" {
			files += "/token/" + v.token
		}
	}
	body := playerJSON{
		ID: id, Title: v.video.Title, Description: v.video.Description,
		Video:    playerFiles{Src: files + "/hls/manifest.m3u8", Poster: files + "/thumbnail.jpg"},
		Chapters: map[string]string{}, Panoramic: v.video.Wishes.Panoramic,
		Autoplay: look.ForceAutoplay, Loop: look.ForceLoop,
		VisibleControls: look.EnableControls, VisibleTitle: !look.HideTitle, API: look.EnableAPI,
	}
	if !v.video.Wishes.NoDownload {
		body.Video.MP4 = files + "/mp4/source.mp4"
	}
	for _, t := range chapters {
		body.Chapters[t.Language] = files + "/chapters/" + t.Language + ".vtt"
	}
	return dialect.WriteJSON(w, http.StatusOK, body)
}

// sessionBody is the session that a token became.
type sessionBody struct {
	SessionToken string `json:"session_token"`
}

// openSession turns a token into a session. A public video needs none, and gives one that
// nothing will look at.
func (d *Dialect) openSession(w http.ResponseWriter, v viewing) error {
	session, err := d.mayWatch(v.Context(), v)
	if err != nil {
		return err
	}
	if session == "" {
		session = media.NewUUID()
	}
	return dialect.WriteJSON(w, http.StatusOK, sessionBody{session})
}
