package omegastream

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// Routes registers every path of the vendor. The mux is to be served by
// httpd.Canonical: patterns have no trailing slash, clients may send one.
func (d *Dialect) Routes(mux *http.ServeMux) {
	d.tusRoutes(mux)
	d.videoRoutes(mux)
	d.collectionRoutes(mux)
	d.webhookRoutes(mux)
	d.accountRoutes(mux)
	d.playbackRoutes(mux)
	for _, tree := range []string{"/company/", "/client/", "/stream/company/", "/stream/dashboard/"} {
		mux.HandleFunc(tree, d.nothing)
	}
}

// tusRoutes names each method, although the endpoints answer for any: without one
// "…/stream" and "GET …/{uuid}" would overlap, which ServeMux refuses.
func (d *Dialect) tusRoutes(mux *http.ServeMux) {
	v1, v2 := d.v1(), d.v2()
	mux.HandleFunc("POST /company/client/video/stream", v1.Collection)
	mux.HandleFunc("OPTIONS /company/client/video/stream", v1.Collection)
	for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "OPTIONS"} { // GET stands for HEAD, too
		mux.HandleFunc(method+" /company/client/video/stream/{upload}", v1.Item)
	}
	mux.HandleFunc("/tusupload", v2.Collection)
	mux.HandleFunc("/tusupload/{upload}", v2.Item)
}

func (d *Dialect) videoRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /company/client/video", d.rest(http.StatusCreated, d.createVideo))
	mux.HandleFunc("GET /company/client/video", d.rest(http.StatusOK, d.listVideos))
	mux.HandleFunc("GET /company/client/video/all", d.rest(http.StatusOK, d.allVideos))
	mux.HandleFunc("GET /company/client/video/{uuid}", d.rest(http.StatusOK, d.getVideo))
	mux.HandleFunc("PUT /company/client/video/{uuid}", d.rest(http.StatusOK, d.updateVideo))
	mux.HandleFunc("PUT /company/client/video/{uuid}/privacy", d.rest(http.StatusNoContent, d.setPrivacy))
	// Not "…/src_download": that would overlap with HEAD of "…/stream/{upload}".
	mux.HandleFunc("GET /company/client/video/{uuid}/{action}", d.rest(http.StatusOK, d.sourceDownload))
	mux.HandleFunc("DELETE /company/client/video/{uuid}", d.rest(http.StatusNoContent, d.deleteVideo))
	mux.HandleFunc("DELETE /company/client/video/delete_videos", d.rest(http.StatusOK, d.deleteVideos))
	mux.HandleFunc("DELETE /company/client/video/bulk_delete", d.rest(http.StatusOK, d.deleteVideos))
	mux.HandleFunc("GET /company/client/video/deleted", d.rest(http.StatusOK, d.listDeleted))
	mux.HandleFunc("POST /company/client/video/deleted", d.rest(http.StatusOK, d.allDeleted))
	mux.HandleFunc("POST /company/client/video/revert_deletion/{uuid}", d.rest(http.StatusNoContent, d.revertDeletion))
	mux.HandleFunc("POST /company/client/video/traffic", d.rest(http.StatusOK, d.traffic))
	mux.HandleFunc("POST /company/client/video/stream/copy", d.rest(http.StatusOK, d.copyFromURL))
}

func (d *Dialect) collectionRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /company/client/collections", d.rest(http.StatusCreated, d.createCollection))
	mux.HandleFunc("PUT /company/client/collections", d.rest(http.StatusCreated, d.renameCollection))
	mux.HandleFunc("PUT /company/client/collections/{id}", d.rest(http.StatusCreated, d.renameCollection))
	mux.HandleFunc("POST /company/client/collections/move", d.rest(http.StatusNoContent, d.moveVideos))
	mux.HandleFunc("POST /company/client/collections/move_root", d.rest(http.StatusNoContent, d.moveToRoot))
	mux.HandleFunc("GET /company/client/collections", d.rest(http.StatusOK, d.listCollections))
	mux.HandleFunc("GET /company/client/collections/{id}", d.rest(http.StatusOK, d.getCollection))
	mux.HandleFunc("DELETE /company/client/collections/{id}", d.rest(http.StatusNoContent, d.deleteCollection))
}

func (d *Dialect) webhookRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /company/client/webhooks", d.rest(http.StatusOK, d.createEndpoint))
	mux.HandleFunc("GET /company/client/webhooks", d.rest(http.StatusOK, d.createOrListEndpoints))
	mux.HandleFunc("GET /company/client/webhooks/all", d.rest(http.StatusOK, d.listEndpoints))
	mux.HandleFunc("GET /company/client/webhooks/{id}", d.rest(http.StatusOK, d.listEvents))
	mux.HandleFunc("GET /company/client/webhooks/{id}/events/{event}", d.rest(http.StatusOK, d.getEvent))
	for _, base := range []string{"/company/client/webhooks", "/company/company/webhooks"} { // the second is printed in the manual
		mux.HandleFunc("PUT "+base+"/{id}", d.rest(http.StatusOK, d.updateEndpoint))
		mux.HandleFunc("DELETE "+base+"/{id}", d.rest(http.StatusOK, d.deleteEndpoint))
		mux.HandleFunc("POST "+base+"/{id}/status", d.rest(http.StatusOK, d.switchEndpoint))
	}
}

func (d *Dialect) accountRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /company/client/account/data", d.rest(http.StatusOK, d.accountData))
	mux.HandleFunc("GET /client/data", d.rest(http.StatusOK, d.accountData))
	mux.HandleFunc("POST /company/client/account/revoke_api_key", d.rest(http.StatusOK, d.replaceKey))
	mux.HandleFunc("POST /client/revoke-api-key", d.rest(http.StatusOK, d.replaceKey))
}

func (d *Dialect) playbackRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /stream/company/{bucket}/{code}/video/{uuid}/{file...}", d.viewer(d.streamFile))
	mux.HandleFunc("GET /stream/dashboard/{bucket}/{code}/video/{uuid}/{file}", d.viewer(d.thumbnail))
	mux.HandleFunc("GET /stream/company/{bucket}/{code}/source/{file}", d.viewer(d.source))
	mux.HandleFunc("GET /player/{uuid}/embedded", d.viewer(d.embedded))
	mux.HandleFunc("OPTIONS /stream/company/", dialect.Preflight)
	mux.HandleFunc("OPTIONS /stream/dashboard/", dialect.Preflight)
	mux.HandleFunc("OPTIONS /player/{uuid}/embedded", dialect.Preflight)
}

// nothing answers paths and methods below ours that mean nothing, in the vendor's form.
func (d *Dialect) nothing(w http.ResponseWriter, r *http.Request) {
	d.problem(w, r, media.Errorf(media.NotFound, "not found"))
}
