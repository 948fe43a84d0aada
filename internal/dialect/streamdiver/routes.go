package streamdiver

import (
	"net/http"
	"strings"
)

// Routes registers every path of the vendor.
func (d *Dialect) Routes(mux *http.ServeMux) {
	own := http.NewServeMux()
	d.realmRoutes(own)
	d.uploadRoutes(own)
	d.importRoutes(own)
	d.mediaRoutes(own)
	d.channelRoutes(own)
	d.webhookRoutes(own)
	for _, noun := range notOffered() {
		own.HandleFunc("/v2/"+noun, d.rest(unsupported))
		own.HandleFunc("/v2/"+noun+"/", d.rest(unsupported))
	}
	front := d.front(own)
	mux.Handle("/realms/", front)
	mux.Handle("/v2/", front)
}

func (d *Dialect) realmRoutes(mux *http.ServeMux) {
	const realm = "/realms/{realm}"
	mux.HandleFunc("POST "+realm+"/protocol/openid-connect/token", d.issue)
	mux.HandleFunc("GET "+realm+"/.well-known/openid-configuration", d.discovery)
}

func (d *Dialect) uploadRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v2/uploads", d.rest(d.listUploads))
	mux.HandleFunc("POST /v2/uploads", d.rest(d.createUpload))
	mux.HandleFunc("GET /v2/uploads/{id}", d.rest(d.getUpload))
	mux.HandleFunc("DELETE /v2/uploads/{id}", d.rest(d.deleteUpload))
	verbs(mux, "/v2/uploads/{id}/"+pathCancel, d.rest(d.cancelUpload))
	verbs(mux, "/v2/uploads/{id}/"+pathComplete, d.rest(d.completeUpload))
}

// verbs registers what changes something under each verb that the vendor may mean.
func verbs(mux *http.ServeMux, path string, h http.HandlerFunc) {
	for _, method := range changeMethods() {
		mux.HandleFunc(method+" "+path, h)
	}
}

// front brings a request to a route of own, whose answers of its own to what fits none are not this
// API's. Slashes at the end of a path are gone by now (httpd.Canonical).
func (d *Dialect) front(own *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := own.Handler(r); pattern != "" {
			own.ServeHTTP(w, r)
			return
		}
		if allowed := allowedMethods(own, r); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			d.problem(w, r, fault{status: http.StatusMethodNotAllowed, message: "method not allowed"})
			return
		}
		d.problem(w, r, notFound("resource"))
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
