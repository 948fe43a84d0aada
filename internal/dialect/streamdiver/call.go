package streamdiver

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
)

// call is one request whose credentials were right.
type call struct {
	*http.Request

	project int64
	base    string // start of public URLs, no trailing slash
}

// reply is what a handler answers: a status and what goes into the envelope.
type reply struct {
	status int
	data   any
	paging *pagination // of a list
}

func ok(data any) reply      { return reply{status: http.StatusOK, data: data} }
func created(data any) reply { return reply{status: http.StatusCreated, data: data} }

// envelope is what every success is in (contract section 3.1).
type envelope struct {
	Status     string      `json:"status"`
	Message    *string     `json:"message"`
	Data       any         `json:"data"`
	Pagination *pagination `json:"pagination,omitempty"`
}

// handler answers a call. Its error becomes the vendor's JSON.
type handler func(c call) (reply, error)

// rest makes an http.HandlerFunc of a handler.
func (d *Dialect) rest(h handler) http.HandlerFunc {
	return d.raw(func(c call, w http.ResponseWriter) error {
		answer, err := h(c)
		if err != nil {
			return err
		}
		return write(w, answer)
	})
}

// raw makes an http.HandlerFunc of what writes its answer itself: pictures. An error means that it
// has written nothing. Credentials are checked before body and object.
func (d *Dialect) raw(h func(c call, w http.ResponseWriter) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		grant, err := d.authorize(r)
		c := call{Request: r, project: grant.ProjectID, base: httpd.BaseURL(d.cfg.PublicURL, r)}
		if err == nil {
			err = c.checkBase()
		}
		if err == nil {
			err = h(c, w)
		}
		if err != nil {
			d.problem(w, r, err)
		}
	}
}

// checkBase refuses a request by whose Host no link can be made. net/http lets through what is made of
// the right characters.
func (c call) checkBase() error {
	if u, err := url.Parse(c.base); err != nil || u.Host == "" {
		return badBody("the Host header does not name a host")
	}
	return nil
}

func write(w http.ResponseWriter, answer reply) error {
	if p := answer.paging; p != nil {
		w.Header().Set("X-Total-Count", strconv.Itoa(p.Total))
	}
	body := envelope{Status: "success", Data: answer.data, Pagination: answer.paging}
	if err := dialect.WriteJSON(w, answer.status, body); err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return nil
}

// formatTime writes a time as the API has it.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// orNull is a text that is null when there is none.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
