package apivideo

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/media"
)

// problemBase begins the type of every problem.
const problemBase = "https://docs.api.video/reference/"

// slug names a problem; the table of titles below has every one that is answered.
type slug string

// fault is an error in the vendor's own words. Any other error is answered by its kind.
type fault struct {
	status int
	slug   slug
	name   string // which attribute, parameter or header; "" = none
	title  string // "" = the slug's
	detail string // what to change; "" = none
	bounds *bounds
	others []fault // further problems of the same request
	named  bool    // name is shown though it is empty
}

// bounds is the range that a query parameter must lie in.
type bounds struct {
	Min int `json:"min"`
	Max int `json:"max,omitempty"` // 0 = none
}

// faults collects the problems of one request.
type faults []fault

func (f *faults) add(problem fault) { *f = append(*f, problem) }

// err is all of them as one, nil for none. The first is the one that is told on top.
func (f *faults) err() error {
	if len(*f) == 0 {
		return nil
	}
	all := (*f)[0]
	all.others = (*f)[1:]
	return all
}

func (f fault) Error() string {
	text := string(f.slug)
	if f.name != "" {
		text += " " + f.name
	}
	if f.detail != "" {
		text += ": " + f.detail
	}
	return text
}

// problemBody is a problem on the wire (contract section 6).
type problemBody struct {
	Type     string        `json:"type"`
	Title    string        `json:"title"`
	Status   int           `json:"status,omitempty"`
	Detail   string        `json:"detail,omitempty"`
	Name     *string       `json:"name,omitempty"`
	Range    *bounds       `json:"range,omitempty"`
	Problems []problemBody `json:"problems,omitempty"`
}

func (f fault) entry() problemBody {
	b := problemBody{Type: problemBase + string(f.slug), Title: f.title, Detail: f.detail, Range: f.bounds}
	if b.Title == "" {
		b.Title = title(f.slug)
	}
	if f.name != "" || f.named {
		b.Name = &f.name
	}
	return b
}

func (f fault) body() problemBody {
	b := f.entry()
	b.Status = f.status
	if f.status == http.StatusBadRequest && f.name != "" {
		b.Problems = []problemBody{f.entry()}
		for _, other := range f.others {
			b.Problems = append(b.Problems, other.entry())
		}
	}
	return b
}

// problem answers an error. What is no fault and nobody foresaw says nothing of itself.
func (d *Dialect) problem(w http.ResponseWriter, r *http.Request, err error) {
	f, ok := errors.AsType[fault](err)
	if !ok {
		f = faultOf(err)
	}
	if f.slug == serverError && r.Context().Err() == nil {
		d.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("route", r.Pattern), slog.Any("error", err))
	}
	raw, err := dialect.Marshal(f.body())
	if err != nil { // a struct of texts always marshals
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	if f.status == http.StatusTooManyRequests {
		h.Set("Retry-After", limitReset)
	}
	w.WriteHeader(f.status)
	_, _ = w.Write(raw)
}

// faultOf is what an error of a kind is in the vendor's words.
func faultOf(err error) fault {
	switch media.KindOf(err) {
	case media.Internal:
		return fault{status: http.StatusInternalServerError, slug: serverError}
	case media.Unavailable, media.Locked, media.NoSpace:
		return fault{status: http.StatusServiceUnavailable, slug: serverError, detail: media.PublicText(err)}
	case media.Unauthorized:
		return fault{status: http.StatusUnauthorized, slug: invalidAccessToken}
	case media.Forbidden:
		return fault{status: http.StatusForbidden, slug: suspendedAccount, detail: media.PublicText(err)}
	case media.NotFound, media.Gone:
		return fault{status: http.StatusNotFound, slug: resourceNotFound}
	case media.TooLarge:
		return fault{status: http.StatusBadRequest, slug: fileTooLarge, name: "file", detail: media.PublicText(err)}
	case media.TooMany:
		return fault{status: http.StatusTooManyRequests, slug: tooManyRequests, detail: media.PublicText(err)}
	case media.Invalid, media.WrongType, media.WrongVersion, media.Mismatch, media.OffsetMismatch, media.Conflict:
		return fault{status: http.StatusBadRequest, slug: invalidPayload, detail: media.PublicText(err)}
	}
	return fault{status: http.StatusInternalServerError, slug: serverError}
}

// notFound says which attribute names something that is not there.
func notFound(name string) error {
	return fault{status: http.StatusNotFound, slug: resourceNotFound, name: name}
}

// invalid says which attribute cannot be accepted, and why.
func invalid(name, detail string) error {
	return fault{status: http.StatusBadRequest, slug: invalidAttribute, name: name, detail: detail}
}

// invalidParameter says which query parameter cannot be accepted: one of the values is.
func invalidParameter(name, detail string, values ...string) fault {
	if len(values) > 0 {
		detail = "Must be one of " + strings.Join(values, ", ") + "."
	}
	return fault{status: http.StatusBadRequest, slug: invalidQuery, name: name, detail: detail}
}
