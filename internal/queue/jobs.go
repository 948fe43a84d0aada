package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tributary-video/tributary/internal/media"
)

// Queues keep kinds of work from starving each other: nothing waits behind an
// encode but encodes, sound and stills behind their like only, and a slow
// webhook receiver or origin delays no video.
const (
	queuePrompt  = "prompt"
	queueQuick   = "quick"
	queueEncode  = "encode"
	queueDeliver = "deliver"
	queueImport  = "import"
	queueMigrate = "migrate"
	queueSpeech  = "speech"
)

func queueOf(kind media.JobKind) string {
	switch kind {
	case media.EncodeJob:
		return queueEncode
	case media.AudioJob, media.StillsJob, media.ThumbnailJob, media.DigestJob:
		return queueQuick
	case media.TranscribeJob:
		return queueSpeech
	case media.DeliverJob:
		return queueDeliver
	case media.ImportJob:
		return queueImport
	case media.PlanImportJob, media.FeedImportJob:
		return queueMigrate
	}
	return queuePrompt
}

// work is what every job carries. Each kind has a type of its own because River
// finds the worker by the type's kind.
type work struct {
	Subject string `json:"subject,omitempty"`
	Part    int    `json:"part,omitempty"`
}

func (w work) fields() work { return w }

type (
	processArgs   struct{ work }
	encodeArgs    struct{ work }
	audioArgs     struct{ work }
	stillsArgs    struct{ work }
	thumbnailArgs struct{ work }
	digestArgs    struct{ work }
	speechArgs    struct{ work }
	importArgs    struct{ work }
	planArgs      struct{ work }
	feedArgs      struct{ work }
	deliverArgs   struct{ work }
	sweepArgs     struct{ work }
)

func (processArgs) Kind() string   { return string(media.ProcessJob) }
func (encodeArgs) Kind() string    { return string(media.EncodeJob) }
func (audioArgs) Kind() string     { return string(media.AudioJob) }
func (stillsArgs) Kind() string    { return string(media.StillsJob) }
func (thumbnailArgs) Kind() string { return string(media.ThumbnailJob) }
func (digestArgs) Kind() string    { return string(media.DigestJob) }
func (speechArgs) Kind() string    { return string(media.TranscribeJob) }
func (importArgs) Kind() string    { return string(media.ImportJob) }
func (planArgs) Kind() string      { return string(media.PlanImportJob) }
func (feedArgs) Kind() string      { return string(media.FeedImportJob) }
func (deliverArgs) Kind() string   { return string(media.DeliverJob) }
func (sweepArgs) Kind() string     { return string(media.SweepJob) }

func argsOf(j media.Job) (river.JobArgs, error) {
	w := work{Subject: j.Subject, Part: j.Part}
	switch j.Kind {
	case media.ProcessJob:
		return processArgs{w}, nil
	case media.EncodeJob:
		return encodeArgs{w}, nil
	case media.AudioJob:
		return audioArgs{w}, nil
	case media.StillsJob:
		return stillsArgs{w}, nil
	case media.ThumbnailJob:
		return thumbnailArgs{w}, nil
	case media.DigestJob:
		return digestArgs{w}, nil
	case media.TranscribeJob:
		return speechArgs{w}, nil
	case media.ImportJob:
		return importArgs{w}, nil
	case media.PlanImportJob:
		return planArgs{w}, nil
	case media.FeedImportJob:
		return feedArgs{w}, nil
	case media.DeliverJob:
		return deliverArgs{w}, nil
	case media.SweepJob:
		return sweepArgs{w}, nil
	}
	return nil, fmt.Errorf("unknown job kind %q", j.Kind)
}

func insertion(j media.Job) (river.InsertManyParams, error) {
	args, err := argsOf(j)
	if err != nil {
		return river.InsertManyParams{}, err
	}
	opts := &river.InsertOpts{Queue: queueOf(j.Kind), Priority: j.Priority}
	if j.Priority == 0 {
		opts.Priority = 2
	}
	if j.Delay > 0 {
		opts.ScheduledAt = time.Now().Add(j.Delay)
	}
	return river.InsertManyParams{Args: args, InsertOpts: opts}, nil
}

func register(workers *river.Workers, handlers map[media.JobKind]Handler) error {
	return errors.Join(
		add[processArgs](workers, handlers), add[encodeArgs](workers, handlers), add[audioArgs](workers, handlers),
		add[stillsArgs](workers, handlers), add[thumbnailArgs](workers, handlers), add[digestArgs](workers, handlers), add[speechArgs](workers, handlers),
		add[importArgs](workers, handlers), add[planArgs](workers, handlers), add[feedArgs](workers, handlers), add[deliverArgs](workers, handlers), add[sweepArgs](workers, handlers),
	)
}

type jobArgs interface {
	river.JobArgs
	fields() work
}

func add[T jobArgs](workers *river.Workers, handlers map[media.JobKind]Handler) error {
	var zero T
	kind := media.JobKind(zero.Kind())
	handler, ok := handlers[kind]
	if !ok {
		return fmt.Errorf("no handler for job %s", kind)
	}
	return river.AddWorkerSafely(workers, &worker[T]{kind: kind, handler: handler})
}

type worker[T jobArgs] struct {
	river.WorkerDefaults[T]

	kind    media.JobKind
	handler Handler
}

// Work implements river.Worker.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	args := job.Args.fields()
	err := w.handler(ctx, media.Job{Kind: w.kind, Subject: args.Subject, Part: args.Part}, job.Attempt >= job.MaxAttempts)
	if later, ok := errors.AsType[*media.Later](err); ok {
		return river.JobSnooze(max(0, later.After))
	}
	return err
}

// NextRetry implements river.Worker: 1 s, 4 s, 9 s … Failures that pass are short
// (a full disk, a restarting database); those that do not are refused, not retried.
func (w *worker[T]) NextRetry(job *river.Job[T]) time.Time {
	tries := time.Duration(max(1, len(job.Errors)))
	return time.Now().Add(tries * tries * time.Second)
}

func periodic(every time.Duration) []*river.PeriodicJob {
	if every <= 0 {
		return nil
	}
	return []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(every),
		func() (river.JobArgs, *river.InsertOpts) {
			// One at a time in the whole cluster, however slow: a sweep that is done may be followed.
			unfinished := []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
				rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}
			return sweepArgs{}, &river.InsertOpts{
				Queue: queuePrompt, Priority: 4, UniqueOpts: river.UniqueOpts{ByState: unfinished},
			}
		}, &river.PeriodicJobOpts{RunOnStart: true})}
}
