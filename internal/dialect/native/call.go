package native

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tributary-video/tributary/internal/dialect"
	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/media"
)

// call is what a request whose key was right may see, and how it is shown.
type call struct {
	project int64
	view    view
}

// callKey is where the context of a request keeps its call.
type callKey struct{}

// handler answers a call. The output's fields are headers and Body, as huma has it.
type handler[I, O any] func(ctx context.Context, c call, in *I) (*O, error)

// register adds an operation behind the gate. Its errors become problems here.
func register[I, O any](a *API, api huma.API, op huma.Operation, h handler[I, O]) {
	op.MaxBodyBytes, op.BodyReadTimeout = -1, -1 // the gate has read the body, within its limits
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		c, _ := ctx.Value(callKey{}).(call) // without one it is project 0, which has nothing
		out, err := h(ctx, c, in)
		if err != nil {
			return nil, a.problemOf(ctx, op.OperationID, err)
		}
		return out, nil
	})
}

// admit lets a request in whose key is right and whose body is JSON that can be
// looked at: the key first, so that strangers' bodies are not even read.
func (a *API) admit(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		prepare(w.Header())
		grant, err := a.grant(r)
		if err == nil {
			err = readBody(r)
		}
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		c := call{project: grant.ProjectID, view: view{
			base: httpd.BaseURL(a.cfg.PublicURL, r), sign: a.cfg.Master.PlaybackSignature,
		}}
		next(w, r.WithContext(context.WithValue(r.Context(), callKey{}, c)))
	}
}

// readBody replaces the body by what was read of it: one JSON value of bounded size
// and depth. An empty one becomes null, which is refused where a body is needed.
//
// It is written anew, so that it has one meaning: huma checks a body in one form and
// decodes it in another, and of two equal names, or two that differ in case alone,
// the one that was checked would not be the one that counts.
func readBody(r *http.Request) error {
	if r.Method != http.MethodPost && r.Method != http.MethodPatch {
		return nil
	}
	var body any
	if r.ContentLength != 0 {
		if err := checkType(r.Header.Get("Content-Type")); err != nil {
			return err
		}
		if err := dialect.DecodeJSON(r, &body); err != nil {
			return fmt.Errorf("read body: %w", err)
		}
	}
	fields, _ := body.(map[string]any) // whatever else it is, huma says that it wants an object
	for name := range fields {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return media.Errorf(media.Invalid, "a field has a name that is not all lower-case letters")
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("rewrite body: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	return nil
}

// checkType accepts JSON, and a body that does not say what it is.
func checkType(contentType string) error {
	if contentType == "" {
		return nil
	}
	if sent, _, err := mime.ParseMediaType(contentType); err != nil || sent != "application/json" {
		return media.Errorf(media.WrongType, "content type must be application/json")
	}
	return nil
}

// prepare sets the headers of every answer: any script may read it, and nobody
// keeps it, for it tells states that change and addresses that are secrets.
func prepare(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Location, Allow, X-Request-Id, X-Total-Count")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
}

// preflight answers a browser that asks whether a script of another site may call.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Range")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
