package gcore

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/blob"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
)

// Transcriber keeps transcriptions, which are made in the background. Its methods may be
// called concurrently. Tasks of other projects are absent: media.NotFound.
type Transcriber interface {
	// OrderTranscription begins a task on a video of a project and returns it with its id.
	OrderTranscription(ctx context.Context, t speech.Task) (speech.Task, error)
	Transcription(ctx context.Context, projectID int64, id string) (speech.Task, error)
	// Transcriptions returns a page of a project's tasks, newest first, and how many there are.
	Transcriptions(ctx context.Context, projectID int64, offset, limit int) ([]speech.Task, int, error)
	// CancelTranscription ends a task. One that is over is media.Conflict.
	CancelTranscription(ctx context.Context, projectID int64, id string) error
	// WantCaptions lets the captions be made that the video's wishes ask for, unless they are there or on
	// their way. A video without a source gets them with that.
	WantCaptions(ctx context.Context, projectID int64, videoID string) error
}

// ai makes a handler of one that needs an engine.
func (d *Dialect) ai(h func(engine Transcriber, c call) (reply, error)) handler {
	return func(c call) (reply, error) {
		if d.cfg.Transfer.Transcriber == nil {
			return reply{}, featureDisabled()
		}
		return h(d.cfg.Transfer.Transcriber, c)
	}
}

func (d *Dialect) getAIInfo(Transcriber, call) (reply, error) {
	return ok(struct {
		Supported bool `json:"supported"`
	}{true}), nil
}

// createTask begins a transcription; this server does nothing else of what the vendor's AI does.
func (d *Dialect) createTask(engine Transcriber, c call) (reply, error) {
	a, err := c.attributes("")
	if err != nil {
		return reply{}, err
	}
	if task, _ := a.text("task_name"); task != "transcription" {
		return reply{}, featureDisabled()
	}
	language := ""
	if code, given := a.text("audio_language"); given && code != "auto" {
		if language, given = languageTag(code); !given {
			a.fault("audio_language", isInvalid)
		}
	}
	v, err := d.taskVideo(c, a)
	if err == nil {
		err = a.faults.err()
	}
	if err != nil {
		return reply{}, err
	}
	address, _ := a.text("url")
	task, err := engine.OrderTranscription(c.Context(), speech.Task{
		ProjectID: c.project, VideoID: v.ID, Address: address, Language: language,
	})
	return reply{status: http.StatusCreated, body: struct {
		ID string `json:"task_id"`
	}{task.ID}}, err
}

// taskVideo is the video that "url" leads to: one of the project's own, which saves fetching
// it. What is wrong with it is in a's faults.
func (d *Dialect) taskVideo(c call, a *attributes) (media.Video, error) {
	text, _ := a.text("url")
	if text == "" {
		a.require("url")
		return media.Video{}, nil
	}
	v, err := d.cfg.Catalog.BySlug(c.Context(), slugOf(text))
	if err != nil && media.KindOf(err) != media.NotFound {
		return v, err
	}
	if err != nil || v.ProjectID != c.project || !v.State.Playable() {
		a.fault("url", unknown)
	}
	return v, nil
}

// slugOf is the slug in the address of a video or one of its files, "" when there is none.
func slugOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	path, ok := strings.CutPrefix(u.Path, "/videos/")
	place, _, _ := strings.Cut(path, "/")
	if _, slug, found := strings.Cut(place, "_"); ok && found {
		return slug
	}
	return ""
}

func (d *Dialect) getTask(engine Transcriber, c call) (reply, error) {
	task, err := engine.Transcription(c.Context(), c.project, c.PathValue("task"))
	if err != nil {
		return reply{}, err
	}
	body, err := d.showTask(c, task)
	return ok(body), err
}

// showTask is a task with what was said, once all of it is there. Where the video has been
// purged meanwhile, nothing is.
func (d *Dialect) showTask(c call, task speech.Task) (taskBody, error) {
	body := showTask(task)
	if task.State != speech.Done {
		return body, nil
	}
	said, err := speech.Read(c.Context(), d.cfg.Blobs, task)
	if errors.Is(err, blob.ErrNotFound) {
		return body, nil
	}
	body.Result = showTranscript(said)
	return body, err
}

// maxTasks is the longest page of tasks.
const maxTasks = 100

func (d *Dialect) listTasks(engine Transcriber, c call) (reply, error) {
	limit, err := strconv.Atoi(c.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		limit = 10
	}
	limit = min(limit, maxTasks)
	number := c.page().number
	tasks, total, err := engine.Transcriptions(c.Context(), c.project, (number-1)*limit, limit)
	if err != nil {
		return reply{}, err
	}
	list := tasksBody{Count: total, Results: make([]taskBody, len(tasks))}
	for i, t := range tasks {
		if list.Results[i], err = d.showTask(c, t); err != nil {
			return reply{}, err
		}
	}
	at := func(n int) *string {
		return new(c.base + c.URL.Path + "?limit=" + strconv.Itoa(limit) + "&page=" + strconv.Itoa(n))
	}
	if number*limit < total {
		list.Next = at(number + 1)
	}
	if number > 1 {
		list.Previous = at(number - 1)
	}
	return ok(list), nil
}

func (d *Dialect) cancelTask(engine Transcriber, c call) (reply, error) {
	err := engine.CancelTranscription(c.Context(), c.project, c.PathValue("task"))
	if media.KindOf(err) == media.Conflict {
		return reply{}, fault{http.StatusPreconditionFailed, "The task is over."}
	}
	return reply{status: http.StatusAccepted, body: struct {
		Result string `json:"result"`
	}{"The task is being revoked."}}, err
}
