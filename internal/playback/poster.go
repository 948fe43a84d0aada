package playback

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
)

// maxPoster is the largest picture that may be chosen as poster, in bytes.
const maxPoster = 8 << 20

// servePoster serves the picture that was chosen, or the one processing took.
func (p *Playback) servePoster(w http.ResponseWriter, r *http.Request, v media.Video) error {
	key := v.Wishes.Thumbnail
	switch {
	case key != "":
	case v.Poster:
		key = media.PosterKey(v.ID)
	default:
		return notFound()
	}
	picture, err := p.read(r.Context(), key, maxPoster)
	if err != nil {
		return err
	}
	contentType := "image/jpeg"
	if v.Wishes.Thumbnail != "" {
		// By its bytes: a browser shows it whatever the address ends in, and what is no
		// picture is never sent as anything else.
		if contentType = http.DetectContentType(picture); !strings.HasPrefix(contentType, "image/") {
			return notFound()
		}
	}
	serveChanging(w, r, v, picture, contentType)
	return nil
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
