package tus

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// Version is the one version of the protocol spoken here.
const Version = "1.0.0"

// Engine is what the protocol needs of the upload engine. Its law is upload.Engine's.
type Engine interface {
	Begin(ctx context.Context, b upload.Beginning) (upload.Upload, error)
	Append(ctx context.Context, id string, c upload.Chunk) (upload.Upload, error)
	Status(ctx context.Context, id string) (upload.Upload, error)
	Abort(ctx context.Context, id string) error
}

// Policy is what one dialect does its own way. Errors are of media's kinds.
type Policy interface {
	// Begin authorises a POST and says what upload it begins. It must not read the
	// body. What the creation says is filled in; the rest is the policy's. A partial upload
	// has no video, and nothing may hang on its metadata: clients send none.
	Begin(r *http.Request, c Creation) (upload.Beginning, error)
	// Find authorises any other request and says which upload it is about.
	Find(r *http.Request) (id string, err error)
	// Location is the absolute URL of an upload, which ends in its id.
	Location(r *http.Request, u upload.Upload) string
	// Decorate adds the dialect's own headers to a successful answer.
	Decorate(h http.Header, u upload.Upload)
	// Problem answers an error. Protocol headers are set already.
	Problem(w http.ResponseWriter, r *http.Request, err error)
}

// Creation is what a POST says about the upload it wants.
type Creation struct {
	Length   int64 // upload.UnknownLength when deferred, and of a final one
	Metadata Metadata
	Kind     upload.Kind
	Concat   string   // Upload-Concat of a final one, as sent
	Parts    []string // the URLs in it, in their order
}

// Config is what varies in the protocol itself.
type Config struct {
	Extensions    []string // announced; what is not announced is refused
	MaxSize       int64    // bytes; 0 = no limit
	OptionsStatus int      // 200 or 204
	AllowHeaders  []string // the dialect's own, for CORS
	ExposeHeaders []string
	Idle          time.Duration // without a byte of a body
}

// Endpoint serves uploads. Mount Collection where they are created and Item where
// each lives.
type Endpoint struct {
	engine Engine
	policy Policy
	cfg    Config
}

// New makes an endpoint.
func New(engine Engine, policy Policy, cfg Config) *Endpoint {
	return &Endpoint{engine: engine, policy: policy, cfg: cfg}
}

// Collection answers POST and OPTIONS. What is done to an upload and comes here
// is about one that does not exist.
func (e *Endpoint) Collection(w http.ResponseWriter, r *http.Request) {
	e.serve(w, r, "OPTIONS, POST", map[string]http.HandlerFunc{
		http.MethodPost: e.create,
		http.MethodHead: e.absent, http.MethodPatch: e.absent, http.MethodDelete: e.absent,
	})
}

// Item answers HEAD, PATCH, DELETE and OPTIONS.
func (e *Endpoint) Item(w http.ResponseWriter, r *http.Request) {
	allow := "OPTIONS, HEAD, PATCH"
	methods := map[string]http.HandlerFunc{http.MethodHead: e.head, http.MethodPatch: e.patch}
	if e.offers("termination") {
		allow += ", DELETE"
		methods[http.MethodDelete] = e.remove
	}
	e.serve(w, r, allow, methods)
}

func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request, allow string, methods map[string]http.HandlerFunc) {
	e.protocolHeaders(w.Header())
	method := r.Method
	if override := r.Header.Get("X-HTTP-Method-Override"); override != "" {
		method = strings.ToUpper(override)
	}
	if method == http.MethodHead && r.Method != http.MethodHead {
		w = headWriter{w} // a real empty body, or the client waits for one
	}
	if method == http.MethodOptions {
		e.options(w)
		return
	}
	handler, ok := methods[method]
	if !ok {
		w.Header().Set("Allow", allow)
		e.refuseAs(w, r, http.StatusMethodNotAllowed, media.Errorf(media.Invalid, "method not allowed"))
		return
	}
	if err := checkVersion(r, method); err != nil {
		w.Header().Set("Tus-Version", Version)
		e.refuse(w, r, err)
		return
	}
	handler(w, r)
}

func (e *Endpoint) absent(w http.ResponseWriter, r *http.Request) {
	e.refuse(w, r, media.Errorf(media.NotFound, "not found"))
}

// checkVersion demands Tus-Resumable, except that a HEAD may lack it: some
// clients leave it out, and there is nothing to misunderstand.
func checkVersion(r *http.Request, method string) error {
	values := r.Header.Values("Tus-Resumable")
	if len(values) == 0 && method == http.MethodHead {
		return nil
	}
	if len(values) != 1 || values[0] != Version {
		return media.Errorf(media.WrongVersion, "unsupported tus version")
	}
	return nil
}

func (e *Endpoint) options(w http.ResponseWriter) {
	h := w.Header()
	h.Del("Tus-Resumable") // not part of an answer to OPTIONS
	h.Set("Tus-Version", Version)
	h.Set("Tus-Extension", strings.Join(e.cfg.Extensions, ","))
	if e.cfg.MaxSize > 0 {
		h.Set("Tus-Max-Size", strconv.FormatInt(e.cfg.MaxSize, 10))
	}
	if e.offers("checksum") {
		h.Set("Tus-Checksum-Algorithm", strings.Join(upload.ChecksumAlgorithms(), ","))
	}
	h.Set("Access-Control-Allow-Methods", "POST, HEAD, PATCH, DELETE, GET, OPTIONS")
	h.Set("Access-Control-Allow-Headers", strings.Join(append([]string{
		"Authorization", "Content-Type", "Tus-Resumable", "Upload-Length", "Upload-Defer-Length", "Upload-Offset",
		"Upload-Metadata", "Upload-Concat", "Upload-Checksum", "X-HTTP-Method-Override", "X-Requested-With", "X-Request-ID",
	}, e.cfg.AllowHeaders...), ", "))
	h.Set("Access-Control-Max-Age", "86400")
	if e.cfg.OptionsStatus == http.StatusOK {
		h.Set("Content-Length", "0")
	}
	w.WriteHeader(e.cfg.OptionsStatus)
}

func (e *Endpoint) offers(extension string) bool {
	for _, x := range e.cfg.Extensions {
		if x == extension {
			return true
		}
	}
	return false
}

// protocolHeaders go on every answer, errors included: without the CORS ones a
// browser hides the status from its script.
func (e *Endpoint) protocolHeaders(h http.Header) {
	h.Set("Tus-Resumable", Version)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", strings.Join(append([]string{
		"Location", "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Offset",
		"Upload-Length", "Upload-Defer-Length", "Upload-Expires", "Upload-Metadata", "Upload-Concat",
	}, e.cfg.ExposeHeaders...), ", "))
}

// headWriter drops the body of an answer to a HEAD that came as another method, and
// the length that would make the client wait for it.
type headWriter struct{ http.ResponseWriter }

func (w headWriter) WriteHeader(status int) {
	w.Header().Del("Content-Length")
	w.ResponseWriter.WriteHeader(status)
}

func (w headWriter) Write(p []byte) (int, error) { return len(p), nil }

// Unwrap lets http.ResponseController reach the connection.
func (w headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
