package streamdiver_test

import (
	"context"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/streamdiver"
	"github.com/tributary-video/tributary/internal/egress"
	"github.com/tributary-video/tributary/internal/media"
)

// lenient lets endpoints be anywhere.
type lenient struct{}

func (lenient) CheckURL(context.Context, string, egress.Use) error { return nil }

// publicURL is where links in messages begin.
const publicURL = "https://video.example.com"

// withWebhooks is a configuration whose endpoints may be anywhere.
func withWebhooks(cfg *streamdiver.Config) {
	f, _ := cfg.Records.(*fixture)
	cfg.Webhooks = streamdiver.WebhookConfig{
		Endpoints: f, Deliveries: f, Guard: lenient{},
		Renderer: streamdiver.NewRenderer(streamdiver.RendererConfig{
			Projects: f, Documents: cfg.Catalog, Master: cfg.Master, PublicURL: publicURL,
		}),
	}
}

// newMedia makes a media in processing by the API and returns its id. body is what completes the
// upload.
func (f *fixture) newMedia(t *testing.T, body string) string {
	t.Helper()
	u := f.newUpload(t, "")
	f.store(t, u, "not really ", "a video")
	return text(t, f.api(t, 200, "POST", uploadPath(t, u)+"/complete", body).data(t), "mediaId")
}

// bring takes a media in processing to another state.
func (f *fixture) bring(t *testing.T, id string, state media.State) {
	t.Helper()
	_, err := f.StartProcessing(t.Context(), id)
	must(t, err)
	if state == media.Failed {
		must(t, f.FailSource(t.Context(), id, nil, media.Refusal{Code: media.NotMedia, Text: media.NotMedia.Text()}))
		return
	}
	quality := func(name string, w, h int) media.Rendition {
		return media.Rendition{Name: name, Kind: media.VideoRendition, State: media.Planned, Width: w, Height: h, Chunks: 1}
	}
	must(t, f.SavePlan(t.Context(), id, media.Planning{
		Container: "mov", Picture: media.Picture{Width: 1280, Height: 720, Duration: 83_400 * time.Millisecond},
		Renditions: []media.Rendition{quality("360p", 640, 360), quality("720p", 1280, 720)},
	}))
	f.chunk(t, id, "360p")
	if state == media.Ready {
		f.chunk(t, id, "720p")
	}
}

// chunk makes the only chunk of a rendition.
func (f *fixture) chunk(t *testing.T, id, rendition string) {
	t.Helper()
	must(t, f.CompleteChunk(t.Context(), id, 0, []media.ChunkOutput{
		{Rendition: rendition, Segments: []media.Segment{{Duration: time.Second, Bytes: 1000}}},
	}))
}

// pick are some members of an object.
func pick(object map[string]any, names ...string) map[string]any {
	picked := map[string]any{}
	for _, name := range names {
		picked[name] = object[name]
	}
	return picked
}

// ids are those of a list.
func ids(list []map[string]any) []any {
	all := []any{}
	for _, item := range list {
		all = append(all, item["id"])
	}
	return all
}
