package gcore

import "net/http"

func (d *Dialect) groupRoutes(mux *http.ServeMux) {
	mux.HandleFunc("POST /streaming/directories", d.rest(d.createDirectory))
	mux.HandleFunc("GET /streaming/directories/tree", d.rest(d.getDirectoryTree))
	mux.HandleFunc("GET /streaming/directories/{id}", d.rest(d.getDirectory))
	mux.HandleFunc("PATCH /streaming/directories/{id}", d.rest(d.updateDirectory))
	mux.HandleFunc("DELETE /streaming/directories/{id}", d.rest(d.deleteDirectory))

	mux.HandleFunc("GET /streaming/playlists", d.rest(d.listPlaylists))
	mux.HandleFunc("POST /streaming/playlists", d.rest(d.createPlaylist))
	mux.HandleFunc("GET /streaming/playlists/{id}", d.rest(d.getPlaylist))
	mux.HandleFunc("PATCH /streaming/playlists/{id}", d.rest(d.updatePlaylist))
	mux.HandleFunc("DELETE /streaming/playlists/{id}", d.rest(d.deletePlaylist))
	mux.HandleFunc("GET /streaming/playlists/{id}/videos", d.rest(d.listPlaylistVideos))
}
