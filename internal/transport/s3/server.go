package s3

import (
	"log/slog"
	"time"
)

// Config is what the front needs.
type Config struct {
	Keys    Keys
	Uploads Uploads
	Records Records

	PublicURL string // of the server, no trailing slash; "" = what each request says
	Log       *slog.Logger
	Now       func() time.Time // nil = time.Now
}

// Server answers the S3 requests that upload clients make.
type Server struct {
	cfg Config
}

// New makes the front. It starts nothing.
func New(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Server{cfg: cfg}
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
