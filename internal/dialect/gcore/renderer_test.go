package gcore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/dialect/gcore"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// hook subscribes to everything and returns the endpoint.
func (f *fixture) hook(t *testing.T) media.Endpoint {
	t.Helper()
	topics, err := gcore.Topics(nil)
	must(t, err)
	now := time.Now().UTC()
	e := media.Endpoint{ID: media.NewObjectID(now), ProjectID: f.project.ID, Dialect: gcore.Name, URL: "https://x.test/h",
		Secret: "whsec_x", Active: true, CreatedAt: now, UpdatedAt: now, Topics: topics}
	must(t, f.SaveEndpoint(t.Context(), e))
	return e
}

// told are the messages so far, oldest first.
func (f *fixture) told(t *testing.T, e media.Endpoint) (messages []any) {
	t.Helper()
	log, err := f.Deliveries(t.Context(), e.ID, 100)
	must(t, err)
	for i := len(log) - 1; i >= 0; i-- {
		raw, err := gcore.Renderer{PublicURL: "https://video.example.org"}.Render(log[i], e)
		must(t, err)
		var m any
		must(t, json.Unmarshal(raw, &m))
		messages = append(messages, m)
	}
	return messages
}

// TestMessages follows a video from its creation to its end.
func TestMessages(t *testing.T) {
	f := newFixture(t, nil)
	e := f.hook(t)
	id := f.newVideo(t, `{"name":"Demo"}`)
	f.sourced(t, id, "bytes")
	f.planned(t, id)
	for _, rendition := range []string{"360p", "720p"} {
		f.complete(t, id, rendition, 0, 100)
		f.complete(t, id, rendition, 1, 100)
	}
	f.complete(t, id, "audio-1", 0, 10)
	for n := range media.StillParts {
		f.complete(t, id, media.PosterName, n, 5)
	}
	f.api(t, 204, "DELETE", video(id), "")

	var got []string
	messages := f.told(t, e)
	for _, m := range messages {
		v := at(m, "message", "video")
		got = append(got, fmt.Sprint(at(m, "type"), " ", at(v, "status"), " ", at(v, "duration"), " ", at(v, "converted_videos", 0, "status"),
			" ", at(v, "converted_videos", 0, "mp4_url") != nil))
	}
	want := []string{
		"video empty <nil> <nil> false",
		"video pending 64000 processing false",
		"video viewable 64000 complete true",
		"video ready 64000 complete true",
		"video_delete ready <nil> <nil> false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("messages (-want +got):\n%s", diff)
	}
	v := f.record(t, id)
	if diff := cmp.Diff(map[string]any{
		"type": "video", "message": map[string]any{"video": map[string]any{
			"id": float64(id), "slug": v.Slug, "name": "Demo", "duration": nil, "stream_id": nil, "status": "empty", "error": nil,
			"converted_videos": []any{},
		}},
	}, messages[0]); diff != "" {
		t.Errorf("creation (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{
		"type": "video_delete", "message": map[string]any{"video": map[string]any{
			"id": float64(id), "slug": v.Slug, "name": "Demo", "status": "ready", "deleted_at": v.DeletedAt.UTC().Format("2006-01-02T15:04:05.000Z"),
		}},
	}, messages[4]); diff != "" {
		t.Errorf("deletion (-want +got):\n%s", diff)
	}
}

// A check that fails, and a copy: the video is empty again, and says why.
func TestMessageOfFailure(t *testing.T) {
	f := newFixture(t, nil)
	e := f.hook(t)
	id := f.newVideo(t, "")
	f.sourced(t, id, "bytes")
	must(t, f.FailSource(t.Context(), f.record(t, id).ID, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
	messages := f.told(t, e)
	last := at(messages[len(messages)-1], "message", "video")
	if len(messages) != 2 || at(last, "status") != "empty" || at(last, "error") != "File Invalid" {
		t.Errorf("messages %v", messages)
	}
}

func TestTopics(t *testing.T) {
	if _, err := gcore.Topics([]string{"video", "stream"}); media.KindOf(err) != media.Invalid {
		t.Errorf("unknown event: %v", err)
	}
	topics, err := gcore.Topics([]string{"video_delete", "video_delete"})
	must(t, err)
	if diff := cmp.Diff([]media.Topic{{Event: media.VideoDeleted, Name: "video_delete"}}, topics); diff != "" {
		t.Error(diff)
	}
	_, err = gcore.Renderer{}.Render(media.Delivery{Name: "rendition"}, media.Endpoint{})
	if !errors.Is(err, webhook.ErrNothing) {
		t.Errorf("a message that the vendor has not: %v", err)
	}
}
