package apivideo

import (
	"net/http"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// call is one request whose credentials were right.
type call struct {
	*http.Request

	project int64
	base    string // start of public URLs, no trailing slash
}

// reply is what a handler answers: a status and a body, nil for none.
type reply struct {
	status int
	body   any
}

// handler answers a call. Its error becomes problem JSON.
type handler func(c call) (reply, error)

// rest makes an http.HandlerFunc of a handler. Credentials are checked before the body
// and the object (contract section 2).
func (d *Dialect) rest(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(w.Header())
		limitHeaders(w.Header())
		grant, err := d.authorize(r)
		if err != nil {
			d.problem(w, r, err)
			return
		}
		answer, err := h(call{Request: r, project: grant.ProjectID, base: httpd.BaseURL(d.cfg.PublicURL, r)})
		if err != nil {
			d.problem(w, r, err)
			return
		}
		d.write(w, r, answer)
	}
}

// videoID is the UUID of the video that the path names by {videoId}. Another form
// names no video.
func (c call) videoID() (string, error) {
	id, ok := parseVideoID(c.PathValue("videoId"))
	if !ok {
		return "", notFound("videoId")
	}
	return id, nil
}

// video loads the video that the path names.
func (d *Dialect) video(c call) (media.Video, error) {
	id, err := c.videoID()
	if err != nil {
		return media.Video{}, err
	}
	v, err := d.cfg.Catalog.Get(c.Context(), c.project, id)
	if media.KindOf(err) == media.NotFound {
		err = notFound("videoId")
	}
	return v, err
}

// videoPrefix begins every video id of this API; 22 digits of base 62 follow.
const videoPrefix = "vi"

func formatVideoID(uuid string) string { return videoPrefix + media.ShortID(uuid) }

func parseVideoID(id string) (uuid string, ok bool) {
	if len(id) < len(videoPrefix) || id[:len(videoPrefix)] != videoPrefix {
		return "", false
	}
	return media.ParseShortID(id[len(videoPrefix):])
}
