package s3

import (
	"context"
	"errors"
	"net/http"

	"github.com/tributary-video/tributary/internal/httpd"
	"github.com/tributary-video/tributary/internal/upload"
)

// maxOpen is how many uploads of one object may be open at once. Clients have one or two,
// and what they leave behind ends with the first object.
const maxOpen = 100

// incoming is a body with deadlines that move with it.
type incoming struct {
	*body

	interrupt context.CancelFunc // unblocks a read
	close     func()
}

// open opens the body of a request; nothing is read yet. close must be called.
func (s *Server) open(w http.ResponseWriter, q *request) (*incoming, error) {
	ctx, interrupt := context.WithCancel(q.Context())
	held := q.Request.WithContext(ctx)
	httpd.Steady(w, held, s.cfg.Idle)
	b, err := openBody(held, q.sig)
	in := &incoming{body: b, interrupt: interrupt, close: func() {
		// First away from ctx, or its end would be that of the connection, too: net/http reads
		// on for a while before the answer goes out.
		httpd.Steady(w, held.WithContext(q.Context()), s.cfg.Idle)
		interrupt()
	}}
	if err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// begin begins an upload of the object. From then on the video is uploading.
func (s *Server) begin(ctx context.Context, q *request, in intent) (upload.Upload, error) {
	open, err := s.cfg.Records.UploadsOf(ctx, q.access.Upload.VideoID, q.access.Upload.Protocol)
	if err != nil {
		return upload.Upload{}, err
	}
	if len(open) >= maxOpen {
		return upload.Upload{}, refuse(SlowDown, "too many uploads of this object are open; abort or complete some")
	}
	b := q.access.Upload
	b.ID, b.Kind, b.Beside = "", upload.Parted, true
	if b.Metadata, err = in.encode(); err != nil {
		return upload.Upload{}, err
	}
	u, err := s.cfg.Uploads.Begin(ctx, b)
	if err != nil {
		return upload.Upload{}, orEnded(err, ended)
	}
	return u, nil
}

// spool stores a body as a partial upload, which whoever does not use it drops. When it
// fails nothing is kept.
func (s *Server) spool(ctx context.Context, u upload.Upload, in *incoming) (upload.Upload, error) {
	limits := upload.Limits{Idle: u.Limits.Idle, MaxSize: maxBody}
	if u.Limits.MaxSize > 0 {
		limits.MaxSize = min(maxBody, u.Limits.MaxSize)
	}
	if in.Size() > limits.MaxSize {
		return upload.Upload{}, refuse(EntityTooLarge, "the body is larger than allowed")
	}
	stored, err := s.cfg.Uploads.Spool(ctx, upload.Beginning{ProjectID: u.ProjectID, Protocol: u.Protocol, Limits: limits},
		upload.Chunk{Body: in, Interrupt: in.interrupt})
	if err != nil {
		return upload.Upload{}, asBroken(ctx, err)
	}
	return stored, nil
}

// asBroken is the error of a body. One that broke off has no code of its own: its client is
// gone, or so slow that it is told to try again, as when the server stops.
func asBroken(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if _, ok := errors.AsType[*upload.BodyError](err); !ok {
		return err
	}
	if ctx.Err() != nil {
		return refuse(SlowDown, "the server could not receive the whole body, please try again")
	}
	return refuse(IncompleteBody, "the body ended before it was whole")
}

// acknowledge tells the client what its bytes summed to.
func acknowledge(w http.ResponseWriter, known sums, etag string) {
	for _, c := range known.Checksums {
		w.Header().Set(checksumHeader(c.Algorithm), c.Value)
	}
	w.Header().Set("Etag", quoted(etag))
	w.WriteHeader(http.StatusOK)
}
