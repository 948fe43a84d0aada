package apivideo

import "net/http"

// playerRoutes are the records beside videos (contract section 3.4).
func (d *Dialect) playerRoutes(mux *http.ServeMux) {
	mux.Handle("GET /players", d.rest(d.listPlayers))
	mux.Handle("POST /players", d.rest(d.createPlayer))
	mux.Handle("GET /players/{playerId}", d.rest(d.getPlayer))
	mux.Handle("PATCH /players/{playerId}", d.rest(d.patchPlayer))
	mux.Handle("DELETE /players/{playerId}", d.rest(d.deletePlayer))
	mux.Handle("POST /players/{playerId}/logo", d.rest(d.putLogo))
	mux.Handle("DELETE /players/{playerId}/logo", d.rest(d.deleteLogo))
	mux.HandleFunc("GET /player/{playerId}/logo.png", d.serveLogo)

	mux.Handle("GET /live-streams", d.rest(d.listLive))
	mux.Handle("POST /live-streams", d.rest(d.createLive))
	mux.Handle("GET /live-streams/{liveStreamId}", d.rest(d.getLive))
	mux.Handle("PATCH /live-streams/{liveStreamId}", d.rest(d.patchLive))
	mux.Handle("DELETE /live-streams/{liveStreamId}", d.rest(d.deleteLive))
	mux.Handle("POST /live-streams/{liveStreamId}/thumbnail", d.rest(d.putLiveThumbnail))
	mux.Handle("DELETE /live-streams/{liveStreamId}/thumbnail", d.rest(d.deleteLiveThumbnail))
	mux.Handle("PUT /live-streams/{liveStreamId}/complete", d.rest(d.completeLive))
	mux.HandleFunc("GET /live/{liveStreamId}/thumbnail.jpg", d.serveLiveThumbnail)

	mux.Handle("GET /data/metrics/{metric}/{aggregation}", d.rest(d.aggregateMetric))
	mux.Handle("GET /data/buckets/{metric}/{breakdown}", d.rest(d.breakDownMetric))
	mux.Handle("GET /data/timeseries/{metric}", d.rest(d.metricOverTime))

	mux.Handle("GET /summaries", d.rest(d.listSummaries))
	mux.Handle("POST /summaries", d.rest(d.createSummary))
	mux.Handle("PATCH /summaries/{summaryId}/source", d.rest(d.noSummary))
	mux.Handle("DELETE /summaries/{summaryId}", d.rest(d.noSummary))
	mux.Handle("GET /summaries/{summaryId}/source", d.rest(d.noSummary))
}
