package gcore

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// maxID is the largest id that clients have room for.
const maxID = math.MaxInt32

// call is one request whose credentials were right.
type call struct {
	*http.Request

	project int64
	user    string // who logged in, by his own word; "" = nobody
	base    string // start of public URLs, no trailing slash
}

// reply is what a handler answers: a status and a body, nil for none.
type reply struct {
	status int
	body   any
	header http.Header // further fields; may be nil
}

// ok answers 200 with a body.
func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

// noContent answers 204.
func noContent() reply { return reply{status: http.StatusNoContent} }

// handler answers a call. Its error becomes the vendor's JSON.
type handler func(c call) (reply, error)

// rest makes an http.HandlerFunc of a handler. Credentials are checked before body and object.
func (d *Dialect) rest(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := d.answer(r, h)
		if err != nil {
			d.problem(w, r, err)
			return
		}
		d.write(w, r, answer)
	}
}

func (d *Dialect) answer(r *http.Request, h handler) (reply, error) {
	who, err := d.authorize(r)
	if err != nil {
		return reply{}, err
	}
	if wait := d.limiter.Take(who.KeyID); wait > 0 {
		return reply{}, &tooMany{wait}
	}
	return h(call{Request: r, project: who.ProjectID, user: who.user, base: httpd.BaseURL(d.cfg.PublicURL, r)})
}

// write answers with a reply. The vendor's SDKs take nothing for JSON that is not called so.
func (d *Dialect) write(w http.ResponseWriter, r *http.Request, answer reply) {
	h := w.Header()
	for name, values := range answer.header {
		h[name] = values
	}
	if answer.body == nil {
		w.WriteHeader(answer.status)
		return
	}
	raw, err := dialect.Marshal(answer.body)
	if err != nil {
		d.problem(w, r, fmt.Errorf("write %s: %w", r.Pattern, err))
		return
	}
	writeJSON(w, answer.status, raw)
}

func writeJSON(w http.ResponseWriter, status int, raw []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // an error means that nobody listens any more
}

// number is the integer that the path names by {name}. Another form names nothing.
func (c call) number(name string) (int64, error) {
	n, ok := parseID(c.PathValue(name))
	if !ok {
		return 0, notFound()
	}
	return n, nil
}

// parseID reads an integer id. What no client could have been given is none.
func parseID(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0 && n <= maxID && text[0] != '+'
}

// video loads the video that the path names by {id}.
func (d *Dialect) video(c call) (media.Video, error) {
	seq, err := c.number("id")
	if err != nil {
		return media.Video{}, err
	}
	return d.cfg.Catalog.BySeq(c.Context(), c.project, seq)
}

// formatTime writes a time as the API has it for videos.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
