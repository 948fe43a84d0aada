package omegastream

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/auth"
	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// call is one REST request whose key was right.
type call struct {
	*http.Request

	project int64
	view    view
}

// handler answers a call. A nil body goes with 204.
type handler func(c call) (body any, err error)

// rest makes an http.HandlerFunc of a handler that succeeds with status.
func (d *Dialect) rest(status int, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := d.answer(w, r, h)
		switch {
		case err != nil:
			d.problem(w, r, err)
		case status == http.StatusNoContent:
			w.WriteHeader(status)
		default:
			if err := dialect.WriteJSON(w, status, body); err != nil {
				d.problem(w, r, err)
			}
		}
	}
}

func (d *Dialect) answer(w http.ResponseWriter, r *http.Request, h handler) (any, error) {
	grant, err := d.cfg.Keys.Bearer(r)
	if err != nil {
		return nil, err
	}
	if wait := d.limiter.Take(grant.ProjectID); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return nil, media.Errorf(media.TooMany, "too many requests")
	}
	c, err := d.newCall(r, grant)
	if err != nil {
		return nil, err
	}
	return h(c)
}

func (d *Dialect) newCall(r *http.Request, grant auth.Grant) (call, error) {
	project, err := d.cfg.Projects.Project(r.Context(), grant.ProjectID)
	if err != nil {
		return call{}, fmt.Errorf("load project %d: %w", grant.ProjectID, err)
	}
	w := view{base: httpd.BaseURL(d.cfg.PublicURL, r), project: project, sign: d.cfg.Master.PlaybackSignature}
	return call{Request: r, project: project.ID, view: w}, nil
}

// videoID is the uuid in the path. One of another form names no video.
func (c call) videoID() (string, error) {
	id, ok := media.ParseUUID(c.PathValue("uuid"))
	if !ok {
		return "", media.Errorf(media.NotFound, "video not found")
	}
	return id, nil
}

// decode reads the body.
func (c call) decode(into any) error { return dialect.DecodeJSON(c.Request, into) }

const (
	defaultLimit = 10
	maxLimit     = 100
	maxPage      = 1_000_000_000 // keeps the offset within an int64, and nobody gets there
)

// paging is the part of a list that was asked for.
type paging struct {
	page  int // from 1
	limit int
}

func (c call) paging() (paging, error) {
	p := paging{page: 1, limit: defaultLimit}
	for name, into := range map[string]*int{"page": &p.page, "limit": &p.limit} {
		text := c.query(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return p, media.Errorf(media.Invalid, "%s is not a number", name)
		}
		*into = n
	}
	if p.limit < 1 {
		p.limit = defaultLimit
	}
	p.page, p.limit = min(max(p.page, 1), maxPage), min(p.limit, maxLimit)
	return p, nil
}

func (p paging) offset() int { return (p.page - 1) * p.limit }

// query is a parameter of the query, "" when it is absent. The body is left alone.
func (c call) query(name string) string { return c.URL.Query().Get(name) }

// pageOf is one page of a list.
type pageOf[T any] struct {
	Data      []T `json:"data"`
	Total     int `json:"total"`
	Page      int `json:"page"`
	PerPage   int `json:"per_page"`
	Prev      int `json:"prev"` // page number; 0 = none
	Next      int `json:"next"` // likewise
	TotalPage int `json:"total_page"`
}

func newPage[T any](p paging, data []T, total int) pageOf[T] {
	out := pageOf[T]{Data: data, Total: total, Page: p.page, PerPage: p.limit, TotalPage: (total + p.limit - 1) / p.limit}
	out.Prev = min(p.page-1, out.TotalPage)
	if p.page < out.TotalPage {
		out.Next = p.page + 1
	}
	return out
}

// maxUUIDs is how many videos one request may name (the vendor's number).
const maxUUIDs = 50

// parseUUIDs checks a list of videos and returns it in lower case, each once.
func parseUUIDs(sent []string) ([]string, error) {
	if len(sent) == 0 || len(sent) > maxUUIDs {
		return nil, media.Errorf(media.Invalid, "uuids must name 1 to %d videos", maxUUIDs)
	}
	ids, seen := make([]string, 0, len(sent)), map[string]bool{}
	for _, s := range sent {
		id, ok := media.ParseUUID(s)
		if !ok {
			return nil, media.Errorf(media.Invalid, "uuids has a value that is not a UUID")
		}
		if !seen[id] {
			ids = append(ids, id)
		}
		seen[id] = true
	}
	return ids, nil
}

// parseStamp reads a time in the only form the vendor takes; "" is no bound.
func parseStamp(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse("2006-01-02T15:04:05Z", text)
	if err != nil {
		return t, media.Errorf(media.Invalid, "%s is not a time such as 2026-03-02T10:00:00Z", name)
	}
	return t, nil
}
