package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// playbackRoutes are for viewers (contract section 3.5). Every file has two addresses: the second
// carries the one-time token of a private video.
func (d *Dialect) playbackRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /vod/{videoId}", d.page)
	for _, place := range []string{"GET /vod/{videoId}", "GET /vod/{videoId}/token/{token}"} {
		mux.HandleFunc(place+"/hls/{file...}", d.viewer(d.stream))
		mux.HandleFunc(place+"/mp4/source.mp4", d.viewer(d.download))
		mux.HandleFunc(place+"/thumbnail.jpg", d.viewer(d.thumbnail))
		mux.HandleFunc(place+"/captions/{file}", d.viewer(d.words(media.Captions)))
		mux.HandleFunc(place+"/chapters/{file}", d.viewer(d.words(media.Chapters)))
		mux.HandleFunc(place+"/player.json", d.viewer(d.describe))
		mux.HandleFunc(place+"/status.json", d.viewer(d.progress))
	}
	mux.HandleFunc("GET /vod/{videoId}/token/{token}/session", d.viewer(d.openSession))
	// Live streams are never on air, and what else is here does not exist.
	for _, tree := range []string{"/vod/", "/live/", "/player/"} {
		mux.HandleFunc(tree, d.nothing)
	}
}

// nothing answers for media that is not there, and lets scripts of any site ask for it.
func (d *Dialect) nothing(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	mediaHeaders(h)
	switch r.Method {
	case http.MethodOptions:
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Range, X-Token-Session")
		h.Set("Access-Control-Max-Age", "7200")
		w.WriteHeader(http.StatusNoContent)
	case http.MethodGet, http.MethodHead:
		d.mediaProblem(w, r, noVideoHere())
	default:
		h.Set("Allow", "GET, HEAD, OPTIONS")
		h.Set("Content-Length", "0")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}
