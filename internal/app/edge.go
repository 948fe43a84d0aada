package app

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/transport/s3"
)

// routes mounts everything that answers HTTP and returns what does so, mux among it.
func (c *core) routes(mux *http.ServeMux, guard *egress.Guard, meter *playback.Meter) (http.Handler, *playback.Playback, error) {
	pages, err := player.New()
	if err != nil {
		return nil, nil, fmt.Errorf("player pages: %w", err)
	}
	play := playback.New(playback.Config{
		Store: c.store, Blobs: c.blobs, Master: c.master, Keys: c.keys, Pages: pages, Meter: meter, Log: c.log,
	})
	play.Routes(mux)
	d, err := c.dialects(guard, play)
	if err != nil {
		return nil, nil, err
	}
	d.omegastream.Routes(mux)
	d.apivideo.Routes(mux)
	d.gcore.Routes(mux)
	mux.Handle("/playlists/", d.gcore.Playlists())
	d.streamdiver.Routes(mux)
	d.native.Routes(mux)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := pages.WriteLanding(w, r, landing()); err != nil {
			c.log.LogAttrs(r.Context(), slog.LevelDebug, "landing page", slog.Any("error", err))
		}
	})
	objects := s3.New(s3.Config{Keys: d.streamdiver, Uploads: c.engine, Records: c.store, PublicURL: c.cfg.PublicURL, Log: c.log})
	return newShared(httpd.Canonical(mux), d.gcore, objects), play, nil
}

// landing is what the page at / says.
func landing() player.Landing {
	return player.Landing{
		Version: Version(),
		APIs: []player.API{
			{Name: "Tributary", Note: "every video, whatever API brought it", Paths: []string{"/v1/videos", "/v1/tus", "/v1/uploads", "/v1/imports", "/v1/openapi.json"}},
			{Name: "Omegastream", Note: "tus V1 and V2, videos, collections, webhooks", Paths: []string{"/company/client/video/stream", "/tusupload"}},
			{Name: "api.video", Note: "progressive and delegated uploads, captions, players, webhooks", Paths: []string{"/videos", "/videos/{videoId}/source", "/upload?token=", "/vod/{videoId}"}},
			{Name: "Gcore Video Hosting", Note: "tus with a token, copies from URLs, batches", Paths: []string{"/streaming/videos", "/upload", "/iam/clients/me", "/videos/{client}_{slug}"}},
			{Name: "Streamdiver and S3", Note: "S3 multipart or one PUT, imports, media, channels", Paths: []string{"/realms/{tenant}/protocol/openid-connect/token", "/v2/uploads", "/v2/media", "/project-{n}/{key}"}},
		},
		Links: []player.Link{{Name: "Health", URL: "/readyz"}, {Name: "Metrics", URL: "/metrics"}},
	}
}
