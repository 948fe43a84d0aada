package app

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/dialect/native"
	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/upload"
	"github.com/tributary-video/tributary/internal/webhook"
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
	omegastream.New(omegastream.Config{
		Catalog: c.catalog, Uploads: c.engine, Keys: c.keys, Master: c.master,
		Endpoints: c.store, Traffic: c.store, Projects: c.store, Playback: play, Guard: guard,
		Importer: c.importer(guard), PublicURL: c.cfg.PublicURL, MaxUploadSize: int64(c.cfg.MaxUploadSize), UploadExpiry: c.cfg.UploadExpiry,
		Digest: upload.Digest(c.cfg.Digest),
		Settings: omegastream.Settings{
			SignatureGrace: c.cfg.Omegastream.SignatureGrace, V1ChunkRules: string(c.cfg.Omegastream.V1ChunkRules),
			DeleteFailedAfter: c.cfg.Omegastream.DeleteFailedAfter, RequestsPerMinute: c.cfg.Omegastream.RequestsPerMinute,
		},
		Log: c.log,
	}).Routes(mux)
	vod, err := apivideo.New(apivideo.Config{
		Catalog: c.catalog, Uploads: c.engine, Records: c.store, Keys: c.keys, Master: c.master, Endpoints: c.store,
		Blobs: c.blobs, Importer: c.importer(guard), Stills: c.store, Playback: play, Viewers: c.store, Guard: guard,
		PublicURL: c.cfg.PublicURL, MaxUploadSize: int64(c.cfg.MaxUploadSize), Retention: c.cfg.DeletedRetention,
		Digest: upload.Digest(c.cfg.Digest), Log: c.log,
	})
	if err != nil {
		return nil, nil, err
	}
	vod.Routes(mux)
	streaming, err := gcore.New(gcore.Config{
		Catalog: c.catalog, Records: c.store, Keys: c.keys, Master: c.master, Blobs: c.blobs, Importer: c.importer(guard), Guard: guard,
		Transfer: gcore.TransferConfig{
			Uploads: c.engine, Usage: c.store, Segments: c.store,
			MaxUploadSize: int64(c.cfg.MaxUploadSize), Digest: upload.Digest(c.cfg.Digest),
		},
		Delivery:  gcore.DeliveryConfig{Playback: play},
		PublicURL: c.cfg.PublicURL, Settings: gcore.Settings{RequestsPerSecond: gcore.DefaultRequestsPerSecond}, Log: c.log,
	})
	if err != nil {
		return nil, nil, err
	}
	streaming.Routes(mux)
	mux.Handle("/playlists/", streaming.Playlists())
	native.New(native.Config{
		Catalog: c.catalog, Uploads: c.engine, Keys: c.keys, Master: c.master, Projects: c.store, Playback: play,
		Imports: c.migration(guard), Endpoints: c.store, Guard: guard, Formats: map[string]native.Format{gcore.Name: gcore.Topics},
		PublicURL: c.cfg.PublicURL, Version: Version(), Log: c.log,
		MaxUploadSize: int64(c.cfg.MaxUploadSize), UploadExpiry: c.cfg.UploadExpiry, Digest: upload.Digest(c.cfg.Digest),
	}).Routes(mux)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := pages.WriteLanding(w, r, landing()); err != nil {
			c.log.LogAttrs(r.Context(), slog.LevelDebug, "landing page", slog.Any("error", err))
		}
	})
	return newShared(httpd.Canonical(mux), streaming), play, nil
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
		},
		Links: []player.Link{{Name: "Health", URL: "/readyz"}, {Name: "Metrics", URL: "/metrics"}},
	}
}

// renderers write webhook messages in each dialect's form.
func (c *core) renderers() map[string]webhook.Renderer {
	return map[string]webhook.Renderer{
		apivideo.Name:    apivideo.Renderer{},
		gcore.Name:       gcore.Renderer{PublicURL: c.cfg.PublicURL},
		omegastream.Name: omegastream.NewRenderer(omegastream.RendererConfig{Projects: c.store, Master: c.master, PublicURL: c.cfg.PublicURL}),
	}
}
