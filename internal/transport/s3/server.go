package s3

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/tributary-video/tributary/internal/httpd"
)

// Config is what the front needs.
type Config struct {
	Keys    Keys
	Uploads Uploads
	Records Records

	PublicURL string        // of the server, no trailing slash; "" = what each request says
	Idle      time.Duration // that a body may bring nothing; 0 = httpd.DefaultIdle
	Log       *slog.Logger
	Now       func() time.Time // nil = time.Now
}

// Server answers the S3 requests that upload clients make. It is safe for concurrent use.
type Server struct {
	cfg        Config
	operations []operation
}

// New makes the front. It starts nothing.
func New(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Idle == 0 {
		cfg.Idle = httpd.DefaultIdle
	}
	return &Server{cfg: cfg, operations: operations()}
}

// signature is what a verified request was signed with. Chunks of its body go on from it.
type signature struct {
	access    Access
	date      string // yyyymmddThhmmssZ
	scope     string // yyyymmdd/region/s3/aws4_request
	seed      string // the signature of the head, 64 hex digits
	key       []byte // that the request was signed with, derived from secret and scope
	presigned bool
	payload   string // X-Amz-Content-Sha256; of a presigned URL that says nothing unsignedPayload
}

// unsignedPayload stands in the place of a hash of the body.
const unsignedPayload = "UNSIGNED-PAYLOAD"

// ServeHTTP answers a request that [Recognizes] knows. Its URL must be as it came: the
// signature covers the path, and a path that was cleaned is another.
//
// What is refused for its head is refused before its body is read: a client that waits for
// "100 Continue" would be told to send it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		preflight(w, r)
		return
	}
	identify(w.Header())
	expose(w.Header())
	if err := s.serve(w, r); err != nil {
		s.note(r.Context(), r, err)
		s.refuse(w, r, err)
	}
}

// serve finds out who asks, whether the key is good for what the path names, and which
// operation it is, in this order: nobody learns of what is behind a key that is not theirs.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) error {
	sig, err := s.verify(r)
	if err != nil {
		return err
	}
	q := &request{Request: r, sig: sig, access: sig.access, query: r.URL.Query()}
	if err := q.locate(); err != nil {
		return err
	}
	op, err := s.find(q)
	if err != nil {
		return err
	}
	return op.serve(s, w, q)
}

// note logs what is no fault of the client's. The path names no secret; the query may.
func (s *Server) note(ctx context.Context, r *http.Request, err error) {
	if asError(err).Code == InternalError {
		s.cfg.Log.LogAttrs(ctx, slog.LevelError, "S3 request failed", slog.String("id", httpd.RequestID(ctx)),
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Any("error", err))
	}
}
