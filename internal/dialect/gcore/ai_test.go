package gcore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
)

func TestAIWithoutEngine(t *testing.T) {
	f := newFixture(t, nil)
	for _, call := range [][2]string{
		{"GET", "/streaming/ai/info"}, {"POST", "/streaming/ai/tasks"}, {"GET", "/streaming/ai/tasks"},
		{"GET", "/streaming/ai/tasks/x"}, {"POST", "/streaming/ai/tasks/x/cancel"},
	} {
		f.as(t, f.key, call[0], call[1], "").problem(t, 422, "Feature is disabled. Contact support to enable.")
	}
	f.do(t, "GET", "/streaming/ai/info", "").problem(t, 401, "Unauthorized")
}

// engine has one task, three times over, which is cancelled once.
type engine struct {
	task      gcore.Task
	video     media.Video
	language  string
	cancelled bool
}

func (e *engine) Start(_ context.Context, v media.Video, language string) (gcore.Task, error) {
	e.video, e.language = v, language
	return e.task, nil
}

func (e *engine) Task(_ context.Context, _ int64, id string) (gcore.Task, error) {
	if id != e.task.ID {
		return gcore.Task{}, media.Errorf(media.NotFound, "task not found")
	}
	return e.task, nil
}

func (e *engine) Tasks(_ context.Context, _ int64, offset, limit int) ([]gcore.Task, int, error) {
	if offset >= 3 {
		return nil, 3, nil
	}
	return []gcore.Task{e.task, e.task, e.task}[offset:min(3, offset+limit)], 3, nil
}

func (e *engine) Cancel(ctx context.Context, _ int64, id string) error {
	if _, err := e.Task(ctx, 0, id); err != nil {
		return err
	}
	if e.cancelled {
		return media.Errorf(media.Conflict, "task is over")
	}
	e.cancelled = true
	return nil
}

func TestAIWithEngine(t *testing.T) {
	start := time.Unix(1_790_000_000, 0)
	e := &engine{task: gcore.Task{
		ID: "t1", Status: gcore.TaskSuccess, Progress: 100, URL: "https://x/y.mp4", Language: "de", StartedAt: start, EndedAt: start.Add(90 * time.Second),
		Result: &gcore.Transcript{Languages: []string{"en", "de"}, Lines: []gcore.Line{
			{Start: time.Second, End: 2 * time.Second, Text: "Hi & <b>"}, {Start: 3 * time.Second, End: time.Hour, Text: "there"},
		}},
	}}
	f := newFixture(t, func(c *gcore.Config) { c.Transfer.Transcriber = e })
	if diff := cmp.Diff(map[string]any{"supported": true}, f.api(t, 200, "GET", "/streaming/ai/info", "").value(t)); diff != "" {
		t.Error(diff)
	}
	id := f.newVideo(t, "")
	f.sourced(t, id, "bytes")
	f.planned(t, id)
	page := fmt.Sprintf("%s/videos/%d_%s", f.url, f.project.ID, f.record(t, id).Slug)
	body := fmt.Sprintf(`{"task_name":"transcription","url":"%s/qid9v1_h264_800_468.mp4","audio_language":"ger"}`, page)
	f.as(t, f.key, "POST", "/streaming/ai/tasks", body).errors(t, "url: not found") // nothing plays yet
	for n := range 2 {
		f.complete(t, id, "360p", n, 100)
	}
	f.complete(t, id, "audio-1", 0, 10)
	if diff := cmp.Diff(map[string]any{"task_id": "t1"}, f.api(t, 201, "POST", "/streaming/ai/tasks", body).value(t)); diff != "" {
		t.Error(diff)
	}
	if e.video.Seq != id || e.language != "de" {
		t.Errorf("the engine was given video %d in %q", e.video.Seq, e.language)
	}
	got := f.api(t, 200, "GET", "/streaming/ai/tasks/t1", "").decode(t)
	want := map[string]any{
		"speech_detected": true, "concatenated_text": "Hi & <b> there", "languages": []any{"eng", "ger"},
		"subtitles": []any{
			map[string]any{"start_time": "00:00:01.000", "end_time": "00:00:02.000", "text": "Hi & <b>"},
			map[string]any{"start_time": "00:00:03.000", "end_time": "01:00:00.000", "text": "there"},
		},
		"vttContent": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi &amp; &lt;b&gt;\n\n00:00:03.000 --> 01:00:00.000\nthere\n",
	}
	if diff := cmp.Diff(want, got["result"]); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if got["status"] != "SUCCESS" || at(got, "processing_time", "total_time_sec") != 90.0 || at(got, "task_data", "audio_language") != "ger" {
		t.Errorf("task %v", got)
	}
	list := f.api(t, 200, "GET", "/streaming/ai/tasks?page=2&limit=1", "").decode(t)
	if list["count"] != 3.0 || len(list["results"].([]any)) != 1 || list["next"] != f.url+"/streaming/ai/tasks?limit=1&page=3" ||
		list["previous"] != f.url+"/streaming/ai/tasks?limit=1&page=1" {
		t.Errorf("list %v", list)
	}
	f.api(t, 202, "POST", "/streaming/ai/tasks/t1/cancel", "")
	f.as(t, f.key, "POST", "/streaming/ai/tasks/t1/cancel", "").problem(t, 412, "The task is over.")
	f.as(t, f.key, "GET", "/streaming/ai/tasks/t2", "").problem(t, 404, "Not Found")

	f.as(t, f.key, "POST", "/streaming/ai/tasks", `{"task_name":"content-moderation"}`).problem(t, 422, "Feature is disabled. Contact support to enable.")
	f.as(t, f.key, "POST", "/streaming/ai/tasks", `{"task_name":"transcription","audio_language":"de"}`).errors(t,
		"url: can't be blank", "audio_language: is invalid")
	f.as(t, f.foreign, "POST", "/streaming/ai/tasks", body).errors(t, "url: not found")
}
