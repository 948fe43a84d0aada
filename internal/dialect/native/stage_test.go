package native_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// content is what every video's original holds.
const content = "the original's bytes"

// begin opens an upload for a video.
func (f *fixture) begin(t *testing.T, b upload.Beginning) upload.Upload {
	t.Helper()
	b.ProjectID, b.Protocol, b.Length = f.project.ID, "test", int64(len(content))
	b.Limits, b.Digest = upload.Limits{Idle: time.Hour}, upload.DigestInline
	u, err := f.engine.Begin(t.Context(), b)
	must(t, err)
	return u
}

// bring makes a video in a state, by the steps that lead there.
func (f *fixture) bring(t *testing.T, v media.Video, state media.State) string {
	t.Helper()
	u := f.begin(t, upload.Beginning{NewVideo: &v})
	_, err := f.engine.Append(t.Context(), u.ID, upload.Chunk{
		Size: u.Length, Body: strings.NewReader(content), Length: upload.UnknownLength,
	})
	must(t, err)
	if state == media.Processing {
		return v.ID
	}
	_, err = f.StartProcessing(t.Context(), v.ID)
	must(t, err)
	if state == media.Failed {
		must(t, f.FailSource(t.Context(), v.ID, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
		return v.ID
	}
	must(t, f.SavePlan(t.Context(), v.ID, planning()))
	f.complete(t, v.ID, "360p", "avc1.64001e", 1000)
	f.complete(t, v.ID, "audio-1", "mp4a.40.2", 300)
	if state == media.Ready {
		f.complete(t, v.ID, "720p", "avc1.64001f", 2000)
		f.complete(t, v.ID, media.PosterName, "", 50)
	}
	return v.ID
}

func planning() media.Planning {
	ntsc := media.Rational{Num: 30000, Den: 1001}
	return media.Planning{
		Container: "mov", Picture: media.Picture{Width: 1280, Height: 720, Duration: 82_600 * time.Millisecond, Audio: true},
		Renditions: []media.Rendition{
			{Name: media.SourceName, Kind: media.VideoRendition, State: media.Dropped, Repackaged: true, Width: 1280, Height: 720},
			{Name: "360p", Kind: media.VideoRendition, State: media.Planned, Width: 640, Height: 360, Rate: ntsc, Cap: 800, Chunks: 1},
			{Name: "720p", Kind: media.VideoRendition, State: media.Planned, Width: 1280, Height: 720, Rate: ntsc, Cap: 2500, Chunks: 1},
			{Name: "audio-1", Kind: media.AudioRendition, State: media.Planned, Channels: 2, Language: "und", Cap: 128, Chunks: 1},
			{Name: media.PosterName, Kind: media.StillRendition, State: media.Planned, Chunks: 1},
		},
	}
}

func (f *fixture) complete(t *testing.T, id, rendition, codecs string, size int64) {
	t.Helper()
	must(t, f.CompleteChunk(t.Context(), id, 0, []media.ChunkOutput{{
		Rendition: rendition, Codecs: codecs, Segments: []media.Segment{{Duration: time.Second, Bytes: size}},
	}}))
}

// fresh is a record that is not stored yet.
func (f *fixture) fresh(privacy media.Privacy) media.Video {
	made := time.Date(2026, 3, 2, 9, 0, 0, 123456000, time.UTC)
	return media.Video{
		ID: media.NewUUID(), ProjectID: f.project.ID, Title: "Harbour walk", Privacy: privacy, State: media.Created,
		Meta: map[string]string{"filename": "harbour & pier.mov"}, CreatedAt: made, UpdatedAt: made,
	}
}
