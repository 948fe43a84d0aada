package gcore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/speech"
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

// transcribe does a task as the pipeline would: it says two lines.
func (f *fixture) transcribe(t *testing.T, id string) {
	t.Helper()
	task, err := f.StartTranscription(t.Context(), id)
	must(t, err)
	must(t, speech.PutPart(t.Context(), f.blobs, task, speech.Transcript{Cues: []speech.Cue{
		{Start: time.Second, End: 2 * time.Second, Text: "Hi & <b>"}, {Start: 3 * time.Second, End: time.Hour, Text: "there"},
	}}))
	task, err = f.AddTranscript(t.Context(), task, time.Hour, time.Hour, "de")
	must(t, err)
	_, err = f.FinishTranscription(t.Context(), task, nil)
	must(t, err)
}

// playing is a video of the API that plays, and a task on it as its client would order it.
func (f *fixture) playing(t *testing.T) (id int64, order string) {
	t.Helper()
	id = f.newVideo(t, "")
	f.sourced(t, id, "bytes")
	f.planned(t, id)
	page := fmt.Sprintf("%s/videos/%d_%s", f.url, f.project.ID, f.record(t, id).Slug)
	order = fmt.Sprintf(`{"task_name":"transcription","url":"%s/qid9v1_h264_800_468.mp4","audio_language":"ger"}`, page)
	f.as(t, f.key, "POST", "/streaming/ai/tasks", order).errors(t, "url: not found") // nothing plays yet
	for n := range 2 {
		f.complete(t, id, "360p", n, 100)
	}
	f.complete(t, id, "audio-1", 0, 10)
	return id, order
}

// order begins a task and returns its id.
func (f *fixture) order(t *testing.T, body string) string {
	t.Helper()
	id, _ := f.api(t, 201, "POST", "/streaming/ai/tasks", body).decode(t)["task_id"].(string)
	return id
}

func withEngine(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t, nil)
	f.server.Close()
	f.cfg.Transfer.Transcriber = f.DB
	f.start(t)
	return f
}

func TestAITask(t *testing.T) {
	f := withEngine(t)
	if diff := cmp.Diff(map[string]any{"supported": true}, f.api(t, 200, "GET", "/streaming/ai/info", "").value(t)); diff != "" {
		t.Error(diff)
	}
	video, body := f.playing(t)
	id := f.order(t, body)
	got := f.api(t, 200, "GET", "/streaming/ai/tasks/"+id, "").decode(t)
	want := map[string]any{
		"task_id": id, "status": "PENDING", "progress": 0.0, "processing_time": nil, "result": nil,
		"task_data": map[string]any{
			"task_name": "transcription", "audio_language": "ger",
			"url": fmt.Sprintf("%s/videos/%d_%s/qid9v1_h264_800_468.mp4", f.url, f.project.ID, f.record(t, video).Slug),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("task (-want +got):\n%s", diff)
	}
	f.transcribe(t, id)
	got = f.api(t, 200, "GET", "/streaming/ai/tasks/"+id, "").decode(t)
	result := map[string]any{
		"speech_detected": true, "concatenated_text": "Hi & <b> there", "languages": []any{"ger"},
		"subtitles": []any{
			map[string]any{"start_time": "00:00:01.000", "end_time": "00:00:02.000", "text": "Hi & <b>"},
			map[string]any{"start_time": "00:00:03.000", "end_time": "01:00:00.000", "text": "there"},
		},
		"vttContent": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi &amp; &lt;b&gt;\n\n00:00:03.000 --> 01:00:00.000\nthere\n",
	}
	if diff := cmp.Diff(result, got["result"]); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if seconds, _ := at(got, "processing_time", "total_time_sec").(float64); got["status"] != "SUCCESS" || got["progress"] != 100.0 || seconds <= 0 {
		t.Errorf("task %v", got)
	}
	f.as(t, f.foreign, "GET", "/streaming/ai/tasks/"+id, "").problem(t, 404, "Not Found")
	must(t, f.blobs.Delete(t.Context(), speech.PartKey(speech.Task{ID: id, VideoID: f.record(t, video).ID}, 0)))
	if got = f.api(t, 200, "GET", "/streaming/ai/tasks/"+id, "").decode(t); got["result"] != nil { // purged
		t.Errorf("task %v", got)
	}
}

func TestAITasks(t *testing.T) {
	f := withEngine(t)
	_, body := f.playing(t)
	var ids []string
	for range 3 {
		ids = append(ids, f.order(t, body))
	}
	list := f.api(t, 200, "GET", "/streaming/ai/tasks?page=2&limit=1", "").decode(t)
	if list["count"] != 3.0 || list["next"] != f.url+"/streaming/ai/tasks?limit=1&page=3" || list["previous"] != f.url+"/streaming/ai/tasks?limit=1&page=1" {
		t.Errorf("list %v", list)
	}
	if results, _ := list["results"].([]any); len(results) != 1 || results[0].(map[string]any)["task_id"] != ids[1] {
		t.Errorf("page %v", list["results"])
	}
	f.api(t, 202, "POST", "/streaming/ai/tasks/"+ids[0]+"/cancel", "")
	f.as(t, f.key, "POST", "/streaming/ai/tasks/"+ids[0]+"/cancel", "").problem(t, 412, "The task is over.")
	f.as(t, f.foreign, "POST", "/streaming/ai/tasks/"+ids[1]+"/cancel", "").problem(t, 404, "Not Found")
	must(t, f.FailTranscription(t.Context(), ids[1], media.Refusal{Code: media.NoTracks, Text: "no sound"}))
	_, err := f.StartTranscription(t.Context(), ids[2])
	must(t, err)
	for n, want := range []string{"REVOKED", "FAILURE", "STARTED"} {
		if got := f.api(t, 200, "GET", "/streaming/ai/tasks/"+ids[n], "").decode(t)["status"]; got != want {
			t.Errorf("task %d is %v, want %s", n, got, want)
		}
	}
	f.as(t, f.key, "GET", "/streaming/ai/tasks/t2", "").problem(t, 404, "Not Found")
	f.as(t, f.key, "POST", "/streaming/ai/tasks", `{"task_name":"content-moderation"}`).problem(t, 422, "Feature is disabled. Contact support to enable.")
	f.as(t, f.key, "POST", "/streaming/ai/tasks", `{"task_name":"transcription","audio_language":"de"}`).errors(t,
		"url: can't be blank", "audio_language: is invalid")
	f.as(t, f.foreign, "POST", "/streaming/ai/tasks", body).errors(t, "url: not found")
}
