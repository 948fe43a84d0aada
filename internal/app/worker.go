package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/tributary-video/tributary/internal/blob/disk"
	"github.com/tributary-video/tributary/internal/db"
	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/pipeline"
	"github.com/tributary-video/tributary/internal/queue"
	"github.com/tributary-video/tributary/internal/upload"
	"github.com/tributary-video/tributary/internal/webhook"
)

// sweepEvery is how often expired uploads and purged videos are looked for.
const sweepEvery = time.Minute

// worker does the jobs of this process.
type worker struct {
	queue    *queue.Queue
	pipeline *pipeline.Pipeline
	guard    *egress.Guard
	drain    time.Duration
}

func (c *core) startWorker(ctx context.Context, guard *egress.Guard) (*worker, error) {
	tools, err := ffmpeg.New(ctx, ffmpeg.Config{
		Sandbox: ffmpeg.Mode(c.cfg.Sandbox), WorkDir: c.cfg.InData("work", "tasks"), Log: c.log,
	})
	if err != nil {
		return nil, err
	}
	if !tools.Sandboxed() {
		c.log.WarnContext(ctx, "media tools run without a sandbox; `tributary doctor` says why")
	}
	engine, err := c.speech(tools)
	if err != nil {
		return nil, err
	}
	p, err := pipeline.New(pipeline.Config{
		Store: c.store, Ledger: c.store, Posters: c.store, Videos: c.store.Video, Blobs: c.blobs, Local: c.blobs.Path,
		Busy: c.engine.Busy, Encoder: tools, WorkDir: c.cfg.InData("work", "sources"), Log: c.log,
		Transcriptions: c.store, Speech: engine,
	})
	if err != nil {
		return nil, err
	}
	deliverer := webhook.New(webhook.Config{
		Store: c.store, Client: guard.Client(egress.Webhook), Renderers: c.renderers(), Log: c.log,
	})
	uploads, err := c.streamdiver(guard, nil)
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	sweeper := &sweeper{
		store: c.store, blobs: c.blobs, engine: c.engine, pipeline: p, streamdiver: uploads, retention: c.cfg.DeletedRetention, log: c.log,
	}
	many := c.migration(guard)
	err = c.queue.Start(ctx, queue.Config{Workers: encodeSlots(c.cfg.EncodeSlots, runtime.NumCPU()), Sweep: sweepEvery, Handlers: map[media.JobKind]queue.Handler{
		media.ProcessJob:    p.Process,
		media.EncodeJob:     p.Encode,
		media.AudioJob:      p.Audio,
		media.StillsJob:     p.Stills,
		media.ThumbnailJob:  p.Thumbnail,
		media.DigestJob:     p.Digest,
		media.TranscribeJob: p.Transcribe,
		media.ImportJob:     c.importer(guard).Run,
		media.PlanImportJob: many.Plan,
		media.FeedImportJob: many.Feed,
		media.DeliverJob:    func(ctx context.Context, job media.Job, _ bool) error { return deliverer.Deliver(ctx, job.Subject) },
		media.SweepJob:      func(ctx context.Context, _ media.Job, _ bool) error { return sweeper.sweep(ctx) },
	}})
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return &worker{queue: c.queue, pipeline: p, guard: guard, drain: c.cfg.DrainTime}, nil
}

// encodeSlots is how many chunks are encoded at once. One run of the encoder, on as many
// threads as there are CPUs, leaves about half of them idle; six minutes in five rungs on two CPUs
// took 260 s one chunk at a time and 155 s two at a time.
func encodeSlots(wanted, cpus int) int {
	if wanted > 0 {
		return wanted
	}
	return max(min(cpus, 2), cpus/2)
}

// stop waits for running jobs, cancels what is left, and clears the work folder.
// ctx must not be the one whose end asked for the stop.
func (w *worker) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, w.drain)
	defer cancel()
	err := w.queue.Stop(ctx)
	w.guard.Close()
	return errors.Join(err, w.pipeline.Close())
}

// sweepBatch bounds what one sweep removes; the next one goes on.
const sweepBatch = 100

// sweeper removes what nobody needs any more.
type sweeper struct {
	store       *db.DB
	blobs       *disk.Store
	engine      *upload.Engine
	pipeline    *pipeline.Pipeline
	streamdiver *streamdiver.Dialect
	retention   time.Duration
	log         *slog.Logger
}

func (s *sweeper) sweep(ctx context.Context) error {
	s.pipeline.Tidy()
	// Purged videos first: their originals go with what uploads left behind.
	return errors.Join(s.streamdiver.Sweep(ctx), s.purgeDue(ctx), s.engine.Sweep(ctx, s.store), s.store.SweepImports(ctx), s.store.SweepImportJobs(ctx), s.store.SweepDocuments(ctx),
		s.store.SweepViewers(ctx))
}

func (s *sweeper) purgeDue(ctx context.Context) error {
	due, err := s.store.Purgeable(ctx, time.Now().Add(-s.retention), sweepBatch)
	if err != nil {
		return fmt.Errorf("find videos to purge: %w", err)
	}
	for _, v := range due {
		if err := s.purge(ctx, v); err != nil {
			return fmt.Errorf("purge video %s: %w", v.ID, err)
		}
	}
	return nil
}

// purge removes what was made of a deleted video and lets go of its original, whose
// bytes other uploads may share. The record says so first, so that it can no longer
// be restored while its bytes go, and last that they are gone: until then it is repeated.
func (s *sweeper) purge(ctx context.Context, v media.Video) error {
	if ok, err := s.store.BeginPurge(ctx, v.ID); err != nil || !ok {
		return err
	}
	var keys []string
	err := s.blobs.List(ctx, media.VideoPrefix(v.ID), func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.blobs.Delete(ctx, keys...); err != nil {
		return err
	}
	if err := s.store.EndPurge(ctx, v.ID); err != nil {
		return err
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "video purged", slog.String("video", v.ID), slog.Int("blobs", len(keys)))
	return nil
}
