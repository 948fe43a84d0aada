package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// Transcriptions keeps how far transcriptions are. A task that is over, or that somebody
// else went on with, is media.Conflict.
type Transcriptions interface {
	// StartTranscription records that a worker has begun, and loads the task. Of a video that wants
	// captions it adds the task first, whose id is the video's.
	StartTranscription(ctx context.Context, id string) (speech.Task, error)
	// AddTranscript records that the next part is stored, and how far it reaches in a video of a length.
	AddTranscript(ctx context.Context, before speech.Task, heard, length time.Duration, found string) (speech.Task, error)
	// FinishTranscription records that all is heard and, if there are any, shows the captions with
	// the video. It returns the key of a blob that nobody needs any more, "" when there is none. A
	// video that was deleted is media.NotFound.
	FinishTranscription(ctx context.Context, t speech.Task, captions *media.Text) (unused string, err error)
	FailTranscription(ctx context.Context, id string, why media.Refusal) error
}

const (
	// turn is how long a job goes on before others have theirs: with the piece begun last it
	// stays well below the hour that the queue gives a job.
	turn = 10 * time.Minute
	// engineWaits is how long a task waits for an engine that does not answer, from its last
	// progress: over a night that nobody is there.
	engineWaits = 24 * time.Hour
)

// captionJobs are those of a video that wants captions from speech. Without an engine the wish
// has no effect.
func (p *Pipeline) captionJobs(v media.Video) []media.Job {
	if p.cfg.Speech == nil || !v.Wishes.Transcript {
		return nil
	}
	return []media.Job{{Kind: media.TranscribeJob, Subject: v.ID, Priority: 3}}
}

// Transcribe makes text of what is said in a video, piece by piece. What is heard is
// stored: killed or sent back, it goes on there.
func (p *Pipeline) Transcribe(ctx context.Context, job media.Job, lastTry bool) error {
	task, err := p.cfg.Transcriptions.StartTranscription(ctx, job.Subject)
	if err == nil {
		err = p.transcribe(ctx, &task)
	}
	if waited := time.Since(task.UpdatedAt); ctx.Err() == nil && media.KindOf(err) == media.Unavailable && waited < engineWaits {
		p.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "speech engine does not answer", slog.String("task", task.ID), slog.Any("error", err))
		return &media.Later{After: min(max(waited/2, 5*time.Second), 10*time.Minute)}
	}
	return p.verdict(ctx, job, lastTry, err, func(why media.Refusal) error {
		if _, refused := media.RefusalOf(err); !refused {
			why.Text = "Speech could not be transcribed."
		}
		return p.failTranscript(ctx, task, why)
	})
}

// failTranscript ends a task without a result. What was heard goes: after a video is purged
// nobody else would remove it.
func (p *Pipeline) failTranscript(ctx context.Context, task speech.Task, why media.Refusal) error {
	keys := make([]string, task.Parts+1) // one may be stored that is not recorded
	for n := range keys {
		keys[n] = speech.PartKey(task, n)
	}
	if err := p.cfg.Blobs.Delete(ctx, keys...); err != nil {
		return fmt.Errorf("forget transcription %s: %w", task.ID, err)
	}
	return p.cfg.Transcriptions.FailTranscription(ctx, task.ID, why)
}

func (p *Pipeline) transcribe(ctx context.Context, task *speech.Task) error {
	if p.cfg.Speech == nil {
		return media.Refuse(media.CodecUnsupported, "Speech is not transcribed here.", nil)
	}
	for begun := time.Now(); ; {
		t, err := p.heard(ctx, task.VideoID) // anew, because it may have been deleted
		if err != nil {
			return err
		}
		length := max(t.plan.CutTime(t.plan.Segments()), 100*time.Millisecond)
		if task.Heard >= length {
			return p.finishTranscript(ctx, *task)
		}
		if time.Since(begun) > turn {
			return &media.Later{}
		}
		if *task, err = p.hear(ctx, t, *task, length); err != nil {
			return fmt.Errorf("transcribe %s from %s: %w", task.VideoID, task.Heard, err)
		}
	}
}

// gone is the end of a task on what was deleted.
func gone(cause error) error {
	return media.Refuse(media.UploadLost, "The video or its original was deleted.", cause)
}

// heard loads a video whose sound can be listened to.
func (p *Pipeline) heard(ctx context.Context, videoID string) (*title, error) {
	v, err := p.cfg.Videos(ctx, videoID)
	if media.KindOf(err) == media.NotFound {
		return nil, gone(nil)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case v.State == media.Failed && v.Failure != nil:
		return nil, &media.Refused{Refusal: *v.Failure}
	case v.State == media.Deleted || !v.Source.Kept() || v.PurgedAt != nil:
		return nil, gone(nil)
	}
	plan, err := p.cfg.Store.Plan(ctx, videoID)
	if media.KindOf(err) == media.NotFound || err == nil && plan.Probe == nil {
		return nil, &media.Later{After: time.Second} // the plan is being made
	}
	if err != nil {
		return nil, err
	}
	probe, err := storedProbe(plan)
	if err != nil {
		return nil, fmt.Errorf("probe of video %s: %w", videoID, err)
	}
	if plan.Audio < 0 {
		return nil, media.Refuse(media.NoTracks, "The video has no sound.", nil)
	}
	return &title{video: v, plan: plan, probe: probe}, nil
}
