package s3

import (
	"context"
	"encoding/hex"
	"net/http"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

// putObject stores an object that comes in one request. It is an upload in parts that has
// one part, so that an object is the same thing however it came.
func (s *Server) putObject(w http.ResponseWriter, q *request) error {
	if q.Header.Get("X-Amz-Copy-Source") != "" {
		return s.copyObject(w, q)
	}
	in, err := readIntent(q)
	if err != nil {
		return err
	}
	in.Single = true
	b, err := s.open(w, q)
	if err != nil {
		return err
	}
	defer b.close()
	if b.Size() == 0 {
		return emptyObject()
	}
	if _, err := s.allowed(q.Context(), q); err != nil {
		return err
	}
	u, err := s.begin(q.Context(), q, in)
	if err != nil {
		return err
	}
	o, err := s.store(q.Context(), q, u, in, b)
	if err != nil {
		s.giveUp(q.Context(), u)
		return err
	}
	s.supersede(q.Context(), q, o)
	if o.Checksum != nil {
		w.Header().Set("X-Amz-Checksum-Type", o.ChecksumType)
	}
	acknowledge(w, b.Sums(), o.ETag)
	return nil
}

func emptyObject() error { return refuse(InvalidRequest, "an empty object cannot be uploaded") }

// allowed returns the object that another one would take the place of, unless the client
// wants to be refused when there is one. Of two conditional writes at the same moment both
// may be allowed; the later one counts then.
func (s *Server) allowed(ctx context.Context, q *request) (Object, error) {
	onlyNew, err := q.onlyNew()
	if err != nil {
		return Object{}, err
	}
	was, exists, err := s.current(ctx, q)
	if err != nil {
		return Object{}, err
	}
	if exists && onlyNew {
		return Object{}, refuse(PreconditionFailed, "an object is stored under this key already")
	}
	return was, nil
}

// store receives the object of u.
func (s *Server) store(ctx context.Context, q *request, u upload.Upload, in intent, b *incoming) (Object, error) {
	stored, err := s.spool(ctx, u, b)
	if err != nil {
		return Object{}, err
	}
	if stored.Offset == 0 {
		s.cfg.Uploads.Drop(ctx, stored.ID)
		return Object{}, emptyObject()
	}
	// What has arrived is kept, whatever has become of the client.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	o, err := s.record(ctx, q, u, in, stored, b.Sums())
	if isRefusal(err) {
		s.cfg.Uploads.Drop(ctx, stored.ID)
	}
	return o, err
}

// isRefusal reports whether an error is a decision. Of any other nobody knows what the
// database has made of it, so nothing may be dropped that it may refer to.
func isRefusal(err error) bool {
	return err != nil && asError(err).Code != InternalError && media.KindOf(err) != media.Unavailable
}

// record makes u the object, whose bytes are those of a partial upload.
func (s *Server) record(ctx context.Context, q *request, u upload.Upload, in intent, stored upload.Upload, known sums) (Object, error) {
	was, err := s.allowed(ctx, q)
	if err != nil {
		return Object{}, err
	}
	o := describe(u, in, was.after(s.cfg.Now()))
	o.Size, o.ETag = stored.Offset, hex.EncodeToString(known.MD5[:])
	if len(known.Checksums) > 0 {
		o.Checksum, o.ChecksumType = &known.Checksums[0], fullObject
	}
	whole, err := o.encode()
	if err != nil {
		return Object{}, err
	}
	part, err := newPart(1, stored, known, o.Modified)
	if err != nil {
		return Object{}, err
	}
	_, err = s.cfg.Uploads.ChangeParts(ctx, u.ID, func(_ upload.Upload, _ upload.Parts) (upload.Parts, bool, error) {
		return upload.Parts{Whole: whole, Items: []upload.Part{part}}, false, nil
	})
	return o, orEnded(err, ended)
}

// giveUp ends the upload of a PUT that failed, so that its video no longer waits for it. What
// stays in trouble expires.
func (s *Server) giveUp(ctx context.Context, u upload.Upload) {
	if _, err := s.end(ctx, u.ID, unfinished); err != nil {
		s.warn(ctx, "failed PUT not ended", u.ID, err)
	}
}
