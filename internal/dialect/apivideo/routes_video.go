package apivideo

import (
	"net/http"
	"strings"
)

// roots are the first segments of the paths that are this vendor's alone.
func roots() []string {
	return []string{"auth", "videos", "upload-tokens", "discarded", "tags", "players", "watermarks", "webhooks",
		"live-streams", "summaries", "data"}
}

func (d *Dialect) videoRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /auth/api-key", d.logIn)
	mux.HandleFunc("POST /auth/refresh", d.refresh)
	mux.HandleFunc("POST /videos", d.rest(d.createVideo))
	mux.HandleFunc("GET /videos", d.rest(d.listVideos))
	mux.HandleFunc("GET /videos/{videoId}", d.rest(d.getVideo))
	mux.HandleFunc("PATCH /videos/{videoId}", d.rest(d.updateVideo))
	mux.HandleFunc("DELETE /videos/{videoId}", d.rest(d.deleteVideo))
	mux.HandleFunc("GET /videos/{videoId}/status", d.rest(d.videoStatus))
	mux.HandleFunc("GET /discarded/videos", d.rest(d.listDiscarded))
	mux.HandleFunc("GET /discarded/videos/{videoId}", d.rest(d.getDiscarded))
	mux.HandleFunc("PATCH /discarded/videos/{videoId}", d.rest(d.restoreVideo))
	mux.HandleFunc("GET /tags", d.rest(d.listTags))
	// "/videos//source" with its empty segment taken out (client rule 8).
	mux.HandleFunc("POST /videos/source", d.rest(noVideo))
	mux.HandleFunc("POST /videos/thumbnail", d.rest(noVideo))
	for _, root := range roots() {
		mux.HandleFunc("/"+root, d.unrouted(mux))
		mux.HandleFunc("/"+root+"/", d.unrouted(mux))
	}
}

func noVideo(call) (reply, error) { return reply{}, notFound("videoId") }

// unrouted answers what no route of ours matches: preflights, methods that a path does not
// have, and paths that mean nothing.
func (d *Dialect) unrouted(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if othersVideo(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		if r.Method == http.MethodOptions {
			preflight(w, r)
			return
		}
		prepare(w.Header())
		if !strings.HasPrefix(r.URL.Path, "/auth/") {
			limitHeaders(w.Header())
		}
		f := fault{status: http.StatusNotFound, slug: unrecognizedURL}
		if allowed := allowedMethods(mux, r); len(allowed) > 0 {
			f = fault{status: http.StatusMethodNotAllowed, slug: methodNotAllowed}
			w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
		}
		d.problem(w, r, f)
	}
}

// allowedMethods asks the mux which methods the path of r has: those whose pattern is
// another than the one that brought r here.
func allowedMethods(mux *http.ServeMux, r *http.Request) []string {
	probe := r.Clone(r.Context())
	probe.URL.Path = strings.TrimSuffix(r.URL.Path, "/")
	probe.URL.RawPath = strings.TrimSuffix(r.URL.RawPath, "/")
	var allowed []string
	for _, method := range methods() {
		probe.Method = method
		if _, pattern := mux.Handler(probe); strings.HasPrefix(pattern, method+" ") || method == http.MethodHead && strings.HasPrefix(pattern, "GET ") {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

func methods() []string {
	return []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
}

// othersVideo reports whether a path is one below /videos that another API owns: its ids
// are a project and an underscore.
func othersVideo(path string) bool {
	rest, ok := strings.CutPrefix(path, "/videos/")
	digits, _, found := strings.Cut(rest, "_")
	return ok && found && digits != "" && len(digits) <= 10 && strings.Trim(digits, "0123456789") == ""
}
