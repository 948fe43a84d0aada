package gcore

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// Transcriber makes text of speech, in the background. Its methods may be called
// concurrently. Tasks of other projects are absent: media.NotFound.
type Transcriber interface {
	// Start begins a task on a video that plays. Language is RFC 5646, "" = to be found out.
	Start(ctx context.Context, v media.Video, language string) (Task, error)
	Task(ctx context.Context, projectID int64, id string) (Task, error)
	// Tasks returns a page of a project's tasks, newest first, and how many there are.
	Tasks(ctx context.Context, projectID int64, offset, limit int) ([]Task, int, error)
	// Cancel ends a task. One that is over is media.Conflict.
	Cancel(ctx context.Context, projectID int64, id string) error
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
	task, err := engine.Start(c.Context(), v, language)
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
	task, err := engine.Task(c.Context(), c.project, c.PathValue("task"))
	return ok(task.show()), err
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
	tasks, total, err := engine.Tasks(c.Context(), c.project, (number-1)*limit, limit)
	if err != nil {
		return reply{}, err
	}
	list := tasksBody{Count: total, Results: make([]taskBody, len(tasks))}
	for i, t := range tasks {
		list.Results[i] = t.show()
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
	err := engine.Cancel(c.Context(), c.project, c.PathValue("task"))
	if media.KindOf(err) == media.Conflict {
		return reply{}, fault{http.StatusPreconditionFailed, "The task is over."}
	}
	return reply{status: http.StatusAccepted, body: struct {
		Result string `json:"result"`
	}{"The task is being revoked."}}, err
}
