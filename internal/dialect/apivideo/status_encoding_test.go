package apivideo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

func frames(w, h int, state media.RenditionState) media.Rendition {
	return media.Rendition{Kind: media.VideoRendition, State: state, Width: w, Height: h}
}

func TestQualities(t *testing.T) {
	begun := frames(854, 480, media.Planned)
	begun.ChunksDone = 1
	interim := frames(1920, 1080, media.Dropped)
	interim.Interim = true
	sound := media.Rendition{Kind: media.AudioRendition, State: media.Complete}
	poster := media.Rendition{Kind: media.StillRendition, State: media.Planned, Name: media.PosterName}
	for name, tt := range map[string]struct {
		state  media.State
		rs     []media.Rendition
		noMP4  bool
		wanted string
	}{
		"not planned":   {state: media.Processing},
		"waiting":       {state: media.Processing, rs: []media.Rendition{frames(1280, 720, media.Planned), poster, sound}, wanted: "hls 720p waiting, mp4 720p waiting"},
		"encoding":      {state: media.Viewable, rs: []media.Rendition{frames(640, 360, media.Complete), begun}, wanted: "hls 360p encoded, hls 480p encoding, mp4 480p waiting"},
		"no mp4":        {state: media.Ready, noMP4: true, rs: []media.Rendition{frames(640, 360, media.Complete)}, wanted: "hls 360p encoded"},
		"upright":       {state: media.Ready, rs: []media.Rendition{frames(720, 1280, media.Complete)}, wanted: "hls 720p encoded, mp4 720p encoded"},
		"odd heights":   {state: media.Ready, rs: []media.Rendition{frames(176, 144, media.Complete), frames(1000, 700, media.Complete)}, wanted: "hls 240p encoded, hls 480p encoded, mp4 480p encoded"},
		"1440p":         {state: media.Ready, rs: []media.Rendition{frames(1920, 1080, media.Complete), frames(2560, 1440, media.Complete)}, wanted: "hls 1080p encoded, mp4 1080p encoded"},
		"only 1440p":    {state: media.Ready, rs: []media.Rendition{frames(2560, 1440, media.Complete)}, wanted: "hls 1080p encoded, mp4 1080p encoded"},
		"4k":            {state: media.Ready, rs: []media.Rendition{frames(4096, 2160, media.Complete)}, wanted: "hls 2160p encoded, mp4 2160p encoded"},
		"source first":  {state: media.Viewable, rs: []media.Rendition{frames(1280, 720, media.Complete), frames(1280, 720, media.Planned)}, wanted: "hls 720p encoded, mp4 720p waiting"},
		"poster last":   {state: media.Viewable, rs: []media.Rendition{frames(1280, 720, media.Complete), poster}, wanted: "hls 720p encoded, mp4 720p waiting"},
		"interim left":  {state: media.Ready, rs: []media.Rendition{interim, frames(1280, 720, media.Complete)}, wanted: "hls 720p encoded, mp4 720p encoded"},
		"lost rung":     {state: media.Ready, rs: []media.Rendition{frames(640, 360, media.Complete), frames(1280, 720, media.Dropped)}, wanted: "hls 360p encoded, hls 720p failed, mp4 360p encoded"},
		"sound":         {state: media.Ready, rs: []media.Rendition{sound}, wanted: "hls 240p encoded"},
		"failed":        {state: media.Failed, rs: []media.Rendition{frames(640, 360, media.Complete), frames(1280, 720, media.Planned)}, wanted: "hls 360p failed, hls 720p failed, mp4 720p failed"},
		"failed early":  {state: media.Failed, wanted: "hls 240p failed"},
		"never fetched": {state: media.Created, wanted: "hls 240p failed"},
	} {
		t.Run(name, func(t *testing.T) {
			v := media.Video{State: tt.state, Renditions: tt.rs, Wishes: media.Wishes{NoDownload: tt.noMP4}}
			if tt.state == media.Created {
				v.Failure = &media.Refusal{Code: media.SourceUnreadable}
			} else {
				v.Source = &media.Source{Size: 10}
			}
			var got []string
			for _, q := range showEncoding(v).Qualities {
				got = append(got, fmt.Sprint(q.Type, " ", q.Quality, " ", q.Status))
			}
			if text := strings.Join(got, ", "); text != tt.wanted {
				t.Errorf("%s, want %s", text, tt.wanted)
			}
		})
	}
}

func TestIngestStatus(t *testing.T) {
	source := &media.Source{Size: 1}
	refusal := &media.Refusal{Code: media.SourceUnreadable}
	file, fetch := upload.Upload{Protocol: "apivideo"}, upload.Upload{Protocol: "import"}
	for name, tt := range map[string]struct {
		v    media.Video
		last upload.Upload
		want string
	}{
		"created":           {media.Video{State: media.Created}, upload.Upload{}, ""},
		"upload expired":    {media.Video{State: media.Created}, file, ""},
		"fetch cancelled":   {media.Video{State: media.Created}, fetch, ""},
		"fetch failed":      {media.Video{State: media.Created, Failure: refusal}, fetch, "ingesting"},
		"uploading":         {media.Video{State: media.Uploading}, file, "uploading"},
		"fetching":          {media.Video{State: media.Uploading}, fetch, "ingesting"},
		"uploaded":          {media.Video{State: media.Processing, Source: source}, file, "uploaded"},
		"fetched":           {media.Video{State: media.Ready, Source: source}, fetch, "ingested"},
		"failed":            {media.Video{State: media.Failed, Source: source, Failure: refusal}, file, "uploaded"},
		"fetched in vain":   {media.Video{State: media.Failed, Source: source, Failure: refusal}, fetch, "ingested"},
		"by another API":    {media.Video{State: media.Viewable, Source: source}, upload.Upload{Protocol: "tus"}, "uploaded"},
		"failed, no source": {media.Video{State: media.Failed, Failure: refusal}, fetch, "ingesting"},
	} {
		if got := ingestStatus(tt.v, tt.last); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// No number is larger than the 32 bits that SDKs have, once it is too late to resume.
func TestLargeFiles(t *testing.T) {
	gib3 := int64(3) << 30
	have := upload.Parts{Scheme: "bytes", Total: gib3, Items: []upload.Part{{Number: 0, Length: gib3}}}
	var open, done ingestBody
	open.receive(have, false)
	done.receive(have, true)
	if len(open.ReceivedBytes) != 1 || len(done.ReceivedBytes) != 0 {
		t.Errorf("open %v, done %v", open.ReceivedBytes, done.ReceivedBytes)
	}
	if fitsClients(gib3) || !fitsClients(1<<31-1) || fitsClients(1<<31) {
		t.Error("the limit is not 2147483647")
	}
}

func TestMetadata(t *testing.T) {
	rate := func(num, den int64) media.Rendition {
		return media.Rendition{Kind: media.VideoRendition, Rate: media.Rational{Num: num, Den: den}, Codecs: "hvc1.1.6.L93"}
	}
	v := media.Video{
		Source:     &media.Source{Size: 19_155_000},
		Picture:    media.Picture{Width: 1920, Height: 800, Duration: 200*time.Second - time.Millisecond, Audio: true},
		Renditions: []media.Rendition{rate(30000, 1001), rate(60000, 1001), {Kind: media.AudioRendition, Codecs: "mp4a.40.2"}},
	}
	want := metadataBody{
		Width: known(1920), Height: known(800), Bitrate: known(766.2), Duration: known(200), Framerate: known(60),
		Samplerate: known(48000), VideoCodec: known("hevc"), AudioCodec: known("aac"), AspectRatio: known("12/5"),
	}
	if diff := cmp.Diff(want, describe(v)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(metadataBody{}, describe(media.Video{})); diff != "" {
		t.Errorf("before the probe (-want +got):\n%s", diff)
	}
	for codecs, want := range map[string]string{
		"avc1.640028": "h264", "avc3.64,mp4a.40.2": "h264", "hev1.1": "hevc", "av01.0.04M.08": "av1", "vp09.00": "vp9", "mp4a.40.2": "aac", "Opus": "opus",
	} {
		if got := codecName(codecs); got != want {
			t.Errorf("%s is %s, want %s", codecs, got, want)
		}
	}
}
