package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
)

// assetRoutes are what belongs to one video (contract sections 3.1 and 3.3), and watermarks.
func (d *Dialect) assetRoutes(mux *http.ServeMux) {
	mux.Handle("POST /videos/{videoId}/thumbnail", d.rest(d.putThumbnail))
	mux.Handle("PATCH /videos/{videoId}/thumbnail", d.rest(d.pickThumbnail))

	for _, kind := range []media.TextKind{media.Captions, media.Chapters} {
		all := "/videos/{videoId}/" + string(kind)
		mux.Handle("GET "+all, d.rest(d.listTexts(kind)))
		mux.Handle("GET "+all+"/{language}", d.rest(d.getText(kind)))
		mux.Handle("POST "+all+"/{language}", d.rest(d.putText(kind)))
		mux.Handle("DELETE "+all+"/{language}", d.rest(d.deleteText(kind)))
	}
	mux.Handle("PATCH /videos/{videoId}/captions/{language}", d.rest(d.patchCaption))

	mux.Handle("GET /watermarks", d.rest(d.listWatermarks))
	mux.Handle("POST /watermarks", d.rest(d.createWatermark))
	mux.Handle("DELETE /watermarks/{watermarkId}", d.rest(d.deleteWatermark))
}
