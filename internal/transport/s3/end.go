package s3

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/tributary-video/tributary/internal/media"
	"github.com/tributary-video/tributary/internal/upload"
)

const (
	// closed is the scheme of an upload that is about to be aborted.
	closed = "closed"
	// endTime bounds how long uploads are ended for a client that may have left.
	endTime = 30 * time.Second
)

var errKept = errors.New("the upload stays")

// end aborts an upload if it may, and reports whether it did. First it is closed, in one
// step with the question whether it may: a client that completes it at the same moment is
// either asked about, or refused. Without that it would be told that its object is stored
// and then lose it.
func (s *Server) end(ctx context.Context, id string, may func(u upload.Upload, have upload.Parts) bool) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	_, err := s.cfg.Uploads.ChangeParts(ctx, id, func(u upload.Upload, have upload.Parts) (upload.Parts, bool, error) {
		if !may(u, have) {
			return have, false, errKept
		}
		have.Scheme = closed
		return have, false, nil
	})
	switch kind := media.KindOf(err); {
	case errors.Is(err, errKept), kind == media.NotFound, kind == media.Conflict:
		return false, nil
	case err != nil:
		return false, err
	}
	return true, s.cfg.Uploads.Abort(ctx, id)
}

// unfinished is what may be ended without asking anybody: nothing of it was promised to stay.
func unfinished(_ upload.Upload, have upload.Parts) bool { return have.Whole == "" }

// supersede ends what an object that has just been stored makes pointless: older objects,
// and uploads in parts that are not complete. A PUT that is still on its way goes on, since
// the last one wins. What cannot be ended now costs space until it expires.
func (s *Server) supersede(ctx context.Context, q *request, o Object) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	found, err := s.cfg.Records.UploadsOf(ctx, q.access.Upload.VideoID, q.access.Upload.Protocol)
	for _, u := range found {
		if u.ID != o.UploadID {
			_, failed := s.end(ctx, u.ID, o.replaces)
			err = errors.Join(err, failed)
		}
	}
	if err != nil {
		s.warn(ctx, "older uploads of an object not ended", o.UploadID, err)
	}
}

func (s *Server) warn(ctx context.Context, message, id string, err error) {
	s.cfg.Log.LogAttrs(ctx, slog.LevelWarn, message, slog.String("upload", id), slog.Any("error", err))
}

// replaces reports whether another upload of the key is pointless now that o is stored.
func (o Object) replaces(u upload.Upload, have upload.Parts) bool {
	if have.Whole == "" {
		in, err := intentOf(u)
		return err == nil && !in.Single
	}
	other, err := readObject(u.ID, have.Whole)
	return err == nil && other.before(o)
}
