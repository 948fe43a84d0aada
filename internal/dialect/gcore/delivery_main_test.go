package gcore_test

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/pipeline"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/playback/player"
	"github.com/tributary-video/tributary/internal/testkit"
)

// deliveryConfig is what serving viewers needs in tests. f.blobs is there.
func (f *fixture) deliveryConfig(t *testing.T) gcore.DeliveryConfig {
	t.Helper()
	master, err := auth.NewMaster(make([]byte, 32))
	must(t, err)
	pages, err := player.New()
	must(t, err)
	log := slog.New(slog.NewTextHandler(f.log, nil))
	play := playback.New(playback.Config{
		Store: f, Blobs: f.blobs, Master: master, Keys: auth.NewKeys(f), Pages: pages, Meter: playback.NewMeter(f, log), Log: log,
	})
	t.Cleanup(play.Close)
	return gcore.DeliveryConfig{Playback: play}
}

// handler puts in front of next what shares its paths with other APIs, and what pages load.
func (f *fixture) handler(next http.Handler) http.Handler {
	delivery, lists, assets := f.dialect.Delivery(), f.dialect.Playlists(), http.NotFoundHandler()
	if pages, err := player.New(); err == nil {
		assets = pages.Assets()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case f.dialect.Delivers(r.URL.Path):
			delivery.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/playlists/"):
			lists.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, player.AssetsPath):
			assets.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// film makes a video of the API out of a clip, by the real pipeline, and brings it to ready.
func (f *fixture) film(t *testing.T, clip testkit.ClipSpec) media.Video {
	t.Helper()
	return f.filmOf(t, f.newVideo(t, ""), clip)
}

// filmOf is film for a video that is there.
func (f *fixture) filmOf(t *testing.T, id int64, clip testkit.ClipSpec) media.Video {
	t.Helper()
	raw, err := os.ReadFile(testkit.Clip(t, clip))
	must(t, err)
	f.sourced(t, id, string(raw))
	f.process(t, f.pipeline(t), f.record(t, id).ID)
	v := f.record(t, id)
	if v.State != media.Ready {
		t.Fatalf("video is %s: %+v", v.State, v.Renditions)
	}
	return v
}

// pipeline is the real one, until the test ends.
func (f *fixture) pipeline(t *testing.T) *pipeline.Pipeline {
	t.Helper()
	log := slog.New(slog.NewTextHandler(f.log, nil))
	tools, err := ffmpeg.New(t.Context(), ffmpeg.Config{WorkDir: t.TempDir(), Log: log})
	must(t, err)
	line, err := pipeline.New(pipeline.Config{
		Store: f, Ledger: f, Posters: f, Videos: f.Video, Blobs: f.blobs, Local: f.blobs.Path,
		Busy: func() bool { return false }, Encoder: tools, WorkDir: t.TempDir(), Log: log,
	})
	must(t, err)
	t.Cleanup(func() { must(t, line.Close()) })
	return line
}

// process does the jobs of a video in the order they would be done.
func (f *fixture) process(t *testing.T, line *pipeline.Pipeline, id string) {
	t.Helper()
	do := func(step func(context.Context, media.Job, bool) error, kind media.JobKind, part int) {
		t.Helper()
		must(t, step(t.Context(), media.Job{Kind: kind, Subject: id, Part: part}, true))
	}
	do(line.Process, media.ProcessJob, 0)
	plan, err := f.Plan(t.Context(), id)
	must(t, err)
	v, err := f.Video(t.Context(), id)
	must(t, err)
	for _, r := range v.Renditions {
		if r.Kind == media.AudioRendition && r.State == media.Planned {
			do(line.Audio, media.AudioJob, 0)
		}
	}
	for part := range plan.Chunks {
		do(line.Encode, media.EncodeJob, part)
	}
	for part := range media.StillParts {
		do(line.Stills, media.StillsJob, part)
	}
}
