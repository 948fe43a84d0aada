package resumable

import (
	"context"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/upload"
)

// Engine is what the protocol needs of the upload engine. Its law is upload.Engine's.
type Engine interface {
	Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error)
	Append(ctx context.Context, id string, c upload.Chunk) (upload.Upload, error)
	Status(ctx context.Context, id string) (upload.Upload, error)
	Abort(ctx context.Context, id string) error
}

// Policy is the resource that uploads are for. Errors are of media's kinds.
type Policy interface {
	// Begin authorises a POST and says what upload it begins. It must not read the
	// body. The length is filled in, and, when the request tells the
	// sum of the whole, Digest and Metadata; the rest is the policy's.
	Begin(r *http.Request, c Creation) (upload.Beginning, error)
	// Find authorises any other request and loads the upload as recorded.
	Find(r *http.Request) (upload.Upload, error)
	// Location is the absolute URL of an upload.
	Location(r *http.Request, u upload.Upload) string
	// Complete answers the request that completed an upload: the same to a POST that
	// brought everything and to the last of many PATCHes. Protocol headers are set already.
	Complete(w http.ResponseWriter, r *http.Request, u upload.Upload)
	// Problem answers an error that is not the protocol's own. Protocol headers are set already.
	Problem(w http.ResponseWriter, r *http.Request, err error)
}

// Creation is what a POST says about the file it begins to bring.
type Creation struct {
	Filename    string // of Content-Disposition, as sent; "" = none
	ContentType string // as sent; "" = none
}

// Config is what varies in the protocol itself.
type Config struct {
	Limits upload.Limits // announced before there is an upload
	Idle   time.Duration // without a byte of a body
}

// Endpoint serves uploads. Mount Collection where they are created and Item where
// each lives, with the methods that each answers.
type Endpoint struct {
	engine Engine
	policy Policy
	cfg    Config
}

// New makes an endpoint.
func New(engine Engine, policy Policy, cfg Config) *Endpoint {
	return &Endpoint{engine: engine, policy: policy, cfg: cfg}
}

// Collection answers POST and OPTIONS.
func (e *Endpoint) Collection(w http.ResponseWriter, r *http.Request) {
	e.serve(w, r, map[string]func(*exchange){http.MethodPost: (*exchange).create}, "OPTIONS, POST")
}

// Item answers HEAD, GET, PATCH, DELETE and OPTIONS.
func (e *Endpoint) Item(w http.ResponseWriter, r *http.Request) {
	e.serve(w, r, map[string]func(*exchange){
		http.MethodHead: (*exchange).status, http.MethodGet: (*exchange).status,
		http.MethodPatch: (*exchange).patch, http.MethodDelete: (*exchange).remove,
	}, "OPTIONS, HEAD, GET, PATCH, DELETE")
}

func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request, methods map[string]func(*exchange), allow string) {
	x := &exchange{Endpoint: e, w: w, r: r, version: versionOf(r.Header)}
	x.protocolHeaders()
	switch handler, ok := methods[r.Method]; {
	case ok:
		handler(x)
	case r.Method == http.MethodOptions:
		x.options(allow)
	default:
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// exchange is one request and its answer.
type exchange struct {
	*Endpoint

	w       http.ResponseWriter
	r       *http.Request
	version version
	offset  int64 // that the request claims
}

// protocolHeaders go on every answer, errors included: without the CORS ones a
// browser hides the status from its script.
func (x *exchange) protocolHeaders() {
	h := x.w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers",
		"Location, Content-Location, Upload-Offset, Upload-Complete, Upload-Length, Upload-Limit, Retry-After, X-Request-Id")
}

// options announces the limits, and answers a browser that asks first.
func (x *exchange) options(allow string) {
	h := x.w.Header()
	h.Set("Allow", allow)
	h.Set("Accept-Patch", partialUpload)
	h.Set("Upload-Limit", x.limits(x.cfg.Limits, x.cfg.Limits.Idle))
	h.Set("Access-Control-Allow-Methods", allow)
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Disposition, Content-Digest, Repr-Digest, "+
		"Upload-Complete, Upload-Length, Upload-Offset, Upload-Draft-Interop-Version, X-Request-ID")
	h.Set("Access-Control-Max-Age", "86400")
	x.w.WriteHeader(http.StatusNoContent)
}
