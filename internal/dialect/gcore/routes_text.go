package gcore

import "net/http"

func (d *Dialect) textRoutes(mux *http.ServeMux) {
	const all, one = "/streaming/videos/{id}/subtitles", "/streaming/videos/{id}/subtitles/{subtitle}"
	mux.HandleFunc("GET "+all, d.rest(d.listSubtitles))
	mux.HandleFunc("POST "+all, d.rest(d.createSubtitle))
	mux.HandleFunc("GET "+one, d.rest(d.getSubtitle))
	mux.HandleFunc("PATCH "+one, d.rest(d.updateSubtitle))
	mux.HandleFunc("DELETE "+one, d.rest(d.deleteSubtitle))
}
