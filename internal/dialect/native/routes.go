package native

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tributary-video/tributary/internal/media"
)

// root is the subtree that is all ours.
const root = "/v1/"

// Routes registers every path of the API. The mux is to be served by
// httpd.Canonical: patterns have no trailing slash, clients may send one.
func (a *API) Routes(mux *http.ServeMux) {
	described := a.operations(mux)
	mux.HandleFunc("GET /v1/openapi.json", a.document("application/vnd.oai.openapi+json", described.OpenAPI().MarshalJSON))
	mux.HandleFunc("GET /v1/openapi.yaml", a.document("application/vnd.oai.openapi", described.OpenAPI().YAML))
	a.tusRoutes(mux)
	a.resumableRoutes(mux)
	mux.HandleFunc("OPTIONS "+root, preflight)
	mux.HandleFunc(root, a.nothing(mux))
}

// operations registers what needs a key, and describes it.
func (a *API) operations(mux *http.ServeMux) huma.API {
	api := humago.New(gate{mux, a.admit}, a.description())
	register(a, api, get("get-project", "/v1/me", "The project of the key"), a.me)

	const videos, video = "/v1/videos", "/v1/videos/{id}"
	register(a, api, get("list-videos", videos, "Videos, newest first"), a.listVideos)
	register(a, api, operation(http.MethodPost, "create-video", videos, "Make a video without bytes", 201, 404), a.createVideo)
	register(a, api, get("get-video", video, "A video with its renditions", 404), a.getVideo)
	register(a, api, operation(http.MethodPatch, "update-video", video, "Change what is given", 200, 404), a.updateVideo)
	register(a, api, operation(http.MethodDelete, "delete-video", video, "Put a video into the bin", 204, 404, 409), a.deleteVideo)
	register(a, api, operation(http.MethodPost, "restore-video", video+"/restore", "Take a video out of the bin", 200, 404, 409), a.restoreVideo)
	register(a, api, download("get-video-source", video+"/source", "The original as it was uploaded"), a.source)

	const collections, collection = "/v1/collections", "/v1/collections/{id}"
	register(a, api, get("list-collections", collections, "Collections, newest first"), a.listCollections)
	register(a, api, operation(http.MethodPost, "create-collection", collections, "Make a collection", 201), a.createCollection)
	register(a, api, get("get-collection", collection, "A collection", 404), a.getCollection)
	register(a, api, operation(http.MethodPatch, "rename-collection", collection, "Rename a collection", 200, 404), a.renameCollection)
	register(a, api, operation(http.MethodDelete, "delete-collection", collection, "Remove a collection; its videos stay", 204, 404), a.deleteCollection)
	a.webhookRoutes(api)
	a.importRoutes(mux, api)
	return api
}

// gate is a mux whose handlers see only requests that were let in.
type gate struct {
	*http.ServeMux

	admit func(next http.HandlerFunc) http.HandlerFunc
}

// HandleFunc implements humago.Mux.
func (g gate) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	g.ServeMux.HandleFunc(pattern, g.admit(handler))
}

// nothing answers what no route does: 405 where another method would be right.
func (a *API) nothing(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(w.Header())
		var allowed []string
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
			probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
			if _, pattern := mux.Handler(probe); pattern != root {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			a.refuse(w, r, media.Errorf(media.NotFound, "no such path"))
			return
		}
		w.Header().Set("Allow", strings.Join(append(allowed, "OPTIONS"), ", "))
		writeProblem(w, problem(http.StatusMethodNotAllowed, "the path has no such method"))
	}
}
