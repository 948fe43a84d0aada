package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

func rendition(name string, kind media.RenditionKind, state media.RenditionState) media.Rendition {
	return media.Rendition{Name: name, Kind: kind, State: state, Chunks: 1}
}

func TestPlanToReady(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		now := time.Now().UTC()
		e := media.Endpoint{ID: media.NewObjectID(now), ProjectID: f.project.ID, Dialect: "omegastream", URL: "https://x.test/h",
			Secret: "whsec_x", Active: true, CreatedAt: now, UpdatedAt: now}
		for _, event := range media.EventTypes() {
			e.Topics = append(e.Topics, media.Topic{Event: event, Name: "vendor." + string(event)})
		}
		must(t, f.SaveEndpoint(t.Context(), e))
		v := f.uploaded(t)
		_, err := f.StartProcessing(t.Context(), v.ID)
		must(t, err)
		_, err = f.StartProcessing(t.Context(), v.ID)
		must(t, err)
		interim := rendition(media.SourceName, media.VideoRendition, media.Complete)
		interim.Interim, interim.Repackaged, interim.ChunksDone = true, true, 1
		planned := media.Planning{
			Container: "mov", Picture: media.Picture{Width: 640, Height: 360, Duration: 8 * time.Second},
			Plan: media.Plan{Rate: media.Rational{Num: 30, Den: 1}, Cuts: []int{0, 180, 240}},
			Renditions: []media.Rendition{interim, rendition("360p", media.VideoRendition, media.Planned),
				rendition(media.PosterName, media.StillRendition, media.Planned)},
			Published: []media.ChunkOutput{{Rendition: media.SourceName, Segments: []media.Segment{{Duration: 8 * time.Second, Bytes: 5}}}},
			Jobs:      []media.Job{{Kind: media.EncodeJob, Subject: v.ID}},
		}
		must(t, f.SavePlan(t.Context(), v.ID, planned))
		wantState(t, f, v.ID, media.Viewable)
		must(t, f.SavePlan(t.Context(), v.ID, planned)) // a job that runs twice

		out := []media.ChunkOutput{{Rendition: "360p", Segments: []media.Segment{{Duration: 8 * time.Second, Bytes: 100}}, Codecs: "avc1.64001e"}}
		must(t, f.CompleteChunk(t.Context(), v.ID, 0, out))
		must(t, f.CompleteChunk(t.Context(), v.ID, 0, out))
		wantState(t, f, v.ID, media.Viewable)
		must(t, f.CompleteChunk(t.Context(), v.ID, 0, []media.ChunkOutput{{Rendition: media.PosterName, Segments: []media.Segment{{Bytes: 9}}}}))
		got := wantState(t, f, v.ID, media.Ready)
		if got.OutputBytes != 109 || !got.Poster || got.Renditions[0].State != media.Dropped || got.Renditions[1].Codecs != "avc1.64001e" {
			t.Errorf("ready video: %+v", got)
		}
		segments, err := f.Segments(t.Context(), v.ID, "360p")
		must(t, err)
		if diff := cmp.Diff(out[0].Segments, segments); diff != "" {
			t.Error(diff)
		}
		plan, err := f.Plan(t.Context(), v.ID)
		must(t, err)
		if diff := cmp.Diff(planned.Plan, plan); diff != "" {
			t.Error(diff)
		}
		checkTold(t, f, e)
	})
}

// checkTold proves that each event went out once, in order, with the video as it was.
func checkTold(t *testing.T, f fixture, e media.Endpoint) {
	t.Helper()
	log, err := f.Deliveries(t.Context(), e.ID, 100)
	must(t, err)
	var told []string
	for i := len(log) - 1; i >= 0; i-- {
		told = append(told, log[i].Name+" "+string(log[i].Video.State))
	}
	want := []string{"vendor.video.created created", "vendor.video.uploaded processing", "vendor.video.queued processing",
		"vendor.video.processing processing", "vendor.video.planned processing", "vendor.video.viewable viewable",
		"vendor.rendition.ready viewable", "vendor.video.ready ready"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if log[1].Detail != "360p" {
		t.Errorf("the quality that is ready: %q", log[1].Detail)
	}
	if blocked, err := f.Blocked(t.Context(), log[0].ID); err != nil || !blocked {
		t.Errorf("the last of eight open deliveries: blocked %v, %v", blocked, err)
	}
	if blocked, err := f.Blocked(t.Context(), log[7].ID); err != nil || blocked {
		t.Errorf("the first of eight open deliveries: blocked %v, %v", blocked, err)
	}
}

func wantState(t *testing.T, f fixture, id string, state media.State) media.Video {
	t.Helper()
	v, err := f.Video(t.Context(), id)
	must(t, err)
	if v.State != state {
		t.Fatalf("video is %s, want %s", v.State, state)
	}
	return v
}

func TestDroppedRungStillBecomesReady(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		must(t, f.SavePlan(t.Context(), v.ID, media.Planning{Renditions: []media.Rendition{
			rendition("360p", media.VideoRendition, media.Planned), rendition("720p", media.VideoRendition, media.Planned),
		}}))
		must(t, f.CompleteChunk(t.Context(), v.ID, 0, []media.ChunkOutput{{Rendition: "360p"}}))
		wantState(t, f, v.ID, media.Viewable)
		must(t, f.DropRenditions(t.Context(), v.ID, []string{"720p"}, media.Refusal{Code: media.MediaDamaged}))
		wantState(t, f, v.ID, media.Ready)
	})
}

func TestNothingPlayableFails(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		v := f.uploaded(t)
		must(t, f.SavePlan(t.Context(), v.ID, media.Planning{Renditions: []media.Rendition{rendition("360p", media.VideoRendition, media.Planned)}}))
		must(t, f.DropRenditions(t.Context(), v.ID, []string{"360p"}, media.Refusal{Code: media.MediaDamaged}))
		if got := wantState(t, f, v.ID, media.Failed); got.Failure == nil || got.Failure.Code != media.MediaDamaged {
			t.Error("failed without a reason")
		}
		wantKind(t, f.FailSource(t.Context(), v.ID, nil, media.Refusal{}), media.Conflict)
	})
}

// TestMessagesGoOneByOne proves that of the messages about a video only the first
// open one has a job, and that closing it starts the next, once.
func TestMessagesGoOneByOne(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		now := time.Now().UTC()
		e := media.Endpoint{ID: media.NewObjectID(now), ProjectID: f.project.ID, Dialect: "omegastream", URL: "https://x.test/h",
			Secret: "whsec_x", Active: true, CreatedAt: now, UpdatedAt: now,
			Topics: []media.Topic{{Event: media.VideoUploaded, Name: "a"}, {Event: media.VideoQueued, Name: "b"}, {Event: media.VideoQueued, Name: "c"}}}
		must(t, f.SaveEndpoint(t.Context(), e))
		f.uploaded(t)
		var sent []string
		for {
			var deliver []string
			for _, j := range f.jobs.Take() {
				if j.Kind == media.DeliverJob {
					deliver = append(deliver, j.Subject)
				}
			}
			if len(deliver) == 0 {
				break
			}
			if len(deliver) > 1 {
				t.Fatalf("%d messages at once", len(deliver))
			}
			m, _, err := f.Delivery(t.Context(), deliver[0])
			must(t, err)
			sent = append(sent, m.Name)
			must(t, f.RecordAttempt(t.Context(), m.ID, webhook.Attempt{At: now, Answer: "later"}))
			if jobs := f.jobs.Take(); len(jobs) != 0 {
				t.Errorf("a failed attempt started %v", jobs)
			}
			must(t, f.RecordAttempt(t.Context(), m.ID, webhook.Attempt{At: now, StatusCode: 200, Delivered: true}))
		}
		if diff := cmp.Diff([]string{"a", "b", "c"}, sent); diff != "" {
			t.Error(diff)
		}
	})
}
