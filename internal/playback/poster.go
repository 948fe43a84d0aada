package playback

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// maxPoster is the largest picture that may be chosen as poster, in bytes.
const maxPoster = 8 << 20

func (p *Playback) servePoster(w http.ResponseWriter, r *http.Request, v media.Video) error {
	picture, contentType, err := p.poster(r.Context(), v)
	if err != nil {
		return err
	}
	serveChanging(w, r, v, picture, contentType)
	return nil
}

// poster is the picture that was chosen, or the one processing took.
func (p *Playback) poster(ctx context.Context, v media.Video) (picture []byte, contentType string, err error) {
	key := v.Wishes.Thumbnail
	switch {
	case key != "":
	case v.Poster:
		key = media.PosterKey(v.ID)
	default:
		return nil, "", notFound()
	}
	if picture, err = p.read(ctx, key, maxPoster); err != nil {
		return nil, "", err
	}
	contentType = "image/jpeg"
	if v.Wishes.Thumbnail != "" {
		// By its bytes: a browser shows it whatever the address ends in, and what is no
		// picture is never sent as anything else.
		if contentType = http.DetectContentType(picture); !strings.HasPrefix(contentType, "image/") {
			return nil, "", notFound()
		}
	}
	return picture, contentType, nil
}

// serveChanging sends bytes that may be others under the same name tomorrow. Browsers keep
// them for a minute and then ask whether they still are the same.
func serveChanging(w http.ResponseWriter, r *http.Request, v media.Video, content []byte, contentType string) {
	sum := sha256.Sum256(content)
	h := w.Header()
	crossOrigin(h)
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheScope(v)+", max-age=60")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
