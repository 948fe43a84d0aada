package streamdiver

import "net/http"

func (d *Dialect) channelRoutes(mux *http.ServeMux) {
	const all, one = "/v2/channels", "/v2/channels/{id}"
	mux.HandleFunc("GET "+all, d.rest(d.listChannels))
	mux.HandleFunc("POST "+all, d.rest(d.createChannel))
	mux.HandleFunc("GET "+one, d.rest(d.getChannel))
	mux.HandleFunc("PUT "+one, d.rest(d.updateChannel))
	mux.HandleFunc("PATCH "+one, d.rest(d.updateChannel))
	mux.HandleFunc("DELETE "+one, d.rest(d.deleteChannel))
	verbs(mux, one+"/visibility", d.rest(d.setVisibility))
}
