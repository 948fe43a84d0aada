package apivideo_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tributary-video/tributary/internal/dialect/apivideo"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// receiver is a customer's server. It checks the signature of Standard Webhooks with the
// vendor's secret in its other form.
type receiver struct {
	url    string
	client *http.Client
	got    []sent
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.got = append(r.got, sent{string(body), req.Header.Get("X-Api-Video-WebhookID"), req.Header.Get("X-Api-Video-Signature")})
		if req.Header.Get("Webhook-Signature") == "" || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", req.Header)
		}
	}))
	t.Cleanup(s.Close)
	r.url, r.client = s.URL, s.Client()
	return r
}

func signature(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// endpointOf has this secret of the vendor's.
func endpointOf(secret string) media.Endpoint {
	return media.Endpoint{ID: "webhook_1a2B3c4D5e6F7g8H9j0KlM", Secret: "whsec_" + base64.StdEncoding.EncodeToString([]byte(secret))}
}

// The vector of the contract, section 7.
func TestVendorSignature(t *testing.T) {
	const body = `{"type":"video.encoding.quality.completed","emittedAt":"2026-11-20T06:43:44.217Z","videoId":"vi1A2b3C4d5E6f7G8h9J0kLm","encoding":"hls","quality":"720p"}`
	const want = "fcfb747be714fdaec0ec204dd9d7929b3ee9744460b398c55b10c88284eb8786"
	e := endpointOf("sig_sec_0123456789abcdefghijkl")
	h := http.Header{}
	must(t, apivideo.Renderer{}.SignVendor(h, e, []byte(body)))
	if got := h.Get("X-Api-Video-Signature"); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	if got := h.Get("X-Api-Video-WebhookID"); got != e.ID {
		t.Errorf("id %s", got)
	}
	must(t, webhook.Sign(h, e.Secret, "1", time.Now(), []byte(body)))
	must(t, webhook.Verify(h, e.Secret, []byte(body), time.Now()))
	if err := (apivideo.Renderer{}).SignVendor(h, media.Endpoint{Secret: "whsec_?"}, nil); err == nil {
		t.Error("signed without a secret")
	}

	uuid, _ := media.ParseShortID("1A2b3C4d5E6f7G8h9J0kLm")
	m := delivery(media.RenditionReady, "720p", picture("720p", 1280, 720))
	m.VideoID = uuid
	raw, err := apivideo.Renderer{}.Render(m, e)
	must(t, err)
	if string(raw) != body {
		t.Errorf("body %s", raw)
	}
}

func picture(name string, width, height int) media.Rendition {
	return media.Rendition{Name: name, Kind: media.VideoRendition, State: media.Complete, Width: width, Height: height}
}

func delivery(event media.EventType, detail string, renditions ...media.Rendition) media.Delivery {
	name := "video.encoding.quality.completed"
	if event == media.TextGenerated {
		name = "video.caption.generated"
	}
	const uuid = "00000000-0000-0000-0000-000000000001"
	return media.Delivery{
		Event: event, Detail: detail, Name: name, VideoID: uuid, Video: media.Video{ID: uuid, Renditions: renditions},
		CreatedAt: time.Date(2026, 11, 20, 6, 43, 44, 217_900_000, time.UTC),
	}
}

func TestRender(t *testing.T) {
	sound := media.Rendition{Name: "audio-1", Kind: media.AudioRendition, State: media.Complete}
	planned := picture("1080p", 1920, 1080)
	planned.State = media.Planned
	noMP4 := delivery(media.VideoReady, "", picture("720p", 1280, 720))
	noMP4.Video.Wishes.NoDownload = true
	hls := func(quality string) string { return `"encoding":"hls","quality":"` + quality + `"` }
	mp4 := func(quality string) string { return `"encoding":"mp4","quality":"` + quality + `"` }
	tests := map[string]struct {
		delivery media.Delivery
		want     string // after the video's id; "" = nothing to send
	}{
		"a rung":             {delivery(media.RenditionReady, "480p", picture("480p", 854, 480)), hls("480p")},
		"upright":            {delivery(media.RenditionReady, "480p", picture("480p", 480, 854)), hls("480p")},
		"the original":       {delivery(media.RenditionReady, "source", picture("source", 1920, 800)), hls("720p")},
		"smaller than all":   {delivery(media.RenditionReady, "144p", picture("144p", 256, 144)), hls("240p")},
		"2160p":              {delivery(media.RenditionReady, "2160p", picture("2160p", 3840, 2160)), hls("2160p")},
		"1440p":              {delivery(media.RenditionReady, "1440p", picture("1440p", 2560, 1440)), ""},
		"sound":              {delivery(media.RenditionReady, "audio-1", sound), ""},
		"a rendition gone":   {delivery(media.RenditionReady, "720p"), ""},
		"the best":           {delivery(media.VideoReady, "", picture("360p", 640, 360), planned, picture("720p", 1280, 720), sound), mp4("720p")},
		"the best but 1440p": {delivery(media.VideoReady, "", picture("1440p", 2560, 1440), picture("1080p", 1920, 1080)), mp4("1080p")},
		"sound only":         {delivery(media.VideoReady, "", sound), ""},
		"no MP4 wanted":      {noMP4, ""},
		"no event of it":     {delivery(media.VideoDeleted, ""), ""},
		"captions": {delivery(media.TextGenerated, "fr"),
			`"captionId":"vi0000000000000000000001-fr","generationMode":"transcript","language":"fr"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			raw, err := apivideo.Renderer{}.Render(tt.delivery, media.Endpoint{})
			if tt.want == "" {
				if !errors.Is(err, webhook.ErrNothing) {
					t.Errorf("%s, %v", raw, err)
				}
				return
			}
			must(t, err)
			want := `{"type":"` + tt.delivery.Name + `","emittedAt":"2026-11-20T06:43:44.217Z","videoId":"vi0000000000000000000001",` + tt.want + `}`
			if string(raw) != want {
				t.Errorf("got  %s\nwant %s", raw, want)
			}
		})
	}
}
