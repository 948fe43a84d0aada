package apivideo

import "net/http"

// Routes registers every path of the vendor.
func (d *Dialect) Routes(mux *http.ServeMux) {
	d.videoRoutes(mux)
	d.uploadRoutes(mux)
	d.assetRoutes(mux)
	d.playerRoutes(mux)
	d.playbackRoutes(mux)
	d.webhookRoutes(mux)
}
