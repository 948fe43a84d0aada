package pull

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// busy is when to look again at an upload that someone is just finishing.
const busy = 2 * time.Second

// Run does the job of one import: an attempt, and what follows from it. It may run twice,
// here and elsewhere: who comes later takes the upload over, and the other one leaves it.
func (im *Importer) Run(ctx context.Context, job media.Job, lastTry bool) error {
	imp, err := im.cfg.Store.Import(ctx, job.Subject)
	switch {
	case media.KindOf(err) == media.NotFound:
		return nil
	case err != nil:
		return fmt.Errorf("run import %s: %w", job.Subject, err)
	case imp.State.Ended(): // perhaps without us
		return im.cfg.Store.EndImport(ctx, imp.ID, imp.State, nil)
	}
	if mine, err := im.turn(ctx, imp); err != nil || !mine {
		return err
	}
	brought, err := im.attempt(ctx, &imp)
	if ctx.Err() != nil {
		return &media.Later{} // this process stops, or the job took its time; what arrived is kept
	}
	if err := im.conclude(ctx, imp, brought, err, lastTry); err != nil {
		return fmt.Errorf("run import %s: %w", imp.ID, err)
	}
	return nil
}

// turn reports whether the job may ask the origin now. One that may not ends: its import waits in
// line, or with its order, and gets another job when its turn comes.
func (im *Importer) turn(ctx context.Context, imp Import) (mine bool, err error) {
	switch imp.State {
	case Running:
		return true, nil
	case Paused:
	default:
		return false, nil
	}
	if wait := imp.NextAt.Sub(im.cfg.Now()); wait > 0 {
		return false, &media.Later{After: wait}
	}
	if mine, err = im.cfg.Store.ResumeImport(ctx, imp.ID); err != nil {
		return false, fmt.Errorf("resume import %s: %w", imp.ID, err)
	}
	return mine, nil
}

// attempt fetches what is missing and returns how many bytes it brought.
func (im *Importer) attempt(ctx context.Context, imp *Import) (brought int64, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	have, err := im.cfg.Uploads.Status(ctx, imp.UploadID)
	if err != nil || have.State == upload.Done {
		return 0, err
	}
	a, err := im.fetch(ctx, *imp, have)
	if err != nil {
		return 0, err
	}
	defer func() { _ = a.body.Close() }()
	if a.start == 0 {
		if err := a.look(); err != nil {
			return 0, err
		}
	}
	if have, err = im.prepare(ctx, imp, have, a); err != nil {
		return 0, err
	}
	return im.take(ctx, have, a, stop)
}

// prepare makes the records fit an answer before its first byte is stored. An upload that
// has bytes already is left for another when the answer begins at the first.
func (im *Importer) prepare(ctx context.Context, imp *Import, have upload.Upload, a *answer) (upload.Upload, error) {
	if imp.Validator != a.validator {
		imp.Validator = a.validator
		if err := im.cfg.Store.UpdateImport(ctx, *imp); err != nil {
			return have, err
		}
	}
	if a.start == have.Offset {
		return have, nil
	}
	fresh, err := im.cfg.Store.RestartImport(ctx, imp.ID)
	if err != nil {
		return have, err
	}
	imp.UploadID = fresh.ID
	return fresh, nil
}

// take moves the body of an answer into an upload.
func (im *Importer) take(ctx context.Context, have upload.Upload, a *answer, interrupt func()) (brought int64, err error) {
	recorded := have.Offset
	got, err := im.cfg.Uploads.Append(ctx, have.ID, upload.Chunk{
		Offset: have.Offset, Size: -1, Body: feed{a.body}, Length: a.size, Whole: a.size == upload.UnknownLength,
		Interrupt: interrupt, Recorded: func(offset int64) { recorded = offset },
	})
	if err == nil && got.State != upload.Done {
		err = &originError{errShort}
	}
	return recorded - have.Offset, err
}

// conclude records what an attempt came to. Its error is trouble of our own, which the queue
// tries again, or when to go on.
func (im *Importer) conclude(ctx context.Context, imp Import, brought int64, err error, lastTry bool) error {
	switch {
	case err == nil:
		return im.cfg.Store.EndImport(ctx, imp.ID, Done, nil)
	case errors.Is(err, upload.ErrLeaseLost), media.KindOf(err) == media.Gone:
		return im.leave(ctx, imp.ID)
	case media.KindOf(err) == media.Locked:
		return &media.Later{After: busy}
	}
	f, ok := failureOf(err)
	switch {
	case !ok && !lastTry:
		return err
	case !ok || f.final:
		return im.fail(ctx, imp, f, err)
	}
	wait, again := im.next(&imp, f, brought)
	if !again {
		return im.fail(ctx, imp, f, err)
	}
	imp.NextAt = im.cfg.Now().Add(wait)
	if err := im.cfg.Store.PauseImport(ctx, imp); err != nil {
		return err
	}
	return &media.Later{After: wait}
}

// leave is for an import whose upload went on without it: to another run, which has it in
// hand, or to its end.
func (im *Importer) leave(ctx context.Context, id string) error {
	imp, err := im.cfg.Store.Import(ctx, id)
	if err != nil || !imp.State.Ended() {
		return err
	}
	return im.cfg.Store.EndImport(ctx, id, imp.State, nil)
}

func (im *Importer) fail(ctx context.Context, imp Import, f failure, cause error) error {
	im.cfg.Log.LogAttrs(ctx, slog.LevelInfo, "import failed", slog.String("import", imp.ID), slog.String("video", imp.VideoID),
		slog.String("code", string(f.Code)), slog.Any("error", cause))
	return im.cfg.Store.EndImport(ctx, imp.ID, Failed, &f.Refusal)
}
