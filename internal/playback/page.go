package playback

import (
	"encoding/json"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback/player"
)

// ServePage serves the player page of a video. One that does not exist, is
// deleted or may not be watched gives the same page, so that nobody learns which it is.
func (p *Playback) ServePage(w http.ResponseWriter, r *http.Request, v media.Video) error {
	if v.ID == "" || v.State == media.Deleted {
		return p.cfg.Pages.WritePage(w, r, player.Page{})
	}
	if err := p.Allowed(r, v); media.KindOf(err) == media.Forbidden {
		return p.cfg.Pages.WritePage(w, r, player.Page{})
	} else if err != nil {
		return err
	}
	base, query := "/media/"+v.ID+"/", signature(r)
	page := player.For(v)
	page.Options = player.ParseOptions(r.URL.Query())
	page.Master, page.Status = base+"master.m3u8"+query, base+"status.json"+query
	if v.Poster || v.Wishes.Thumbnail != "" {
		page.Poster = base + "poster.jpg" + query
	}
	if v.HasPreview() {
		page.Thumbnails = base + "sprite.vtt" + query
	}
	chapters, err := p.chapters(r.Context(), v)
	if err != nil {
		return err
	}
	if chapters != "" {
		page.Chapters = base + chapters + query
	}
	return p.WritePage(w, r, page)
}

// WritePage answers with a player page that the caller has filled in: for places that are
// not ours.
func (p *Playback) WritePage(w http.ResponseWriter, r *http.Request, page player.Page) error {
	return p.cfg.Pages.WritePage(w, r, page)
}

func (p *Playback) serveStatus(w http.ResponseWriter, v media.Video) error {
	crossOrigin(w.Header())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(player.Status{State: v.State, Progress: progress(v), Reason: player.For(v).Reason})
}

// progress is how far the quality that will play first has come.
func progress(v media.Video) float64 {
	best := 0.0
	for _, r := range v.Renditions {
		if r.Kind == media.VideoRendition && r.Chunks > 0 {
			best = max(best, float64(r.ChunksDone)/float64(r.Chunks))
		}
	}
	return best
}
