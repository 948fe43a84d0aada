package gcore

import (
	"net/http"
	"strings"
)

// Routes registers every path of the vendor's that no other API has on the same mux. Uploads
// by tus and what viewers fetch share theirs with others: see [Dialect.Delivery].
func (d *Dialect) Routes(mux *http.ServeMux) {
	own := http.NewServeMux()
	d.accountRoutes(own)
	d.videoRoutes(own)
	d.transferRoutes(own)
	d.textRoutes(own)
	d.groupRoutes(own)
	d.deliveryRoutes(own)
	front := d.front(own)
	for _, root := range []string{"/streaming/", "/iam/", "/vp/api/"} {
		mux.Handle(root, front)
	}
}

func (d *Dialect) accountRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /iam/auth/jwt/login", d.logIn)
	mux.HandleFunc("POST /iam/auth/jwt/refresh", d.refresh)
	mux.HandleFunc("GET /iam/clients/me", d.rest(d.me))
}

func (d *Dialect) videoRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /streaming/videos", d.rest(d.createVideo))
	mux.HandleFunc("GET /streaming/videos", d.rest(d.listVideos))
	mux.HandleFunc("POST /streaming/videos/batch", d.rest(d.createBatch))
	mux.HandleFunc("GET /streaming/videos/names", d.rest(d.listNames))
	mux.HandleFunc("GET /streaming/videos/{id}", d.rest(d.getVideo))
	mux.HandleFunc("PATCH /streaming/videos/{id}", d.rest(d.updateVideo))
	mux.HandleFunc("DELETE /streaming/videos/{id}", d.rest(d.deleteVideo))
	mux.HandleFunc("GET /streaming/quality_sets", d.rest(d.listQualitySets))
	mux.HandleFunc("PUT /streaming/quality_sets/default", d.rest(d.setDefaultQualitySet))
	for _, noun := range []string{"players", "streams", "broadcasts", "restreams", "statistics"} {
		mux.HandleFunc("/streaming/"+noun, d.rest(disabled))
		mux.HandleFunc("/streaming/"+noun+"/", d.rest(disabled))
	}
}

// disabled answers for what this server does not do (contract section 11.4).
func disabled(call) (reply, error) { return reply{}, featureDisabled() }

// front brings a request to a route of own. Clients add ".json" to any path, and some begin
// it with /vp/api. The request is changed in place: a copy would lose the route's name for
// log and metrics.
func (d *Dialect) front(own *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimSuffix(r.URL.Path, ".json")
		if rest, ok := strings.CutPrefix(path, "/vp/api/"); ok {
			path = "/streaming/" + rest
		}
		r.URL.Path, r.URL.RawPath = path, ""
		if _, pattern := own.Handler(r); pattern != "" {
			own.ServeHTTP(w, r)
			return
		}
		if allowed := allowedMethods(own, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			d.problem(w, r, fault{http.StatusMethodNotAllowed, "Method Not Allowed"})
			return
		}
		d.problem(w, r, notFound())
	})
}

// allowedMethods asks the mux which methods the path of r has.
func allowedMethods(mux *http.ServeMux, r *http.Request) []string {
	probe := r.Clone(r.Context())
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe.Method = method
		if _, pattern := mux.Handler(probe); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}
