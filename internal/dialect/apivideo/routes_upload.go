package apivideo

import "net/http"

func (d *Dialect) uploadRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /videos/{videoId}/source", d.receiving(d.uploadSource))
	mux.HandleFunc("POST /upload", d.receiving((&tokenUploads{Dialect: d}).upload))
	mux.HandleFunc("/upload", d.unrouted(mux))
	mux.HandleFunc("POST /upload-tokens", d.rest(d.createToken))
	mux.HandleFunc("GET /upload-tokens", d.rest(d.listTokens))
	mux.HandleFunc("GET /upload-tokens/{token}", d.rest(d.getToken))
	mux.HandleFunc("DELETE /upload-tokens/{token}", d.rest(d.deleteToken))
}
