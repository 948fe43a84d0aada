package app

import (
	"fmt"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/dialect/native"
	"github.com/tributary-video/tributary/internal/dialect/omegastream"
	"github.com/tributary-video/tributary/internal/dialect/picture"
	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/upload"
	"github.com/tributary-video/tributary/internal/webhook"
)

// dialects are the vendors' APIs, each over the same core.
type dialects struct {
	omegastream *omegastream.Dialect
	apivideo    *apivideo.Dialect
	gcore       *gcore.Dialect
	streamdiver *streamdiver.Dialect
	native      *native.API
}

func (c *core) dialects(guard *egress.Guard, play *playback.Playback) (dialects, error) {
	d := dialects{omegastream: c.omegastream(guard, play), native: c.native(guard, play)}
	var err error
	if d.apivideo, err = c.apivideo(guard, play); err != nil {
		return d, fmt.Errorf("build api.video: %w", err)
	}
	if d.gcore, err = c.gcore(guard, play); err != nil {
		return d, fmt.Errorf("build Gcore: %w", err)
	}
	if d.streamdiver, err = c.streamdiver(guard, play); err != nil {
		return d, fmt.Errorf("build Streamdiver: %w", err)
	}
	return d, nil
}

func (c *core) omegastream(guard *egress.Guard, play *playback.Playback) *omegastream.Dialect {
	return omegastream.New(omegastream.Config{
		Catalog: c.catalog, Uploads: c.engine, Keys: c.keys, Master: c.master,
		Endpoints: c.store, Traffic: c.store, Projects: c.store, Playback: play, Guard: guard,
		Importer: c.importer(guard), PublicURL: c.cfg.PublicURL, MaxUploadSize: int64(c.cfg.MaxUploadSize), UploadExpiry: c.cfg.UploadExpiry,
		Digest: upload.Digest(c.cfg.Digest),
		Settings: omegastream.Settings{
			SignatureGrace: c.cfg.Omegastream.SignatureGrace, V1ChunkRules: string(c.cfg.Omegastream.V1ChunkRules),
			DeleteFailedAfter: c.cfg.Omegastream.DeleteFailedAfter, RequestsPerMinute: c.cfg.Omegastream.RequestsPerMinute,
		},
		Log: c.log,
	})
}

func (c *core) apivideo(guard *egress.Guard, play *playback.Playback) (*apivideo.Dialect, error) {
	return apivideo.New(apivideo.Config{
		Catalog: c.catalog, Uploads: c.engine, Records: c.store, Keys: c.keys, Master: c.master, Endpoints: c.store,
		Blobs: c.blobs, Importer: c.importer(guard), Stills: c.store, Captions: c.captions(), Playback: play, Viewers: c.store, Guard: guard,
		PublicURL: c.cfg.PublicURL, MaxUploadSize: int64(c.cfg.MaxUploadSize), Retention: c.cfg.DeletedRetention,
		Digest: upload.Digest(c.cfg.Digest), Log: c.log,
	})
}

func (c *core) gcore(guard *egress.Guard, play *playback.Playback) (*gcore.Dialect, error) {
	return gcore.New(gcore.Config{
		Catalog: c.catalog, Records: c.store, Keys: c.keys, Master: c.master, Blobs: c.blobs, Importer: c.importer(guard), Guard: guard,
		Transfer: gcore.TransferConfig{
			Uploads: c.engine, Usage: c.store, Segments: c.store, Transcriber: c.transcriber(),
			MaxUploadSize: int64(c.cfg.MaxUploadSize), Digest: upload.Digest(c.cfg.Digest),
		},
		Delivery:  gcore.DeliveryConfig{Playback: play},
		PublicURL: c.cfg.PublicURL, Settings: c.gcoreSettings(), Log: c.log,
	})
}

func (c *core) gcoreSettings() gcore.Settings {
	s := gcore.Settings{
		RequestsPerSecond: gcore.DefaultRequestsPerSecond, QualitySets: c.qualitySets(), LinkSecrets: map[int64]string{},
	}
	for project, secret := range c.cfg.GcoreLinkSecrets {
		s.LinkSecrets[project] = string(secret)
	}
	return s
}

func (c *core) qualitySets() []gcore.QualitySet {
	sets := make([]gcore.QualitySet, 0, len(c.cfg.Gcore.QualitySets))
	for _, set := range c.cfg.Gcore.QualitySets {
		sets = append(sets, gcore.QualitySet{ID: set.ID, Name: set.Name, Qualities: set.Sizes, Default: set.Default})
	}
	return sets
}

// streamdiver is built on workers, too, which sweep what it leaves; they have no play.
func (c *core) streamdiver(guard *egress.Guard, play *playback.Playback) (*streamdiver.Dialect, error) {
	return streamdiver.New(streamdiver.Config{
		Catalog: c.catalog, Uploads: c.engine, Records: c.store, Sources: c.store, Keys: c.keys, Master: c.master,
		Imports:   streamdiver.ImportConfig{Importer: c.importer(guard)},
		Media:     streamdiver.MediaConfig{Projects: c.store, Blobs: c.blobs, Playback: play, Pictures: picture.NewDesk()},
		Webhooks:  streamdiver.WebhookConfig{Endpoints: c.store, Deliveries: c.store, Guard: guard, Renderer: c.streamdiverRenderer()},
		Settings:  streamdiver.Settings{UploadTTL: c.cfg.Streamdiver.UploadTTL, RequestsPerSecond: c.cfg.Streamdiver.RequestsPerSecond},
		PublicURL: c.cfg.PublicURL, MaxUploadSize: int64(c.cfg.MaxUploadSize), Digest: upload.Digest(c.cfg.Digest), Log: c.log,
	})
}

func (c *core) native(guard *egress.Guard, play *playback.Playback) *native.API {
	return native.New(native.Config{
		Catalog: c.catalog, Uploads: c.engine, Keys: c.keys, Master: c.master, Projects: c.store, Playback: play,
		Imports: c.migration(guard), Endpoints: c.store, Guard: guard, Formats: map[string]native.Format{native.Name: native.Topics, gcore.Name: gcore.Topics},
		PublicURL: c.cfg.PublicURL, Version: Version(), Log: c.log,
		MaxUploadSize: int64(c.cfg.MaxUploadSize), UploadExpiry: c.cfg.UploadExpiry, Digest: upload.Digest(c.cfg.Digest),
	})
}

// renderers write webhook messages in each dialect's form.
func (c *core) renderers() map[string]webhook.Renderer {
	return map[string]webhook.Renderer{
		apivideo.Name:    apivideo.Renderer{},
		gcore.Name:       gcore.Renderer{PublicURL: c.cfg.PublicURL},
		native.Name:      native.Renderer{},
		omegastream.Name: omegastream.NewRenderer(omegastream.RendererConfig{Projects: c.store, Master: c.master, PublicURL: c.cfg.PublicURL}),
		streamdiver.Name: c.streamdiverRenderer(),
	}
}

func (c *core) streamdiverRenderer() *streamdiver.Renderer {
	return streamdiver.NewRenderer(streamdiver.RendererConfig{
		Projects: c.store, Documents: c.catalog, Master: c.master, PublicURL: c.cfg.PublicURL,
	})
}
