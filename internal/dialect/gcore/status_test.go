package gcore_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
)

// shown is what this API says of how far a video is.
type shown struct {
	Status    string
	Error     any
	Duration  any
	Progress  float64
	Converted []string // name, size, state, progress, bytes, MP4
}

func (f *fixture) shown(t *testing.T, id int64) shown {
	t.Helper()
	got := f.api(t, 200, "GET", video(id), "").decode(t)
	s := shown{got["status"].(string), got["error"], got["duration"], got["upload_progress"].(float64), []string{}}
	for _, c := range got["converted_videos"].([]any) {
		mp4 := "-"
		if url, ok := at(c, "mp4_url").(string); ok {
			mp4 = url[len(got["iframe_url"].(string)):]
		}
		s.Converted = append(s.Converted, fmt.Sprintf("%v %vx%v %v %v %v %s %v",
			at(c, "name"), at(c, "width"), at(c, "height"), at(c, "status"), at(c, "progress"), at(c, "size"), mp4, at(c, "error")))
	}
	return s
}

func (f *fixture) wantShown(t *testing.T, id int64, when string, want shown) {
	t.Helper()
	if want.Converted == nil {
		want.Converted = []string{}
	}
	if diff := cmp.Diff(want, f.shown(t, id)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// A video from its record to the last quality.
func TestStatusOnTheWay(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.wantShown(t, id, "created", shown{Status: "empty"})
	f.sourced(t, id, "x")
	f.wantShown(t, id, "uploaded", shown{Status: "empty", Progress: 100})
	f.planned(t, id)
	f.wantShown(t, id, "planned", shown{"pending", nil, 64000.0, 100, []string{
		"vod360n 640x360 processing 0 <nil> - ", "vod720n 1280x720 processing 0 <nil> - "}})
	f.complete(t, id, "360p", 0, 100)
	f.complete(t, id, "audio-1", 0, 10)
	f.wantShown(t, id, "half of one", shown{"pending", nil, 64000.0, 100, []string{
		"vod360n 640x360 processing 50 <nil> - ", "vod720n 1280x720 processing 0 <nil> - "}})
	f.complete(t, id, "360p", 1, 150)
	f.wantShown(t, id, "viewable", shown{"viewable", nil, 64000.0, 100, []string{
		"vod360n 640x360 complete 100 260 /qid360v1_h264_800_360.mp4 ", "vod720n 1280x720 processing 0 <nil> - "}})
	f.complete(t, id, "720p", 0, 500)
	f.complete(t, id, "720p", 1, 500)
	f.complete(t, id, media.PosterName, media.PosterPart, 5)
	f.complete(t, id, media.PosterName, media.PreviewPart, 5)
	f.wantShown(t, id, "ready", shown{"ready", nil, 64000.0, 100, []string{
		"vod360n 640x360 complete 100 260 /qid360v1_h264_800_360.mp4 ", "vod720n 1280x720 complete 100 1010 /qid720v1_h264_800_720.mp4 "}})
	got := f.api(t, 200, "GET", video(id), "").decode(t)
	for name, want := range map[string]any{
		"origin_size": 1.0, "origin_video_duration": 64000.0, "origin_width": 1280.0, "origin_height": 720.0, "origin_audio_channels": 2.0,
		"screenshot": at(got, "screenshots", 0), "screenshot_id": 0.0, "poster": nil,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if n := len(got["screenshots"].([]any)); n != 5 {
		t.Errorf("%d screenshots", n)
	}
	listed := at(f.api(t, 200, "GET", "/streaming/videos?status=ready", "").list(t), 0, "converted_videos")
	if diff := cmp.Diff(got["converted_videos"], listed); diff != "" {
		t.Errorf("a list has other qualities:\n%s", diff)
	}
	second := f.api(t, 200, "PATCH", video(id), `{"screenshot_id":4}`).decode(t)
	if second["screenshot"] != at(second, "screenshots", 4) {
		t.Errorf("screenshot %v", second["screenshot"])
	}
}

func TestStatusOfFailures(t *testing.T) {
	f := newFixture(t, nil)
	fail := func(id int64, code media.RefusalCode) {
		must(t, f.FailSource(t.Context(), f.record(t, id).ID, nil, media.Refusal{Code: code, Text: code.Text()}))
	}
	make := func() int64 {
		id := f.newVideo(t, "")
		f.sourced(t, id, "x")
		return id
	}
	checked := make()
	_, err := f.StartProcessing(t.Context(), f.record(t, checked).ID)
	must(t, err)
	fail(checked, media.NotMedia)
	f.wantShown(t, checked, "failed its check", shown{Status: "empty", Error: "File Invalid", Progress: 100})

	broken := make()
	f.planned(t, broken)
	fail(broken, media.ProcessingLimit)
	f.wantShown(t, broken, "failed in transcoding", shown{"error", "Encoding has failed", 64000.0, 100, []string{
		"vod360n 640x360 error 0 <nil> - Encoding has failed", "vod720n 1280x720 error 0 <nil> - Encoding has failed"}})
	if got := f.api(t, 200, "GET", "/streaming/videos?status=error", "").list(t); len(got) != 1 || at(got, 0, "id") != float64(broken) {
		t.Errorf("listed as error: %v", got)
	}

	partly := make()
	f.planned(t, partly)
	f.complete(t, partly, "360p", 0, 100)
	f.complete(t, partly, "360p", 1, 100)
	f.complete(t, partly, "audio-1", 0, 10)
	fail(partly, media.ProcessingLimit)
	f.wantShown(t, partly, "lacks a quality", shown{"viewable", "Encoding has failed", 64000.0, 100, []string{
		"vod360n 640x360 complete 100 210 /qid360v1_h264_800_360.mp4 ", "vod720n 1280x720 error 0 <nil> - Encoding has failed"}})
}

// The original bridges the time until an encoded quality of its size is there; to this API they
// are one, and its progress never falls.
func TestOriginalAndItsSize(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "x")
	v := f.record(t, id)
	_, err := f.StartProcessing(t.Context(), v.ID)
	must(t, err)
	must(t, f.SavePlan(t.Context(), v.ID, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 720, Height: 1280, Duration: 1e9},
		Renditions: []media.Rendition{
			{Name: "720p", Kind: media.VideoRendition, State: media.Planned, Width: 720, Height: 1280, Chunks: 1, Cap: 3000, Codecs: "avc1.640028"},
			{Name: media.SourceName, Kind: media.VideoRendition, State: media.Complete, Interim: true, Repackaged: true,
				Width: 1280, Height: 720, Rotation: 90, Codecs: "avc1.640028", Bytes: 1000},
		},
	}))
	f.wantShown(t, id, "the original", shown{"viewable", nil, 1000.0, 100, []string{
		"vod720n 720x1280 complete 100 1000 /qid1v1_h264_8_1280.mp4 "}})
	f.complete(t, id, "720p", 0, 500)
	f.wantShown(t, id, "the encoded one", shown{"ready", nil, 1000.0, 100, []string{
		"vod720n 720x1280 complete 100 500 /qid720v1_h264_3000_1280.mp4 "}})
}

func TestStatusOfSound(t *testing.T) {
	f := newFixture(t, nil)
	id := f.newVideo(t, "")
	f.sourced(t, id, "x")
	v := f.record(t, id)
	_, err := f.StartProcessing(t.Context(), v.ID)
	must(t, err)
	must(t, f.SavePlan(t.Context(), v.ID, media.Planning{
		Container: "mp3", Picture: media.Picture{Duration: 1e9, Audio: true},
		Renditions: []media.Rendition{{Name: "audio-1", Kind: media.AudioRendition, State: media.Planned, Chunks: 1, Channels: 1}},
	}))
	f.complete(t, id, "audio-1", 0, 10)
	got := f.shown(t, id)
	if got.Status != "ready" || len(got.Converted) != 1 {
		t.Errorf("%+v", got)
	}
}
