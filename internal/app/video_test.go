package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/hls"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/playback"
	"github.com/tributary-video/tributary/internal/testkit"
	"github.com/tributary-video/tributary/internal/upload"
)

// server is a whole server without its listener.
type server struct {
	*core

	url     string
	project int64
}

func start(t *testing.T, database string) *server {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Data, cfg.Database = t.TempDir(), database
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	c, err := openRecords(t.Context(), cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.close() })
	if err := c.openBytes(); err != nil {
		t.Fatal(err)
	}
	if err := c.bootstrap(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	all, play, err := c.routes(mux, egress.New(egress.Config{}), playback.NewMeter(c.store, log))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(play.Close)
	w, err := c.startWorker(t.Context(), egress.New(egress.Config{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop worker: %v", err)
		}
	})
	front := httptest.NewServer(all)
	t.Cleanup(front.Close)
	return &server{core: c, url: front.URL, project: 1}
}

// upload brings a file in through the engine, in pieces, and returns its video.
func (s *server) upload(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := s.catalog.NewVideo(s.project, "test", media.Public)
	u, err := s.engine.Begin(t.Context(), upload.Beginning{
		ProjectID: s.project, Protocol: "test", NewVideo: &v, Length: int64(len(raw)), Limits: upload.Limits{Idle: time.Hour},
	})
	if err != nil {
		t.Fatal(err)
	}
	for u.Offset < int64(len(raw)) {
		piece := raw[u.Offset:min(int64(len(raw)), u.Offset+1<<20)]
		u, err = s.engine.Append(t.Context(), u.ID, upload.Chunk{
			Offset: u.Offset, Size: int64(len(piece)), Body: bytes.NewReader(piece), Length: upload.UnknownLength,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return v.ID
}

// settled waits until a video is ready or failed.
func (s *server) settled(t *testing.T, id string, patience time.Duration) media.Video {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		v, err := s.store.Video(ctx, id)
		if err != nil {
			t.Fatalf("wait for video: %v", err)
		}
		if v.State == media.Ready || v.State == media.Failed {
			return v
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("video is %s after %s: %+v", v.State, patience, v.Renditions)
		}
	}
}

// TestVideo is the whole way on both databases: bytes in, a checked asset out.
func TestVideo(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{
		"sqlite": func(testing.TB) string { return "" }, "postgres": testkit.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, database(t))
			id := s.upload(t, testkit.Clip(t, testkit.ClipSpec{Seconds: 14, GOP: 60}))
			v := s.settled(t, id, time.Minute)
			if v.State != media.Ready {
				t.Fatalf("video is %s: %+v", v.State, v.Failure)
			}
			s.check(t, v)
		})
	}
}

// check runs the rule checker over what viewers get.
func (s *server) check(t *testing.T, v media.Video) {
	t.Helper()
	report, err := hls.Check(t.Context(), hls.HTTP{Client: http.DefaultClient}, s.url+"/media/"+v.ID+"/master.m3u8")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Errors {
		t.Errorf("rule checker: %s", f)
	}
	for _, f := range report.Warnings {
		t.Logf("rule checker warns: %s", f)
	}
}
