package apivideo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/webhook"
)

// Renderer writes and signs webhook messages as the vendor does (contract section 7).
type Renderer struct{}

var (
	_ webhook.Renderer     = Renderer{}
	_ webhook.VendorSigner = Renderer{}
)

// qualityMessage says that one quality plays.
type qualityMessage struct {
	Type      string `json:"type"`
	EmittedAt string `json:"emittedAt"`
	VideoID   string `json:"videoId"`
	Encoding  string `json:"encoding"` // "hls" or "mp4"
	Quality   string `json:"quality"`
}

// captionMessage says that captions were made from speech.
type captionMessage struct {
	Type           string `json:"type"`
	EmittedAt      string `json:"emittedAt"`
	VideoID        string `json:"videoId"`
	CaptionID      string `json:"captionId"`
	GenerationMode string `json:"generationMode"`
	Language       string `json:"language"`
}

// Render implements webhook.Renderer. What the vendor has no name for is webhook.ErrNothing.
func (Renderer) Render(m media.Delivery, _ media.Endpoint) ([]byte, error) {
	at, id := m.CreatedAt.UTC().Format("2006-01-02T15:04:05.000Z"), formatVideoID(m.VideoID)
	quality := qualityMessage{Type: m.Name, EmittedAt: at, VideoID: id}
	var ok bool
	switch m.Event {
	case media.RenditionReady:
		quality.Encoding = "hls"
		quality.Quality, ok = readyQuality(m.Video, m.Detail)
	case media.VideoReady:
		quality.Encoding = "mp4"
		quality.Quality, ok = bestQuality(m.Video)
	case media.TextGenerated:
		// The vendor gives captions an id of their own; here video and language name them.
		return encodeMessage(captionMessage{
			Type: m.Name, EmittedAt: at, VideoID: id, CaptionID: id + "-" + m.Detail, GenerationMode: "transcript", Language: m.Detail,
		})
	}
	if !ok {
		return nil, fmt.Errorf("render %s of %s: %w", m.Event, m.VideoID, webhook.ErrNothing)
	}
	return encodeMessage(quality)
}

// encodeMessage is JSON without the line end: receivers sign what they read, some after trimming.
func encodeMessage(v any) ([]byte, error) {
	raw, err := dialect.Marshal(v)
	if err != nil {
		return nil, err
	}
	return raw[:len(raw)-1], nil
}

// readyQuality is the vendor's name of a rendition that is watched.
func readyQuality(v media.Video, name string) (string, bool) {
	i := slices.IndexFunc(v.Renditions, func(r media.Rendition) bool { return r.Name == name && r.Kind == media.VideoRendition })
	if i < 0 {
		return "", false
	}
	return qualityName(min(v.Renditions[i].Width, v.Renditions[i].Height))
}

// bestQuality is the vendor's name of the quality that the MP4 has.
func bestQuality(v media.Video) (string, bool) {
	best := 0
	for _, r := range v.Renditions {
		side := min(r.Width, r.Height)
		if _, named := qualityName(side); named && r.Kind == media.VideoRendition && r.State == media.Complete {
			best = max(best, side)
		}
	}
	if best == 0 || v.Wishes.NoDownload {
		return "", false
	}
	return qualityName(best)
}

// qualityName maps the short side of a picture to one of the vendor's qualities, the nearest
// at or below; clients know no others. Between two of them 1440p is none at all, and
// neither is what has no pixels.
func qualityName(side int) (string, bool) {
	if side == 1440 || side < 1 {
		return "", false
	}
	name := 240
	for _, known := range []int{360, 480, 720, 1080, 2160} {
		if side >= known {
			name = known
		}
	}
	return fmt.Sprintf("%dp", name), true
}

var errNoSecret = errors.New("endpoint has no secret of this vendor")

// SignVendor implements webhook.VendorSigner.
func (Renderer) SignVendor(h http.Header, e media.Endpoint, raw []byte) error {
	secret := vendorSecret(e.Secret)
	if secret == "" {
		return errNoSecret
	}
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(raw)
	h.Set("X-Api-Video-Webhookid", e.ID) // as net/http spells it; names of headers have no case
	h.Set("X-Api-Video-Signature", hex.EncodeToString(mac.Sum(nil)))
	return nil
}
