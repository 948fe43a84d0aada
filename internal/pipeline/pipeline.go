package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/ffmpeg"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
	"github.com/tributary-video/tributary/internal/upload"
)

// Store keeps what processing decides and makes. A video that is no longer
// being processed (deleted, failed, ready) is media.Conflict.
type Store interface {
	// StartProcessing records that a worker has begun, once, and loads the video.
	StartProcessing(ctx context.Context, videoID string) (media.Video, error)
	// SavePlan stores a plan and starts its jobs. A plan without a probe is the
	// beginning of one: the next adds to it and changes nothing published. A video that
	// has a whole plan keeps it, and one that has another source by now is media.Conflict.
	SavePlan(ctx context.Context, videoID string, p media.Planning) error
	// Plan loads the plan, media.NotFound when there is none.
	Plan(ctx context.Context, videoID string) (media.Plan, error)
	// CompleteChunk records published segments, once, and the state they earn the video.
	CompleteChunk(ctx context.Context, videoID string, chunk int, outputs []media.ChunkOutput) error
	// DropRenditions gives renditions up; with nothing left to watch, the video fails.
	DropRenditions(ctx context.Context, videoID string, names []string, why media.Refusal) error
	// FailSource ends processing with a reason. What plays already goes on playing: then it only
	// gives up what is still planned. The video must still have the source that was judged, or it is
	// media.Conflict; nil = whatever it has.
	FailSource(ctx context.Context, videoID string, source *media.Source, why media.Refusal) error
}

// Ledger knows what the bytes of a source summed to when they were acknowledged.
type Ledger interface {
	SourceRanges(ctx context.Context, source media.Source) ([]upload.Range, error)
	SetDigest(ctx context.Context, videoID string, source media.Source, sum []byte) error
}

// Encoder is the media tool; package ffmpeg in production.
type Encoder interface {
	Probe(ctx context.Context, in ffmpeg.Input) (ffmpeg.Probe, error)
	EncodeSegment(ctx context.Context, in ffmpeg.Input, spec ffmpeg.SegmentSpec) (*ffmpeg.Segment, error)
	EncodeAudio(ctx context.Context, in ffmpeg.Input, spec ffmpeg.AudioSpec) (*ffmpeg.Sound, error)
	Still(ctx context.Context, in ffmpeg.Input, spec ffmpeg.StillSpec) ([]byte, error)
	Preview(ctx context.Context, in ffmpeg.Input, spec ffmpeg.PreviewSpec) (ffmpeg.Preview, error)
	Speech(ctx context.Context, in ffmpeg.Input, spec ffmpeg.SpeechSpec) (*ffmpeg.Sound, error)
}

// Config is what a pipeline needs.
type Config struct {
	Store   Store
	Ledger  Ledger
	Posters Posters
	Videos  func(ctx context.Context, id string) (media.Video, error)
	Blobs   blob.Store
	Local   func(key string) (path string, ok bool) // a blob's file, where there is one
	Encoder Encoder
	Busy    func() bool // whether this process is receiving an upload
	WorkDir string      // for sources that no single file holds

	Transcriptions Transcriptions
	Speech         speech.Engine // nil = nothing is transcribed

	Log *slog.Logger
}

// Pipeline does the jobs of processing. It is safe for concurrent use.
type Pipeline struct {
	cfg     Config
	sources *sources
}

// New makes a pipeline.
func New(cfg Config) (*Pipeline, error) {
	s, err := newSources(cfg.Blobs, cfg.Local, cfg.WorkDir)
	if err != nil {
		return nil, err
	}
	return &Pipeline{cfg: cfg, sources: s}, nil
}

// Close removes what the pipeline keeps in its work folder. No job may run any more.
func (p *Pipeline) Close() error { return p.sources.close() }

// Tidy removes copies of sources that no job has used for a while.
func (p *Pipeline) Tidy() { p.sources.evict(5 * time.Minute) }

// verdict decides what an error of a job means. A refusal of the source ends it
// for good through end; trouble that may pass is returned, to be tried again,
// unless this was the last try. A video that nobody wants any more is no error.
func (p *Pipeline) verdict(ctx context.Context, job media.Job, lastTry bool, err error, end func(media.Refusal) error) error {
	if _, later := errors.AsType[*media.Later](err); later || err == nil {
		return err
	}
	log := p.cfg.Log.With(slog.String("job", string(job.Kind)), slog.String("video", job.Subject), slog.Int("part", job.Part))
	kind := media.KindOf(err)
	if kind == media.Conflict || kind == media.NotFound {
		log.LogAttrs(ctx, slog.LevelInfo, "job is not needed any more", slog.Any("reason", err))
		return nil
	}
	refusal, refused := media.RefusalOf(err)
	if ctx.Err() != nil || !lastTry && (!refused || refusal.Code.Retryable()) {
		return err
	}
	if !refused {
		refusal = media.Refusal{Code: media.ProcessingLimit, Text: "The file could not be processed."}
	}
	log.LogAttrs(ctx, slog.LevelWarn, "source refused", slog.String("code", string(refusal.Code)), slog.Any("error", err))
	err = end(refusal)
	if kind := media.KindOf(err); err != nil && (kind == media.Conflict || kind == media.NotFound) {
		return nil
	}
	return err
}

// load reads what a job after planning needs.
func (p *Pipeline) load(ctx context.Context, videoID string) (*title, error) {
	v, err := p.cfg.Videos(ctx, videoID)
	if err != nil {
		return nil, err
	}
	if v.State != media.Processing && v.State != media.Viewable {
		return nil, media.Errorf(media.Conflict, "video is %s", v.State)
	}
	plan, err := p.cfg.Store.Plan(ctx, videoID)
	if err != nil {
		return nil, err
	}
	probe, err := storedProbe(plan)
	if err != nil {
		return nil, fmt.Errorf("probe of video %s: %w", videoID, err)
	}
	return &title{video: v, plan: plan, probe: probe}, nil
}

// title is a video with its plan, as the jobs after planning see it.
type title struct {
	video media.Video
	plan  media.Plan
	probe ffmpeg.Probe
}

func (t *title) rendition(name string) (media.Rendition, error) {
	for _, r := range t.video.Renditions {
		if r.Name == name {
			return r, nil
		}
	}
	return media.Rendition{}, errors.New("no rendition " + name)
}
